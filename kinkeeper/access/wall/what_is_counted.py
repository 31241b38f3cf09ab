"""How far the parents of the asking person's organisations are: six counts, in one look.

As everywhere a policy would be asked of each person and each relationship that is only counted. And
where nearly everyone is counted, it is quicker to count all relationships by their indexes, and to
take away those few that do not count.

{zone} is the server's time zone.
"""

from kinkeeper.access.wall.what_is_listed import CONNECTED
from kinkeeper.access.wall.what_is_reached import YOUNG
from kinkeeper.families.connected_now import born_by


def _born_by(day: str, days: int) -> str:
    return born_by(day, days).replace("{", "{{").replace("}", "}}")


HAS_CODE = """id IN (SELECT credential.person_id FROM credentials_credential credential
    WHERE credential.state = 'issued' AND credential.expires_at > statement_timestamp())"""

# A relationship that is not seen, or does not go on; but for what a coming of age ends. Where its
# last day is over is asked of the days around today alone.
STOPPED = """(relationship.state <> 'active' OR (relationship.ends_on IS NOT NULL
            AND (relationship.ends_on < day - 1 OR (relationship.ends_on < day + 2
                AND relationship.ends_on
                    < people_local_date(relationship.child_id, moment, {zone}))))
        OR relationship.child_id = ANY (hidden) OR relationship.parent_id = ANY (hidden)
        OR relationship.child_id IN (SELECT unnest(elsewhere)))"""


def _alone(side: str) -> str:
    """SQL: how many on this side of relationships do not count, or have none that goes on."""
    return f"""(SELECT count(*) FROM rest_of WHERE EXISTS (
            SELECT FROM families_relationship its WHERE its.{side} = rest_of.id))
        + (SELECT count(*) FROM (SELECT {side}, count(*) AS pairs FROM stopped GROUP BY 1) end_of
           WHERE {side} NOT IN (SELECT id FROM rest_of) AND pairs = (
               SELECT count(*) FROM families_relationship its WHERE its.{side} = end_of.{side}))"""  # noqa: S608  # our own columns


