"""Sessions: kept and found by their secrets, ended, and told to their own person.

No page's role reads or writes the rows. Whose a session is and how somebody came in is said by the
pages' own code; how long it lasts, by the clock of the database.
"""

from datetime import timedelta

from kinkeeper.access.session_limits import (
    LIMITS,
    OWN_DEVICE_LIMITS,
    SEEN_EVERY,
    STAFF_LIMITS,
    Limits,
)
from kinkeeper.roster.vocabulary import STAFF


def _interval(time: timedelta) -> str:
    """In seconds alone: a day of summer time is as long as any other."""
    return f"interval '{int(time.total_seconds())} seconds'"


def _end(limits: Limits) -> str:
    return f"least(started + {_interval(limits.in_all)}, seen + {_interval(limits.idle)})"


ENDS_AT = f"""
DROP FUNCTION IF EXISTS wall.session(text);
DROP FUNCTION IF EXISTS wall.sign_in(text, bigint, text);

-- When a session ends that is not used again. What the person's profile is now decides: nobody who
-- works here has a long one.
CREATE OR REPLACE FUNCTION wall.ends_at(
    profile text, own_device boolean, started timestamptz, seen timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN profile IN ({", ".join(f"'{each}'" for each in STAFF)}) THEN {_end(STAFF_LIMITS)}
        WHEN own_device THEN {_end(OWN_DEVICE_LIMITS)}
        ELSE {_end(LIMITS)} END
$$;

-- Whether the last use that was noted is a while ago.
CREATE OR REPLACE FUNCTION wall.is_due(seen timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT seen < clock_timestamp() - {_interval(SEEN_EVERY)}
$$;
"""

TOUCH = """
-- Says that the session was just used, at most once a minute. The last statement of a request: it
-- waits for nobody, and nobody waits for the rest of the request.
CREATE OR REPLACE FUNCTION wall.touch_session(secret text) RETURNS void
LANGUAGE sql VOLATILE {definer} AS $$
    UPDATE access_sessionowner SET last_seen_at = clock_timestamp()
    WHERE session_id = (
        SELECT owner.session_id FROM access_sessionowner owner
        JOIN people_person person ON person.id = owner.person_id
        WHERE owner.session_id = wall.kept_as(secret)
          AND wall.is_due(owner.last_seen_at)
          AND wall.ends_at(person.profile, owner.own_device, owner.started_at, owner.last_seen_at)
              > clock_timestamp()
        FOR UPDATE OF owner SKIP LOCKED)
$$;
"""

KEPT = """
-- What a session remembers, sealed by the pages, and whether its use is to be noted
-- (`touch_session`). Its person asks from now on, to the end of the transaction. Nothing where the
-- session is over: idle for too long, or too old.
CREATE FUNCTION wall.session(secret text, OUT data text, OUT due boolean)
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    asking bigint;
    over boolean;
BEGIN
    SELECT session.session_data, person.id,
           wall.ends_at(person.profile, owner.own_device, owner.started_at, owner.last_seen_at)
               <= clock_timestamp(),
           wall.is_due(owner.last_seen_at)
    INTO data, asking, over, due
    FROM django_session session
    LEFT JOIN access_sessionowner owner ON owner.session_id = session.session_key
    LEFT JOIN people_person person ON person.id = owner.person_id AND person.state = 'active'
    WHERE session.session_key = wall.kept_as(secret) AND session.expire_date > clock_timestamp();
    IF over THEN
        data := NULL;
        asking := NULL;
    END IF;
    due := coalesce(due AND asking IS NOT NULL, false);
    PERFORM set_config('kinkeeper.asking', coalesce(wall.sealed('kinkeeper.asking', asking::text),
                                                    ''), true);
END
$$;

-- From here to the end of the transaction the person of this session is asking; null: nobody.
CREATE OR REPLACE FUNCTION wall.ask(secret text) RETURNS bigint
LANGUAGE plpgsql VOLATILE {definer} AS $$
BEGIN
    PERFORM wall.session(secret);
    RETURN wall.person();
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

-- Who has signed in with this session, and how (`lib.sessions` has the facts): said by the pages'
-- own code, which has looked at a password or a code; `person` null: nobody any more.
CREATE OR REPLACE FUNCTION wall.sign_in(secret text, person bigint, facts text, seal text)
RETURNS void LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    name text := wall.kept_as(secret);
    said jsonb := facts::jsonb;
BEGIN
    IF NOT wall.is_attested(concat_ws(':', 'sign-in', name, person, facts), seal) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the pages say who has signed in';
    END IF;
    DELETE FROM access_sessionowner WHERE session_id = name AND person_id IS DISTINCT FROM person;
    INSERT INTO access_sessionowner
        (session_id, person_id, started_at, how, browser, system, network, own_device)
    SELECT name, person,
           coalesce(to_timestamp((said ->> 'started')::bigint), clock_timestamp()),
           coalesce(said ->> 'how', 'password'), coalesce(said ->> 'browser', ''),
           coalesce(said ->> 'system', ''), coalesce(said ->> 'network', ''),
           coalesce((said ->> 'own_device')::boolean, false)
    WHERE person IS NOT NULL ON CONFLICT DO NOTHING;
END
$$;

CREATE OR REPLACE FUNCTION wall.end_session(secret text) RETURNS text
LANGUAGE sql VOLATILE {definer} AS $$
    DELETE FROM django_session WHERE session_key = wall.kept_as(secret);
    SELECT set_config('kinkeeper.asking', '', true);
$$;
"""

