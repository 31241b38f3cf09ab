"""The records of a parent's home, found in one look.

The query asks for what is opened to the asking parent, and so would the policy of each table in
which it finds anything: that took twice as long as the query itself, and half of that to plan. Here
it is asked once, as the owner, by a plan that is kept for the connection.
"""

from kinkeeper.records.near import DAYS, NEAR
from kinkeeper.records.opened import query_of
from kinkeeper.records.visibility import Seen

# A record about a pupil who is hidden is nobody's (K28), as each policy says.
OF_NO_ONE_HIDDEN = "(said.pupil_id IS NULL OR said.pupil_id <> ALL (hidden))"


def _narrowed(seen: Seen, wanted: str) -> str:
    return f"({wanted}) AND {OF_NO_ONE_HIDDEN}" if seen.pupil else wanted


QUERY = query_of(
    "wall.opened()", {seen: _narrowed(seen, wanted) for seen, wanted in NEAR.items()}, DAYS
) % {"moment": "moment", "longest": "longest"}

WHAT_IS_NEAR = f"""
-- Table, child and record, as `records.opened.Asked.some` says them; `longest`: how long ago
-- anything new was published.
CREATE OR REPLACE FUNCTION wall.records_near(longest interval)
RETURNS TABLE (of_table text, of_child bigint, said jsonb)
LANGUAGE plpgsql STABLE {{definer}} AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz := wall.moment();
    hidden bigint[] := wall.hidden();
BEGIN
    RETURN QUERY {QUERY.replace("{", "{{").replace("}", "}}")};
END
$$;
"""
