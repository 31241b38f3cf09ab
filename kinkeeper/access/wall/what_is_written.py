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

-- The other adults of those children: what they write about another child is the family's, too.
CREATE OR REPLACE FUNCTION wall.adults_at_home() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN ARRAY(
        SELECT other.parent_id FROM families_relationship mine
        JOIN families_relationship other ON other.child_id = mine.child_id
        WHERE mine.parent_id = wall.person() AND other.parent_id <> mine.parent_id);
END
$$;

-- The conversations of which the asking person is a member, and still teaches the child at the
-- school that keeps it.
CREATE OR REPLACE FUNCTION wall.conversations_joined() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN ARRAY(SELECT said.id FROM messaging_member joined
        JOIN messaging_conversation said ON said.id = joined.conversation_id
        WHERE joined.staff_id = wall.person() AND messaging_answers(
            joined.staff_id, said.child_id, said.parent_id, said.school_id));
END
$$;
"""