TOLD = """
-- Where the asking person is signed in, each session that would still open; `here`: with this one.
CREATE OR REPLACE FUNCTION wall.sign_ins(secret text) RETURNS TABLE (
    number uuid, here boolean, started_at timestamptz, last_seen_at timestamptz, how text,
    browser text, system text, network text, own_device boolean)
LANGUAGE sql VOLATILE {definer} AS $$
    SELECT owner.number, owner.session_id = wall.kept_as(secret), owner.started_at,
           owner.last_seen_at, owner.how, owner.browser, owner.system, owner.network,
           owner.own_device
    FROM access_sessionowner owner
    JOIN django_session session ON session.session_key = owner.session_id
    JOIN people_person person ON person.id = owner.person_id AND person.state = 'active'
    WHERE owner.person_id = wall.person() AND session.expire_date > clock_timestamp()
      AND wall.ends_at(person.profile, owner.own_device, owner.started_at, owner.last_seen_at)
          > clock_timestamp()
$$;

-- The same of somebody else, for a copy of their data: without what a session is called, and from
-- which network. Said by the pages' or the commands' own code, which has looked at who may.
CREATE OR REPLACE FUNCTION wall.sign_ins_of(person bigint, minute bigint, seal text)
RETURNS TABLE (started_at timestamptz, last_seen_at timestamptz, how text, browser text,
    system text)
LANGUAGE plpgsql STABLE {definer} AS $$
BEGIN
    IF abs(minute - extract(epoch FROM clock_timestamp()) / 60) > 5
       OR NOT wall.is_attested(concat_ws(':', 'sign-ins', minute, person), seal)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a copy tells the sign-ins of others';
    END IF;
    RETURN QUERY SELECT owner.started_at, owner.last_seen_at, owner.how::text, owner.browser::text,
            owner.system::text
        FROM access_sessionowner owner
        JOIN django_session session ON session.session_key = owner.session_id
        JOIN people_person whose ON whose.id = owner.person_id AND whose.state = 'active'
        WHERE owner.person_id = sign_ins_of.person AND session.expire_date > clock_timestamp()
          AND wall.ends_at(whose.profile, owner.own_device, owner.started_at, owner.last_seen_at)
              > clock_timestamp()
        ORDER BY owner.last_seen_at DESC;
END
$$;
"""

ENDED = """
-- Ends these sessions of a person, in one order whoever ends them: nobody waits in a circle.
CREATE OR REPLACE FUNCTION wall.end_named(names text[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE {definer} AS $$
DECLARE
    ended bigint;
BEGIN
    PERFORM FROM django_session WHERE session_key = ANY (names) ORDER BY session_key FOR UPDATE;
    DELETE FROM django_session WHERE session_key = ANY (names);
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
$$;

-- Whether there was one: of the asking person, and nobody else.
CREATE OR REPLACE FUNCTION wall.end_sign_in(number uuid) RETURNS boolean
LANGUAGE sql VOLATILE {definer} AS $$
    SELECT wall.end_named(ARRAY(
        SELECT owner.session_id FROM access_sessionowner owner
        WHERE owner.person_id = wall.person() AND owner.number = end_sign_in.number)) > 0
$$;

-- All of the asking person but this one; how many.
CREATE OR REPLACE FUNCTION wall.end_other_sign_ins(secret text) RETURNS bigint
LANGUAGE sql VOLATILE {definer} AS $$
    SELECT wall.end_named(ARRAY(
        SELECT owner.session_id FROM access_sessionowner owner
        WHERE owner.person_id = wall.person() AND owner.session_id <> wall.kept_as(secret)))
$$;

-- All of these people, null: of everybody; how many. Said by the pages' or the commands' own code,
-- which has looked at who may.
CREATE OR REPLACE FUNCTION wall.end_sessions_of(people bigint[], minute bigint, seal text)
RETURNS bigint LANGUAGE plpgsql VOLATILE {definer} AS $$
BEGIN
    IF abs(minute - extract(epoch FROM clock_timestamp()) / 60) > 5
       OR NOT wall.is_attested(concat_ws(':', 'end-sessions', minute,
                                         coalesce(array_to_string(people, ','), 'everybody')), seal)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an act ends the sessions of others';
    END IF;
    RETURN wall.end_named(ARRAY(
        SELECT owner.session_id FROM access_sessionowner owner
        WHERE people IS NULL OR owner.person_id = ANY (people)));
END
$$;

-- Deletes what is over; for the worker.
CREATE OR REPLACE FUNCTION wall.sweep_sessions() RETURNS void
LANGUAGE plpgsql VOLATILE {definer} AS $$
BEGIN
    DELETE FROM django_session session
    WHERE expire_date <= clock_timestamp() OR EXISTS (
        SELECT FROM access_sessionowner owner JOIN people_person person
            ON person.id = owner.person_id
        WHERE owner.session_id = session.session_key
          AND wall.ends_at(person.profile, owner.own_device, owner.started_at, owner.last_seen_at)
              <= clock_timestamp());
    PERFORM wall.sweep_views();
END
$$;
"""

SESSIONS = ENDS_AT + TOUCH + KEPT + TOLD + ENDED
