"""The functions of the schema `wall`: who is asking, proved, and what that person reaches.

All run as the owner of the tables, with a search path of their own. What is kept in parameters of
the transaction (`kinkeeper.asking`, `kinkeeper.whole_site`) bears a seal made with a key that only
the owner reads, for this transaction alone: whoever sets one by hand is nobody.
"""

TABLES = """
CREATE SCHEMA IF NOT EXISTS wall;
CREATE TABLE IF NOT EXISTS wall.key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    pages bytea NOT NULL,
    own bytea NOT NULL DEFAULT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea)
);
CREATE TABLE IF NOT EXISTS wall.state (one boolean PRIMARY KEY DEFAULT true CHECK (one),
    declared text NOT NULL);
"""

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# {zone}: the site's time zone, in which days begin.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION wall.seal_of(key bytea, message text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT encode(sha256(key || sha256(key || convert_to(message, 'UTF8'))), 'hex')
$$;

-- What the pages say without a person, proved by the site's key.
CREATE OR REPLACE FUNCTION wall.is_attested(message text, seal text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce((SELECT wall.seal_of(pages, message) = seal FROM wall.key), false)
$$;

-- A value with a seal that holds in this transaction alone.
CREATE OR REPLACE FUNCTION wall.sealed(name text, value text) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT value || ':' || wall.seal_of(own, concat_ws('|', name, value, pg_backend_pid(),
                                                       extract(epoch FROM transaction_timestamp())))
    FROM wall.key
$$;

-- The value of a parameter, where it was sealed in this transaction; null else. Every policy asks
-- it, so it says once more, without a call, what `sealed` says.
CREATE OR REPLACE FUNCTION wall.proved(name text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    said text := current_setting(name, true);
    value text;
    own bytea;
BEGIN
    IF said IS NULL OR said = '' THEN
        RETURN NULL;
    END IF;
    value := split_part(said, ':', 1);
    SELECT key.own INTO own FROM wall.key key;
    IF said <> value || ':' || encode(sha256(own || sha256(own || convert_to(
        concat_ws('|', name, value, pg_backend_pid(), extract(epoch FROM transaction_timestamp())),
        'UTF8'))), 'hex')
    THEN
        RETURN NULL;
    END IF;
    RETURN value;
END
$$;

-- The internal ID of who is asking; null where nobody has said so with a session's secret.
CREATE OR REPLACE FUNCTION wall.person() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT wall.proved('kinkeeper.asking')::bigint
$$;

CREATE OR REPLACE FUNCTION wall.kept_as(secret text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT left(encode(sha256(convert_to(secret, 'UTF8')), 'hex'), 40)
$$;

-- From here to the end of the transaction the person of this session is asking; null: nobody.
CREATE OR REPLACE FUNCTION wall.ask(secret text) RETURNS bigint
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    found bigint;
BEGIN
    SELECT owner.person_id INTO found
    FROM django_session session
    JOIN access_sessionowner owner ON owner.session_id = session.session_key
    JOIN people_person person ON person.id = owner.person_id AND person.state = 'active'
    WHERE session.session_key = wall.kept_as(secret) AND session.expire_date > clock_timestamp();
    PERFORM set_config('kinkeeper.asking', coalesce(wall.sealed('kinkeeper.asking', found::text),
                                                    ''), true);
    RETURN found;
END
$$;

-- What a session remembers, sealed by the pages; its person asks from now on.
CREATE OR REPLACE FUNCTION wall.session(secret text) RETURNS text
LANGUAGE plpgsql VOLATILE {definer} AS $$
BEGIN
    PERFORM wall.ask(secret);
    RETURN (SELECT session_data FROM django_session
            WHERE session_key = wall.kept_as(secret) AND expire_date > clock_timestamp());
END
$$;

CREATE OR REPLACE FUNCTION wall.session_exists(secret text) RETURNS boolean
LANGUAGE sql STABLE {definer} AS $$
    SELECT EXISTS (SELECT FROM django_session WHERE session_key = wall.kept_as(secret))
$$;

-- Whether it was kept: a new one must not be there yet, any other must.
CREATE OR REPLACE FUNCTION wall.keep_session(
    secret text, data text, ends timestamptz, fresh boolean)
RETURNS boolean LANGUAGE plpgsql VOLATILE {definer} AS $$
BEGIN
    IF fresh THEN
        INSERT INTO django_session (session_key, session_data, expire_date)
        VALUES (wall.kept_as(secret), data, ends) ON CONFLICT DO NOTHING;
    ELSE
        UPDATE django_session SET session_data = data, expire_date = ends
        WHERE session_key = wall.kept_as(secret);
    END IF;
    RETURN FOUND;
END
$$;

-- Who has signed in with this session: said by the pages' own code, which has looked at a password
-- or a code; `person` null: nobody any more.
CREATE OR REPLACE FUNCTION wall.sign_in(secret text, person bigint, seal text) RETURNS void
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    name text := wall.kept_as(secret);
BEGIN
    IF NOT wall.is_attested(concat_ws(':', 'sign-in', name, person), seal) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the pages say who has signed in';
    END IF;
    DELETE FROM access_sessionowner WHERE session_id = name AND person_id IS DISTINCT FROM person;
    INSERT INTO access_sessionowner (session_id, person_id)
    SELECT name, person WHERE person IS NOT NULL ON CONFLICT DO NOTHING;
END
$$;

CREATE OR REPLACE FUNCTION wall.end_session(secret text) RETURNS text
LANGUAGE sql VOLATILE {definer} AS $$
    DELETE FROM django_session WHERE session_key = wall.kept_as(secret);
    SELECT set_config('kinkeeper.asking', '', true);
$$;

-- The pages look at the whole site until they say otherwise, or the transaction ends.
CREATE OR REPLACE FUNCTION wall.open_whole_site(minute bigint, seal text) RETURNS void
LANGUAGE plpgsql VOLATILE {definer} AS $$
BEGIN
    IF abs(minute - extract(epoch FROM clock_timestamp()) / 60) > 5
       OR NOT wall.is_attested('whole-site:' || minute, seal) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the pages look at the whole site';
    END IF;
    PERFORM set_config('kinkeeper.whole_site', wall.sealed('kinkeeper.whole_site', 'on'), true);
END
$$;

CREATE OR REPLACE FUNCTION wall.profile() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT profile FROM people_person WHERE id = (SELECT wall.person()) AND state = 'active'
$$;

-- Whether nothing is hidden: from a system administrator, and from acts.
CREATE OR REPLACE FUNCTION wall.sees_all() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT CASE WHEN wall.proved('kinkeeper.whole_site') = 'on' THEN true
                ELSE coalesce(wall.profile() = 'system-administrator', false) END
$$;

-- The whole site is open to the act at hand; only then is anything about people written.
CREATE OR REPLACE FUNCTION wall.acts() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(wall.proved('kinkeeper.whole_site') = 'on', false)
$$;

CREATE OR REPLACE FUNCTION wall.places(VARIADIC profiles text[]) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(DISTINCT below.organisation_id), '{{}}')
    FROM people_person person
    JOIN people_membership member ON member.person_id = person.id
    JOIN organisations_organisation root ON root.id = member.organisation_id AND root.path <> ''
    JOIN organisations_below below ON below.root_id = root.id
    WHERE person.id = (SELECT wall.person()) AND person.state = 'active'
      AND person.profile = ANY(profiles)
      -- a teacher of a class works in the school above it, and teaches the class
      AND NOT (person.profile = 'teacher' AND EXISTS (
          SELECT FROM people_membership narrower
          JOIN organisations_below inside ON inside.organisation_id = narrower.organisation_id
          WHERE narrower.person_id = person.id AND inside.root_id = root.id
            AND narrower.organisation_id <> root.id))
$$;

-- The organisations a school administrator administers, with all below them.
CREATE OR REPLACE FUNCTION wall.administers() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT wall.places('school-administrator')
$$;

-- Those a teacher teaches, with all below them.
CREATE OR REPLACE FUNCTION wall.teaches() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT wall.places('teacher')
$$;

CREATE OR REPLACE FUNCTION wall.works_in() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT wall.places('school-administrator', 'teacher')
$$;

CREATE OR REPLACE FUNCTION wall.today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT (now() AT TIME ZONE {zone})::date
$$;

-- The children whom the asking person sees as a parent today (K16, K17, K35).
CREATE OR REPLACE FUNCTION wall.children() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(relationship.child_id), '{{}}')
    FROM families_relationship relationship
    JOIN people_person child ON child.id = relationship.child_id
    WHERE relationship.parent_id = (SELECT wall.person()) AND relationship.state = 'active'
      AND NOT relationship.awaits_way_in
      AND (relationship.starts_on IS NULL OR relationship.starts_on <= wall.today())
      AND (relationship.ends_on IS NULL OR relationship.ends_on >= wall.today())
      AND child.state = 'active' AND child.profile = 'pupil'
$$;

-- The adults who see the asking pupil's school life today.
CREATE OR REPLACE FUNCTION wall.adults() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(relationship.parent_id), '{{}}')
    FROM families_relationship relationship
    WHERE relationship.child_id = (SELECT wall.person()) AND relationship.state = 'active'
