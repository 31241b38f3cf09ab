"""What a parent wants to be e-mailed about goes on for the account that is kept: of two wishes the
one for fewer e-mails. So does what parents chose for a pupil who had two accounts.

It is copied, and the account that goes keeps its own rows: after the merge is undone each has what
it had, but the kept account, which stays with the rarer one. Nobody is e-mailed against their will
by it, and the parent's own page changes it.
"""

from kinkeeper.lib import db
from kinkeeper.notifications.choices import ORDER
from kinkeeper.people.models import Person

STOPPED = """
INSERT INTO notifications_reader (person_id, stopped_at)
SELECT %(kept)s, stopped_at FROM notifications_reader
WHERE person_id = %(gone)s AND stopped_at IS NOT NULL
ON CONFLICT (person_id) DO UPDATE
SET stopped_at = least(notifications_reader.stopped_at, excluded.stopped_at)
"""
RARER = """
ON CONFLICT (person_id, child_id, kind) DO UPDATE SET pace = excluded.pace
WHERE array_position(%(order)s::text[], excluded.pace::text)
    < array_position(%(order)s::text[], notifications_choice.pace::text)
"""
OF_THE_PARENT = f"""
INSERT INTO notifications_choice (person_id, child_id, kind, pace)
SELECT %(kept)s, child_id, kind, pace FROM notifications_choice WHERE person_id = %(gone)s
{RARER}"""  # noqa: S608  # texts of ours
FOR_THE_CHILD = f"""
INSERT INTO notifications_choice (person_id, child_id, kind, pace)
SELECT person_id, %(kept)s, kind, pace FROM notifications_choice WHERE child_id = %(gone)s
{RARER}"""  # noqa: S608  # as above


def copy(kept: Person, gone: Person) -> None:
    told = {"kept": kept.pk, "gone": gone.pk, "order": [str(pace) for pace in ORDER]}
    for statement in (STOPPED, OF_THE_PARENT, FOR_THE_CHILD):
        db.run(statement, told)
