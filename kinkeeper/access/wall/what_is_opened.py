"""Of which children, schools and groups the asking parent sees school records now.

`records_opened` decides it, for these policies and for whoever reads for a parent.
"""

WHAT_IS_OPENED = """
-- The moment at which the pages ask.
CREATE OR REPLACE FUNCTION wall.moment() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE {definer} AS $$ SELECT now() $$;

CREATE OR REPLACE FUNCTION wall.opened() RETURNS TABLE (child_id bigint, school_id bigint,
    group_id bigint, starts_on date, ends_on date, today date, areas text[])
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN QUERY SELECT * FROM records_opened(wall.person(), wall.moment(), {zone});
END
$$;
"""
