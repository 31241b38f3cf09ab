"""What is found for the asking person in one look, where the policies would read a whole table
first, or compute the same twice.

PostgreSQL asks a condition that is not leakproof (LIKE, trigrams, overlapping arrays) only of rows
that have passed the policy, so it cannot look them up in an index. These functions look there as
the owner and apply the very text of the policy themselves. They answer with internal IDs that the
policy shows, and use the index only where the time it takes tells of nobody out of reach: for
whoever sees all or is an office of everybody here, and about people within reach.
"""

from kinkeeper.access.wall.tables import WALLED

MOST_NAMED = 1_000_000

# A part of a text, of the word at `#` in $1 whatever signs it has.
PATTERN = r"""'%' || replace(replace(replace($1[#], '\', '\\'), '%', '\%'), '_', '\_') || '%'"""


def _shows(table: str) -> str:
    """The policy's text, as it stands in what is formatted later."""
    return WALLED[table].shows.replace("{", "{{").replace("}", "}}")


WHAT_IS_FOUND = rf"""
-- Whether the asking person is an office to whose places everybody here belongs, of whom nobody is
-- hidden. System administrators belong nowhere; they are no school's.
CREATE OR REPLACE FUNCTION wall.reaches_everybody() RETURNS boolean
LANGUAGE plpgsql STABLE {{definer}} AS $$
DECLARE
    places bigint[];
BEGIN
    IF NOT wall.is_office() OR wall.hidden() <> '{{{{}}}}' THEN
        RETURN false;
    END IF;
    places := wall.administers();
    RETURN NOT EXISTS (
        SELECT FROM people_person person WHERE person.profile <> 'system-administrator'
        AND NOT EXISTS (SELECT FROM people_membership member WHERE member.person_id = person.id
                        AND member.organisation_id = ANY (places)));
END
$$;

-- Who has each word in what a search looks into, or is among the people of the same place in
-- `besides` (arrays of internal IDs). Null where too many are found, and for whoever neither sees
-- all nor is an office. How alike a word must be is set by who asks.
CREATE OR REPLACE FUNCTION wall.people_named(words text[], besides text[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE {{definer}} AS $$
DECLARE
    looked_through text;
    has_them text := '';
    found bigint[];
BEGIN
    IF coalesce(cardinality(words), 0) = 0 THEN
        RETURN NULL;
    ELSIF wall.sees_all() OR wall.reaches_everybody() THEN
        looked_through := $all$
            SELECT id, kinkeeper_search_text(given_name, family_name, username, sync_key, email)
                AS text
            FROM people_person WHERE ({_shows("people_person")})$all$;
    ELSIF wall.is_office() THEN
        -- everybody whom the policy may show to an office, each looked at once: no index
        looked_through := $own$
            WITH own AS MATERIALIZED (
                SELECT person_id AS somebody FROM wall.administered
                UNION SELECT parent_id FROM wall.parents
                UNION SELECT unnest(wall.acquainted())
            ), shown AS MATERIALIZED (
                SELECT id, kinkeeper_search_text(given_name, family_name, username, sync_key, email)
                    AS text
                FROM people_person JOIN own ON own.somebody = people_person.id
                WHERE ({_shows("people_person")}))
            SELECT id, text FROM shown$own$;
    ELSE
        RETURN NULL;
    END IF;
    FOR place IN 1 .. cardinality(words) LOOP
        has_them := has_them || replace($one$
            AND (text LIKE {PATTERN} OR text %> $1[#] OR id = ANY ($2[#]::bigint[]))$one$,
            '#', place::text);
    END LOOP;
    -- planned for these words: how rare they are decides
    EXECUTE $all$SELECT coalesce(array_agg(id), '{{{{}}}}') FROM (SELECT id FROM ($all$
        || looked_through || $all$) people WHERE true$all$ || has_them
        || ' LIMIT {MOST_NAMED} + 1) found'
    INTO found USING ARRAY(SELECT kinkeeper_fold(word) FROM unnest(words) WITH ORDINALITY
                           AS each (word, place) ORDER BY place), besides;
    RETURN CASE WHEN cardinality(found) <= {MOST_NAMED} THEN found END;
END
$$;

-- The lines of the journal in whose lists any of these people stands, as far as the asking person
-- sees all or administers them.
CREATE OR REPLACE FUNCTION wall.lines_listing(people bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE {{definer}} AS $$
BEGIN
    RETURN QUERY EXECUTE $all$
        SELECT id FROM journal_entry WHERE children && $1
        AND ({_shows("journal_entry")})$all$
    USING ARRAY(SELECT each FROM unnest(people) each
                WHERE wall.sees_all()
                   OR EXISTS (SELECT FROM wall.administered mine WHERE mine.person_id = each));
END
$$;
"""  # noqa: S608  # made of our own policies
