"""Who is asking: proved to the database by a session's secret (`sessions`), or by the pages' own
code.

What is kept in parameters of the transaction (`kinkeeper.asking`, `kinkeeper.whole_site`) bears a
seal made with a key that only the owner reads, for this transaction alone: whoever sets one by hand
is nobody.
"""

WHO_ASKS = """
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

-- The internal ID of who is asking; null where nobody has said so with a session's secret. Behind a
-- slash may stand who looks as that person (`wall.viewing`).
CREATE OR REPLACE FUNCTION wall.person() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT split_part(wall.proved('kinkeeper.asking'), '/', 1)::bigint);
END
$$;

CREATE OR REPLACE FUNCTION wall.kept_as(secret text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT left(encode(sha256(convert_to(secret, 'UTF8')), 'hex'), 40)
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
"""
