"""Statistics of tables that were just filled, in the midst of the transaction that fills them.

Only the owner of a table may take them. Without them PostgreSQL takes a table for empty, and asks
for each row that names a person by whichever index it likes. A sample of 3,000 rows says enough for
that, and is taken ten times as fast as the usual one, which the database takes by itself of a table
that has grown.
"""

STATISTICS = """
CREATE OR REPLACE FUNCTION wall.analyse(tables text[]) RETURNS void
LANGUAGE plpgsql VOLATILE {definer} SET default_statistics_target = 10 AS $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY tables LOOP
        EXECUTE format('ANALYZE public.%I', one);
    END LOOP;
END
$$;
"""