$$;

-- The classes of the children whom the asking person sees as a parent, and who teaches them.
CREATE OR REPLACE FUNCTION wall.classes_of_children() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(DISTINCT member.organisation_id), '{{}}')
    FROM people_membership member
    JOIN organisations_organisation place ON place.id = member.organisation_id
    WHERE place.kind = 'class' AND member.person_id = ANY ((SELECT wall.children())::bigint[])
$$;

CREATE OR REPLACE FUNCTION wall.teachers_of_children() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(DISTINCT person.id), '{{}}')
    FROM people_membership member
    JOIN people_person person ON person.id = member.person_id
    WHERE member.organisation_id = ANY ((SELECT wall.classes_of_children())::bigint[])
      AND person.profile = 'teacher' AND person.state = 'active'
$$;

-- The asking person, and the children whom the person sees as a parent.
CREATE OR REPLACE FUNCTION wall.household() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT array_append(wall.children(), wall.person())
$$;

-- Those, the teachers of these children, and the adults of an asking pupil.
CREATE OR REPLACE FUNCTION wall.acquainted() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT CASE WHEN wall.profile() = 'pupil' THEN array_append(wall.adults(), wall.person())
                ELSE wall.household() || wall.teachers_of_children() END
$$;
"""

# Which people an office or a teacher reaches. Views, for in policies a table would bring its own
# policies along, and they theirs; barriers, so that no condition of a query is asked before theirs.
VIEWS = """
CREATE OR REPLACE VIEW wall.administered WITH (security_barrier) AS
    SELECT person_id FROM people_membership
    WHERE organisation_id = ANY ((SELECT wall.administers())::bigint[]);

