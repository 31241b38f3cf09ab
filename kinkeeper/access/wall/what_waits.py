"""Whether anything waits for a decision at all, of whomever: every page of an office asks."""

WHAT_WAITS = """
CREATE OR REPLACE FUNCTION wall.waits(
    OUT proposals boolean, OUT questions boolean, OUT reviews boolean)
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT EXISTS (SELECT FROM families_relationship WHERE state = 'proposed'),
        EXISTS (SELECT FROM families_question WHERE answer = ''),
        EXISTS (SELECT FROM families_blockground WHERE review_on IS NOT NULL)
$$;
"""
