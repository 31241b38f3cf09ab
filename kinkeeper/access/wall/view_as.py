"""Staff look at one parent’s pages (docs/decisions/0055): whom they may view as, and what is left
of the sight of that parent.

The asking person is then the parent, said and sealed in one text with the one who looks: nobody can
take away the second alone. Each request asks again whether it may go on, and its transaction only
reads. What the one who looks does not reach is hidden, and so is every protected child.
"""

from datetime import timedelta

from kinkeeper.organisations.settings import VIEW_AS
from kinkeeper.roster.vocabulary import Profile

LASTS = timedelta(minutes=15)

VIEWING = """
-- Who looks as the asking parent; null where people ask for themselves. Every policy about people
-- asks it, so what has no such mark is not looked at twice.
CREATE OR REPLACE FUNCTION wall.viewing() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    IF strpos(coalesce(current_setting('kinkeeper.asking', true), ''), '/') = 0 THEN
        RETURN NULL;
    END IF;
    RETURN split_part(wall.proved('kinkeeper.asking'), '/', 2)::bigint;
END
$$;

-- The asking person, for what is nobody else's: nobody where somebody looks as that person.
CREATE OR REPLACE FUNCTION wall.myself() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN CASE WHEN wall.viewing() IS NULL THEN wall.person() END;
END
$$;

-- Whether anything about people may be written: in an act, and never by who looks as a parent.
CREATE OR REPLACE FUNCTION wall.writes() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN wall.viewing() IS NULL AND wall.acts();
END
$$;

-- The places of which an office may look as a parent; null: all of them.
CREATE OR REPLACE FUNCTION wall.places_of_office(office bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    who text := (SELECT profile FROM people_person WHERE id = office AND state = 'active');
BEGIN
    IF who = 'SYSTEM' THEN
        RETURN NULL;
    ELSIF who IS DISTINCT FROM 'SCHOOL' THEN
        RETURN '{{}}';
    END IF;
    RETURN (SELECT coalesce(array_agg(DISTINCT below.organisation_id), '{{}}')
        FROM people_membership member
        JOIN organisations_organisation root ON root.id = member.organisation_id
            AND root.path <> ''
        JOIN organisations_below below ON below.root_id = root.id
        WHERE member.person_id = office);
END
$$;

-- The same for who looks as the asking parent; null also where people ask for themselves.
CREATE OR REPLACE FUNCTION wall.viewed_places() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    office bigint := wall.viewing();
BEGIN
    RETURN CASE WHEN office IS NOT NULL THEN wall.places_of_office(office) END;
END
$$;

-- Whom the asking parent may know, and who looks as that parent is not shown: who is out of reach
-- (K14) or protected (K28). Nobody where people ask for themselves.
CREATE OR REPLACE FUNCTION wall.left_out() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    places bigint[];
    parent bigint;
BEGIN
    IF wall.viewing() IS NULL THEN
        RETURN '{{}}';
    END IF;
    places := wall.viewed_places();
    parent := wall.person();
    RETURN ARRAY(
        SELECT person_id FROM people_protection
        UNION
        SELECT known.child_id FROM (
            SELECT child_id FROM families_relationship WHERE parent_id = parent
            UNION SELECT child_id FROM families_rightsstatement WHERE parent_id = parent
            UNION SELECT pupil_id FROM families_consent WHERE parent_id = parent
            UNION SELECT child_id FROM families_continuation WHERE parent_id = parent
            UNION SELECT child_id FROM from_home_absencereport WHERE reported_by_id = parent
            UNION SELECT child_id FROM from_home_noticeanswer WHERE answered_by_id = parent
            UNION SELECT child_id FROM from_home_noticeopening WHERE opened_by_id = parent
            UNION SELECT child_id FROM messaging_conversation WHERE parent_id = parent
            UNION SELECT child_id FROM meetings_booking WHERE parent_id = parent
        ) known
        WHERE places IS NOT NULL AND NOT EXISTS (
            SELECT FROM people_membership member WHERE member.person_id = known.child_id
                AND member.organisation_id = ANY (places)));
END
$$;

-- Whether somebody at work may look as this parent, now.
CREATE OR REPLACE FUNCTION wall.may_view_as(office bigint, parent bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    places bigint[] := wall.places_of_office(office);
BEGIN
    RETURN coalesce((SELECT value::text::boolean FROM organisations_setting
                     WHERE name = 'SETTING'), true)
        AND EXISTS (SELECT FROM people_person person
            WHERE person.id = parent AND person.state = 'active' AND person.profile = 'PARENT')
        AND NOT EXISTS (SELECT FROM people_protection mark WHERE mark.person_id = parent)
        AND (places IS NULL OR EXISTS (SELECT FROM people_membership member
            WHERE member.person_id = parent AND member.organisation_id = ANY (places)))
        -- nobody looks into their own family, whatever became of it
        AND NOT EXISTS (SELECT FROM families_relationship mine
            JOIN families_relationship theirs ON theirs.child_id = mine.child_id
            WHERE mine.parent_id = office AND theirs.parent_id = parent);
END
$$;
"""