CREATE OR REPLACE VIEW wall.taught WITH (security_barrier) AS
    SELECT person_id FROM people_membership
    WHERE organisation_id = ANY ((SELECT wall.teaches())::bigint[]);

CREATE OR REPLACE VIEW wall.parents WITH (security_barrier) AS
    SELECT parent_id FROM families_relationship relationship
    WHERE EXISTS (SELECT FROM wall.administered WHERE person_id = relationship.child_id)
       OR (state = 'active'
           AND EXISTS (SELECT FROM wall.taught WHERE person_id = relationship.child_id));
"""
READ = ("wall.state", "wall.administered", "wall.taught", "wall.parents")

# What the two roles may call; the rest is for the functions themselves.
CALLED = (
    "wall.ask(text)",
    "wall.session(text)",
    "wall.session_exists(text)",
    "wall.keep_session(text, text, timestamptz, boolean)",
    "wall.sign_in(text, bigint, text)",
    "wall.end_session(text)",
    "wall.open_whole_site(bigint, text)",
    "wall.person()",
    "wall.profile()",
    "wall.sees_all()",
    "wall.acts()",
    "wall.administers()",
    "wall.teaches()",
    "wall.works_in()",
    "wall.today()",
    "wall.children()",
    "wall.adults()",
    "wall.household()",
    "wall.acquainted()",
    "wall.classes_of_children()",
    "wall.teachers_of_children()",
)
