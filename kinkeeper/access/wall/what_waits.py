"""Of what anything waits for a decision at all, of whomever: every page of an office asks.

Of open questions it says the kinds, each found by one step in an index, however many there are.
"""

WHAT_WAITS = """
-- an earlier version answered otherwise
DROP FUNCTION IF EXISTS wall.waits();
CREATE FUNCTION wall.waits(OUT proposals boolean, OUT questions text[], OUT reviews boolean)
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    WITH RECURSIVE next (kind) AS (
        (SELECT kind FROM families_question WHERE answer = '' ORDER BY kind LIMIT 1)
        UNION ALL
        SELECT (SELECT more.kind FROM families_question more
                WHERE more.answer = '' AND more.kind > next.kind ORDER BY more.kind LIMIT 1)
        FROM next WHERE next.kind IS NOT NULL)
    SELECT EXISTS (SELECT FROM families_relationship WHERE state = 'proposed'),
        ARRAY(SELECT kind FROM next WHERE kind IS NOT NULL)::text[],
        EXISTS (SELECT FROM families_blockground WHERE review_on IS NOT NULL)
$$;
"""