VIEW = """
-- The person of this session begins to look as a parent; until when, or null where that may not be,
-- or the beginning of time where one has begun already, in another tab perhaps just now.
-- Said by the pages' own code, which has asked for a reason.
CREATE OR REPLACE FUNCTION wall.begin_view_as(
    secret text, parent bigint, minute bigint, seal text)
RETURNS timestamptz LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    name text := wall.kept_as(secret);
    office bigint := wall.myself();
    ends timestamptz := clock_timestamp() + interval 'LASTS seconds';
BEGIN
    IF abs(minute - extract(epoch FROM clock_timestamp()) / 60) > 5
       OR NOT wall.is_attested(concat_ws(':', 'view-as', minute, name, parent), seal) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the pages begin to look as somebody';
    END IF;
    IF NOT EXISTS (SELECT FROM access_sessionowner owner
                   WHERE owner.session_id = name AND owner.person_id = office)
       OR NOT wall.may_view_as(office, parent) THEN
        RETURN NULL;
    END IF;
    DELETE FROM access_viewas view
    WHERE view.session_id = name AND view.ends_at <= clock_timestamp();
    INSERT INTO access_viewas (session_id, office_id, parent_id, ends_at)
    VALUES (name, office, parent, ends) ON CONFLICT DO NOTHING;
    -- never one within another
    RETURN CASE WHEN FOUND THEN ends ELSE to_timestamp(0) END;
END
$$;

-- From here to the end of the transaction, or of its savepoint, the parent as whom the person of
-- this session looks is asking, and everything only reads. Null: nobody, or no longer.
CREATE OR REPLACE FUNCTION wall.view_as(secret text, OUT parent bigint, OUT ends_at timestamptz)
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    office bigint := wall.myself();
BEGIN
    SELECT view.parent_id, view.ends_at INTO parent, ends_at FROM access_viewas view
    WHERE view.session_id = wall.kept_as(secret) AND view.office_id = office
      AND view.ends_at > clock_timestamp() AND wall.may_view_as(office, view.parent_id);
    IF parent IS NOT NULL THEN
        PERFORM set_config('kinkeeper.asking',
                           wall.sealed('kinkeeper.asking', parent || '/' || office), true);
        PERFORM set_config('transaction_read_only', 'on', true);
    END IF;
END
$$;

-- Ends it for this session; as whom it looked, and whether its time was over. No row: as nobody.
CREATE OR REPLACE FUNCTION wall.end_view_as(secret text) RETURNS TABLE (parent bigint, over boolean)
LANGUAGE sql VOLATILE {definer} AS $$
    DELETE FROM access_viewas WHERE session_id = wall.kept_as(secret)
    RETURNING parent_id, ends_at <= clock_timestamp()
$$;

-- Ends what is over, or whose session is, where nobody came back; the journal tells of it.
CREATE OR REPLACE FUNCTION wall.sweep_views() RETURNS void
LANGUAGE sql VOLATILE {definer} AS $$
    WITH gone AS (
        DELETE FROM access_viewas view
        WHERE view.ends_at <= clock_timestamp() OR NOT EXISTS (
            SELECT FROM django_session session WHERE session.session_key = view.session_id)
        RETURNING view.office_id, view.parent_id)
    INSERT INTO journal_entry
        (at, actor_id, actor_name, role, origin, action, outcome, person_id, data)
    SELECT clock_timestamp(), gone.office_id,
           left(concat_ws(' ', office.given_name, office.family_name), 300), office.profile,
           'on schedule', 'viewing.ended', 'done', gone.parent_id, '{{"ending": "left"}}'
    FROM gone JOIN people_person office ON office.id = gone.office_id;
$$;
"""

SAID = {
    "SYSTEM": Profile.SYSTEM_ADMINISTRATOR.value,
    "SCHOOL": Profile.SCHOOL_ADMINISTRATOR.value,
    "PARENT": Profile.PARENT.value,
    "SETTING": VIEW_AS,
    "LASTS": str(int(LASTS.total_seconds())),
}


def _said(text: str) -> str:
    for name, value in SAID.items():
        text = text.replace(f"'{name}", f"'{value}")
    return text


VIEW_AS_PARENT = _said(VIEWING + VIEW)
