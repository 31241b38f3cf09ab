"""When the asking parent looked at the home before."""

WHEN_HERE = """
-- Notes a look at the home, at most once a minute, and says when the last one before the pause was.
-- Who looks as a parent is told what the parent would be, and notes nothing.
-- A row from later than now is of a clock that was set: it begins anew.
CREATE OR REPLACE FUNCTION wall.note_home(moment timestamptz, pause interval) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    asking bigint := wall.person();
    seen access_homevisit;
BEGIN
    SELECT * INTO seen FROM access_homevisit visit WHERE visit.person_id = asking;
    IF wall.viewing() IS NOT NULL THEN
        RETURN CASE WHEN seen.last_at > moment THEN NULL
            WHEN seen.last_at < moment - pause THEN seen.last_at ELSE seen.before_at END;
    END IF;
    IF asking IS NULL OR moment - seen.last_at BETWEEN interval '0' AND interval '1 minute' THEN
        RETURN seen.before_at;
    END IF;
    INSERT INTO access_homevisit AS visit (person_id, last_at) VALUES (asking, moment)
    ON CONFLICT (person_id) DO UPDATE SET last_at = excluded.last_at, before_at = CASE
        WHEN visit.last_at > excluded.last_at THEN NULL
        WHEN visit.last_at < excluded.last_at - pause THEN visit.last_at
        ELSE visit.before_at END
    RETURNING before_at INTO seen.before_at;
    RETURN seen.before_at;
END
$$;
"""
