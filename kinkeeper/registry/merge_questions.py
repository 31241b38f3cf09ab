"""What is asked, and was answered, about two accounts that become one; and the way back."""

from kinkeeper.lib import db

MOVE = """
UPDATE families_question
SET parent_id = CASE parent_id WHEN %(gone)s THEN %(kept)s ELSE parent_id END,
    child_id = CASE child_id WHEN %(gone)s THEN %(kept)s ELSE child_id END,
    was = was || %(gone)s::bigint
WHERE %(gone)s IN (parent_id, child_id)
"""
MOVE_BACK = """
UPDATE families_question
SET parent_id = CASE parent_id WHEN %(kept)s THEN %(gone)s ELSE parent_id END,
    child_id = CASE child_id WHEN %(kept)s THEN %(gone)s ELSE child_id END,
    was = array_remove(was, %(gone)s)
WHERE %(gone)s = ANY(was) AND %(kept)s IN (parent_id, child_id)
"""


def move(kept: int, gone: int) -> None:
    """Internal IDs. The answers go on holding for the person; which account had them is kept."""
    _run(MOVE, kept, gone)


def move_back(kept: int, gone: int) -> None:
    _run(MOVE_BACK, kept, gone)


def _run(statement: str, kept: int, gone: int) -> None:
    db.run(statement, {"kept": kept, "gone": gone})
