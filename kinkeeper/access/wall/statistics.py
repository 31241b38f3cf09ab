"""Statistics of tables that were just filled, in the midst of the transaction that fills them.

Only the owner of a table may take them. Without them PostgreSQL takes a table for empty, and asks
for each row that names a person by whichever index it likes.
"""

STATISTICS = """
CREATE OR REPLACE FUNCTION wall.analyse(tables text[]) RETURNS void
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY tables LOOP
        EXECUTE format('ANALYZE public.%I', one);
    END LOOP;
END
$$;
"""