WHAT_IS_COUNTED = f"""
-- Of these people: the active parents and pupils, each once; relationships are those of pupils of
-- these places, of whom nobody is hidden.
CREATE OR REPLACE FUNCTION wall.progress_of(people bigint[], places bigint[], hidden bigint[],
    OUT parents bigint, OUT signed_in bigint, OUT invited bigint, OUT without_children bigint,
    OUT pupils bigint, OUT without_parents bigint)
LANGUAGE sql STABLE {{definer}} AS $$
    WITH person AS MATERIALIZED (
        SELECT person.id, person.profile, person.last_login, person.birth_date, person.of_age_since
        FROM people_person person
        WHERE person.id = ANY (people) AND person.state = 'active'
          AND person.profile IN ('parent', 'pupil')
    ), pupil AS MATERIALIZED (SELECT * FROM person WHERE profile = 'pupil'),
    young AS MATERIALIZED ({YOUNG}),
    touched AS (
        SELECT relationship.* FROM person
        JOIN families_relationship relationship ON relationship.parent_id = person.id
        WHERE person.profile = 'parent'
        UNION
        SELECT relationship.* FROM pupil
        JOIN families_relationship relationship ON relationship.child_id = pupil.id
    ), going AS MATERIALIZED (
        SELECT relationship.parent_id, relationship.child_id FROM touched relationship
        LEFT JOIN young ON young.id = relationship.child_id
        WHERE {CONNECTED} AND relationship.child_id <> ALL (hidden)
          AND relationship.parent_id <> ALL (hidden)
          AND relationship.child_id IN (SELECT member.person_id FROM people_membership member
                                        WHERE member.organisation_id = ANY (places))
    )
    SELECT count(*) FILTER (WHERE profile = 'parent'),
        count(*) FILTER (WHERE profile = 'parent' AND last_login IS NOT NULL),
        count(*) FILTER (WHERE profile = 'parent' AND last_login IS NULL AND {HAS_CODE}),
        count(*) FILTER (WHERE profile = 'parent' AND id NOT IN (SELECT parent_id FROM going)),
        count(*) FILTER (WHERE profile = 'pupil'),
        count(*) FILTER (WHERE profile = 'pupil' AND id NOT IN (SELECT child_id FROM going))
    FROM person
$$;

-- The same of everyone of these places, null: of the site, but who is hidden. Relationships connect
-- a pupil with someone who is none: the database sees to it.
CREATE OR REPLACE FUNCTION wall.progress_of_most(places bigint[], hidden bigint[],
    OUT parents bigint, OUT signed_in bigint, OUT invited bigint, OUT without_children bigint,
    OUT pupils bigint, OUT without_parents bigint)
LANGUAGE plpgsql STABLE {{definer}} AS $$
DECLARE
    moment timestamptz := wall.moment();
    day date := (moment AT TIME ZONE 'UTC')::date;
    -- who does not count; pupils of other places, those who may be of age, those who surely are
    rest bigint[];
    elsewhere bigint[];
    grown bigint[];
    of_age bigint[];
    with_child bigint;
    with_parent bigint;
BEGIN
    -- OFFSET 0: computed once for each, not in each count
    WITH person AS (
        SELECT known.*, reached AND state = 'active' AND profile IN ('parent', 'pupil')
            AND id <> ALL (hidden) AS counts
        FROM (SELECT id, state, profile, last_login, birth_date, of_age_since,
                  CASE WHEN places IS NULL THEN true ELSE id IN (
                      SELECT member.person_id FROM people_membership member
                      WHERE member.organisation_id = ANY (places)) END AS reached
              FROM people_person OFFSET 0) known
        OFFSET 0
    )
    SELECT count(*) FILTER (WHERE counts AND profile = 'parent'),
        count(*) FILTER (WHERE counts AND profile = 'parent' AND last_login IS NOT NULL),
        count(*) FILTER (WHERE counts AND profile = 'parent' AND last_login IS NULL AND {HAS_CODE}),
        count(*) FILTER (WHERE counts AND profile = 'pupil'),
        coalesce(array_agg(id) FILTER (WHERE NOT counts), '{{{{}}}}'),
        coalesce(array_agg(id) FILTER (WHERE profile = 'pupil' AND NOT reached), '{{{{}}}}'),
        coalesce(array_agg(id) FILTER (WHERE profile = 'pupil'
            AND (of_age_since IS NOT NULL OR birth_date <= {_born_by("day", 2)})), '{{{{}}}}'),
        coalesce(array_agg(id) FILTER (WHERE profile = 'pupil'
            AND (of_age_since < day - 1 OR birth_date < {_born_by("day", -3)})), '{{{{}}}}')
    INTO parents, signed_in, invited, pupils, rest, elsewhere, grown, of_age FROM person;
    grown := grown || ARRAY(SELECT pupil_id FROM families_consent
                            UNION SELECT leads_to_id FROM people_merge);
    SELECT count(DISTINCT parent_id) INTO with_child FROM families_relationship;
    SELECT count(DISTINCT child_id) INTO with_parent FROM families_relationship;
    WITH rest_of AS MATERIALIZED (SELECT unnest(rest) AS id),
    said AS (
        SELECT parent_id, pupil_id FROM families_consent WHERE withdrawn_at IS NULL
        UNION SELECT parent_id, child_id FROM families_continuation WHERE ended_at IS NULL
    ), stopped AS MATERIALIZED (
        SELECT relationship.parent_id, relationship.child_id
        FROM families_relationship relationship
        WHERE {STOPPED}
        UNION ALL
        SELECT relationship.parent_id, relationship.child_id
        FROM families_relationship relationship
        WHERE relationship.child_id = ANY (grown) AND NOT {STOPPED}
          AND CASE WHEN relationship.child_id IN (SELECT unnest(of_age))
                  AND (relationship.parent_id, relationship.child_id) NOT IN (SELECT * FROM said)
              THEN true
              ELSE families_ended_by_now(
                  relationship.parent_id, relationship.child_id, moment, {{zone}}) END
    ), alone AS (
        SELECT {_alone("parent_id")} AS of_parents, {_alone("child_id")} AS of_pupils
    )
    SELECT parents - with_child + of_parents, pupils - with_parent + of_pupils
    INTO without_children, without_parents FROM alone;
END
$$;

-- Of the people whom the asking person works with; no row for whoever works nowhere.
CREATE OR REPLACE FUNCTION wall.progress() RETURNS TABLE (parents bigint, signed_in bigint,
    invited bigint, without_children bigint, pupils bigint, without_parents bigint)
LANGUAGE plpgsql STABLE {{definer}} AS $$
DECLARE
    hidden bigint[] := wall.hidden();
    places bigint[];
BEGIN
    IF wall.sees_all() THEN
        RETURN QUERY SELECT * FROM wall.progress_of_most(NULL, hidden);
    ELSIF wall.profile() = 'teacher' THEN
        RETURN QUERY SELECT * FROM wall.progress_of(
            wall.people_of_teacher(), wall.teaches(), hidden);
    ELSIF wall.is_office() THEN
        places := wall.administers();
        IF 2 * (SELECT count(*) FROM people_membership WHERE organisation_id = ANY (places))
            > (SELECT reltuples FROM pg_class WHERE oid = 'people_person'::regclass)
        THEN
            RETURN QUERY SELECT * FROM wall.progress_of_most(places, hidden);
        ELSE
            RETURN QUERY SELECT * FROM wall.progress_of(ARRAY(
                SELECT DISTINCT member.person_id FROM people_membership member
                WHERE member.organisation_id = ANY (places)
                  AND member.person_id <> ALL (hidden)), places, hidden);
        END IF;
    END IF;
END
$$;
"""  # noqa: S608  # made of constants
