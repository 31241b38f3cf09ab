"""Who sees conversations between parents and a school: the parent whose it is, who teaches the
child and is in it, and the office that keeps it."""

WHAT_IS_WRITTEN = """
-- Whether all messages are switched off, for everybody and at once.
CREATE OR REPLACE FUNCTION wall.messages_stopped() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN coalesce((SELECT value::text::boolean FROM organisations_setting
                     WHERE name = 'messages_stopped'), false);
END
$$;

-- The children about whom the asking parent reads messages now (K16, K17).
CREATE OR REPLACE FUNCTION wall.children_written_about() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    IF wall.messages_stopped() THEN
        RETURN '{{}}';
    END IF;
    RETURN ARRAY(SELECT mine.child FROM unnest(wall.children()) AS mine (child)
        WHERE 'messages' = ANY (families_areas(wall.person(), mine.child,
            people_local_date(mine.child, wall.moment(), {zone}))));
END
$$;

-- The children whom the asking person is or was connected to, or waits for: about them nobody reads
-- at work what another adult wrote (K19).
CREATE OR REPLACE FUNCTION wall.children_at_home() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN ARRAY(
        SELECT child_id FROM families_relationship WHERE parent_id = wall.person()
        UNION
        SELECT child_id FROM families_pendingrelationship
        WHERE parent_id = wall.person() AND child_id IS NOT NULL);
END
$$;

-- The conversations of which the asking person is a member; whether the child is still a pupil of
-- that person is asked besides.
CREATE OR REPLACE FUNCTION wall.conversations_joined() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN ARRAY(SELECT conversation_id FROM messaging_member WHERE staff_id = wall.person());
END
$$;
"""
