"""A page of the list of people, whole: how many there are, and who stands on this page.

A policy is asked of each row that a query reads, also of the thousands that are only counted and
ranked. The list asks this function instead, which looks as the owner with the reach of the asking
person for a condition, and then reads the few people of the page as everywhere.
"""

from kinkeeper.access.wall.what_is_found import PATTERN
from kinkeeper.access.wall.what_is_reached import YOUNG
from kinkeeper.families.connected_now import GOES_ON
from kinkeeper.people.search import ENOUGH

CONNECTED = GOES_ON % {"moment": "wall.moment()", "server_zone": "{zone}"}

WHAT_IS_LISTED = rf"""
-- Whom the asking person works with as a teacher: the pupils, and their parents.
CREATE OR REPLACE FUNCTION wall.people_of_teacher() RETURNS bigint[]
LANGUAGE plpgsql STABLE {{definer}} AS $$
DECLARE
    places bigint[] := wall.teaches();
    hidden bigint[] := wall.hidden();
BEGIN
    RETURN (
        WITH pupil AS MATERIALIZED (
            SELECT person.id, person.birth_date, person.of_age_since FROM people_person person
            WHERE person.profile = 'pupil' AND person.state = 'active' AND person.id <> ALL (hidden)
              AND person.id IN (SELECT member.person_id FROM people_membership member
                                WHERE member.organisation_id = ANY (places))
        ), young AS MATERIALIZED ({YOUNG})
        SELECT coalesce(array_agg(known.id), '{{{{}}}}') FROM (
            SELECT pupil.id FROM pupil
            UNION
            SELECT relationship.parent_id FROM pupil
            JOIN families_relationship relationship ON relationship.child_id = pupil.id
            LEFT JOIN young ON young.id = pupil.id
            WHERE {CONNECTED}) known);
END
$$;

-- `words`: what a search is for, none for the whole list. `besides`: for each word the people (an
-- array's text) who have it elsewhere. `place`: only people of it and below. `skipped`: how many
-- stand on earlier pages; past the end it is the last page. Best first, else by name. No row for
-- whoever neither sees all nor works here.
CREATE OR REPLACE FUNCTION wall.people_page(
    words text[], besides text[], place bigint, of_profile text, in_trash boolean,
    skipped bigint, size bigint
) RETURNS TABLE (total bigint, page bigint[])
LANGUAGE plpgsql STABLE {{definer}} AS $$
DECLARE
    sees_all boolean := wall.sees_all();
    hidden bigint[] := wall.hidden();
    teaches boolean := wall.profile() = 'teacher' AND NOT sees_all;
    places bigint[];
    own bigint[];
    listed text;
    sieve text := '';
    alike text := '';
    score text := '0::float8';
    how text := 'NOT MATERIALIZED';
BEGIN
    IF NOT sees_all AND NOT wall.is_office() AND teaches IS NOT TRUE THEN
        RETURN;
    END IF;
    listed := CASE WHEN in_trash THEN 'state = ''trashed''' ELSE 'state <> ''trashed''' END;
    IF of_profile <> '' THEN
        listed := listed || ' AND profile = $3';
    END IF;
    IF hidden <> '{{{{}}}}' THEN
        listed := listed || ' AND id <> ALL ($4)';
    END IF;
    IF NOT sees_all THEN
        places := wall.works_in();
    END IF;
    IF place IS NOT NULL THEN
        places := ARRAY(SELECT organisation_id FROM organisations_below
                        WHERE root_id = place AND (sees_all OR organisation_id = ANY (places)));
    ELSIF teaches THEN
        places := NULL;  -- a parent of a pupil belongs anywhere
    END IF;
    IF teaches THEN
        own := wall.people_of_teacher();
        listed := listed || ' AND id = ANY ($8)';
    END IF;
    IF places IS NOT NULL THEN
        listed := listed || ' AND EXISTS (SELECT FROM people_membership member
            WHERE member.person_id = person.id AND member.organisation_id = ANY ($5))';
    END IF;
    IF coalesce(cardinality(words), 0) = 0 THEN
        RETURN QUERY EXECUTE '
            WITH counted AS MATERIALIZED (SELECT count(*) AS them FROM people_person person
                                          WHERE ' || listed || ')
            SELECT them, ARRAY(SELECT id FROM people_person person WHERE ' || listed || '
                ORDER BY family_name, given_name, id LIMIT $7
                OFFSET (SELECT least($6, greatest(them - 1, 0) / $7 * $7) FROM counted))
            FROM counted'
        USING words, besides, of_profile, hidden, places, skipped, size, own;
        RETURN;
    END IF;
    FOR at IN 1 .. cardinality(words) LOOP
        sieve := sieve || replace($one$
            AND (text LIKE {PATTERN} OR id = ANY ($2[#]::bigint[]))$one$, '#', at::text);
        alike := alike || replace($one$
            AND (text LIKE {PATTERN} OR text %> $1[#] OR id = ANY ($2[#]::bigint[]))$one$,
            '#', at::text);
        score := score || replace($one$
            + word_similarity($1[#], text) + (text LIKE {PATTERN})::int$one$, '#', at::text);
    END LOOP;
    -- an index may be of use only where the time it takes tells of nobody out of reach
    IF NOT sees_all AND NOT wall.reaches_everybody() THEN
        how := 'MATERIALIZED';
    END IF;
    -- planned for these words: how rare they are decides
    RETURN QUERY EXECUTE '
        WITH looked AS ' || how || ' (
            SELECT id, family_name, given_name,
                kinkeeper_search_text(given_name, family_name, username, sync_key, email) AS text
            FROM people_person person WHERE ' || listed || '
        ), written AS MATERIALIZED (SELECT * FROM looked WHERE true' || sieve || '
        ), found AS MATERIALIZED (
            SELECT * FROM written UNION ALL
            SELECT * FROM looked WHERE (SELECT count(*) FROM written) < {ENOUGH}
                AND id NOT IN (SELECT id FROM written)' || alike || '
        ), counted AS MATERIALIZED (SELECT count(*) AS them FROM found)
        SELECT them, ARRAY(SELECT id FROM found
            ORDER BY ' || score || ' DESC, family_name, given_name, id LIMIT $7
            OFFSET (SELECT least($6, greatest(them - 1, 0) / $7 * $7) FROM counted))
        FROM counted'
    USING ARRAY(SELECT kinkeeper_fold(word) FROM unnest(words) WITH ORDINALITY
                AS each (word, at) ORDER BY at),
        besides, of_profile, hidden, places, skipped, size, own;
END
$$;
"""  # noqa: S608  # its conditions are its own; words come in as parameters
