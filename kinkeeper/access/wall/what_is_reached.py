"""What the asking person reaches: derived from who that is, each time it is asked.

The functions that policies ask are in plpgsql, which keeps their plans for the connection: in plain
SQL they would be planned anew in every statement, and that took longer than they do.

In these texts {zone} is the server's time zone (`people_local_date`).
"""

from kinkeeper.families.connected_now import young

# Of the pupils of a teacher.
YOUNG = (
    young("pupil", "(wall.moment() AT TIME ZONE 'UTC')::date").replace("{", "{{").replace("}", "}}")
)

WHAT_IS_REACHED = """
CREATE OR REPLACE FUNCTION wall.profile() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT profile FROM people_person
            WHERE id = (SELECT wall.person()) AND state = 'active');
END
$$;

-- Whether nothing is hidden: from a system administrator, and from acts.
CREATE OR REPLACE FUNCTION wall.sees_all() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT CASE WHEN wall.proved('kinkeeper.whole_site') = 'on' THEN true
                ELSE coalesce(wall.profile() = 'system-administrator', false) END);
END
$$;

-- The whole site is open to the act at hand; only then is anything about people written.
CREATE OR REPLACE FUNCTION wall.acts() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT coalesce(wall.proved('kinkeeper.whole_site') = 'on', false));
END
$$;

CREATE OR REPLACE FUNCTION wall.places(VARIADIC profiles text[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT below.organisation_id), '{{}}')
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
            AND narrower.organisation_id <> root.id)));
END
$$;

-- The organisations a school administrator administers, with all below them.
CREATE OR REPLACE FUNCTION wall.administers() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT wall.places('school-administrator'));
END
$$;

-- Those a teacher teaches, with all below them.
CREATE OR REPLACE FUNCTION wall.teaches() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT wall.places('teacher'));
END
$$;

CREATE OR REPLACE FUNCTION wall.works_in() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT wall.places('school-administrator', 'teacher'));
END
$$;

-- Whether the places where the asking person works are administered, not taught: nobody does both.
CREATE OR REPLACE FUNCTION wall.is_office() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN coalesce(wall.profile() = 'school-administrator', false);
END
$$;

-- The protected people whom the asking person may not see (K28), whatever the act at hand may.
CREATE OR REPLACE FUNCTION wall.hidden() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    IF wall.viewing() IS NOT NULL THEN
        RETURN wall.left_out();
    END IF;
    -- most sites protect nobody, and every policy asks
    RETURN CASE WHEN EXISTS (SELECT FROM people_protection)
        THEN people_hidden_from(wall.person()) ELSE '{{}}' END;
END
$$;

-- The children whom the asking person is connected to as a parent today (K16, K17, K35): those
-- whom the coming of age has taken from the parent, or those whom it has not (K18).
CREATE OR REPLACE FUNCTION wall.connected(ended_by_age boolean) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(relationship.child_id), '{{}}')
    FROM families_relationship relationship
    JOIN people_person child ON child.id = relationship.child_id
    WHERE relationship.parent_id = (SELECT wall.person()) AND relationship.state = 'active'
      AND relationship.child_id <> ALL ((SELECT wall.left_out())::bigint[])
      AND NOT relationship.awaits_way_in
      AND (relationship.starts_on IS NULL OR relationship.starts_on
          <= people_local_date(child.id, wall.moment(), {zone}))
      AND (relationship.ends_on IS NULL OR relationship.ends_on
          >= people_local_date(child.id, wall.moment(), {zone}))
      AND ended_by_age
          = families_ended_by_now(relationship.parent_id, child.id, wall.moment(), {zone})
      AND child.state = 'active' AND child.profile = 'pupil');
END
$$;

-- The children whom the asking person sees as a parent today.
CREATE OR REPLACE FUNCTION wall.children() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN wall.connected(ended_by_age => false);
END
$$;

-- First names of the children who are of age and have not consented for the asking person (K18).
CREATE OR REPLACE FUNCTION wall.gone_of_age() RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(given_name::text ORDER BY given_name), '{{}}')
    FROM people_person WHERE id = ANY (wall.connected(ended_by_age => true))
$$;

-- The adults who are connected to the asking pupil; one of age decides about each of them.
CREATE OR REPLACE FUNCTION wall.adults() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED {definer} AS $$
    SELECT coalesce(array_agg(relationship.parent_id), '{{}}')
    FROM families_relationship relationship
    WHERE relationship.child_id = (SELECT wall.person()) AND relationship.state = 'active'
$$;

CREATE OR REPLACE FUNCTION wall.classes_of(pupils bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    places bigint[] := wall.viewed_places();
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT member.organisation_id), '{{}}')
    FROM people_membership member
    JOIN organisations_organisation place ON place.id = member.organisation_id
    WHERE place.kind = 'class' AND member.person_id = ANY (pupils)
      AND coalesce(place.id = ANY (places), true));
END
$$;

CREATE OR REPLACE FUNCTION wall.teachers_of(pupils bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    classes bigint[] := wall.classes_of(pupils);
BEGIN
    IF classes = '{{}}' THEN
        RETURN '{{}}';
    END IF;
    RETURN (SELECT coalesce(array_agg(DISTINCT person.id), '{{}}')
    FROM people_membership member
    JOIN people_person person ON person.id = member.person_id
    WHERE member.organisation_id = ANY (classes)
      AND person.profile = 'teacher' AND person.state = 'active');
END
$$;

-- The children whose school day the asking parent sees: teachers are part of it (K16).
CREATE OR REPLACE FUNCTION wall.children_at_school() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN ARRAY(SELECT mine.child FROM unnest(wall.children()) AS mine (child)
        WHERE 'school-day' = ANY (families_areas(wall.person(), mine.child,
            people_local_date(mine.child, wall.moment(), {zone}))));
END
$$;

-- The classes of the children whom the asking person sees as a parent, and who teaches them.
CREATE OR REPLACE FUNCTION wall.classes_of_children() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN wall.classes_of(wall.children());
END
$$;

CREATE OR REPLACE FUNCTION wall.teachers_of_children() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN wall.teachers_of(wall.children_at_school());
END
$$;

-- The asking person, and the children whom the person sees as a parent.
CREATE OR REPLACE FUNCTION wall.household() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN array_append(wall.children(), wall.person());
END
$$;

-- Those, the teachers of these children, and the adults of an asking pupil. Each look at a person
-- asks it, so the children are looked up once, and for who has none nobody else is.
CREATE OR REPLACE FUNCTION wall.acquainted() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    mine bigint[];
BEGIN
    IF wall.profile() = 'pupil' THEN
        RETURN array_append(wall.adults(), wall.person());
    END IF;
    mine := wall.children();
    IF mine = '{{}}' THEN
        RETURN ARRAY[wall.person()];
    END IF;
    RETURN array_append(mine, wall.person()) || wall.teachers_of_children();
END
$$;

-- The parents of the pupils whom the asking person teaches, as a set: they are few, and one by one
-- it would be asked of each row. A child who is hidden is nobody's reason to see a parent (K28),
-- nor is one who is of age and has not consented (K18).
CREATE OR REPLACE FUNCTION wall.parents_of_taught() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    places bigint[];
    hidden bigint[];
BEGIN
    IF wall.profile() IS DISTINCT FROM 'teacher' THEN
        RETURN;
    END IF;
    places := wall.teaches();
    hidden := wall.hidden();
    RETURN QUERY
    WITH pupil AS MATERIALIZED (
        SELECT person.id, person.birth_date, person.of_age_since FROM people_person person
        WHERE person.id <> ALL (hidden) AND person.id IN (
            SELECT member.person_id FROM people_membership member
            WHERE member.organisation_id = ANY (places))
    ), young AS MATERIALIZED (YOUNG)
    SELECT DISTINCT relationship.parent_id FROM pupil
    JOIN families_relationship relationship ON relationship.child_id = pupil.id
    LEFT JOIN young ON young.id = pupil.id
    WHERE relationship.state = 'active' AND (young.id IS NOT NULL OR NOT families_ended_by_now(
        relationship.parent_id, pupil.id, wall.moment(), {zone}));
END
$$;
""".replace("YOUNG", YOUNG)

# Which people an office or a teacher reaches; `parents` are an office's. Views, for in policies a
# table would bring its own policies along, and they theirs; barriers, so that no condition of a
# query is asked before theirs.
VIEWS = """
CREATE OR REPLACE VIEW wall.administered WITH (security_barrier) AS
    SELECT person_id FROM people_membership
    WHERE organisation_id = ANY ((SELECT wall.administers())::bigint[]);

CREATE OR REPLACE VIEW wall.taught WITH (security_barrier) AS
    SELECT person_id FROM people_membership
    WHERE organisation_id = ANY ((SELECT wall.teaches())::bigint[]);

CREATE OR REPLACE VIEW wall.worked_with WITH (security_barrier) AS
    SELECT person_id FROM people_membership
    WHERE organisation_id = ANY ((SELECT wall.works_in())::bigint[]);

CREATE OR REPLACE VIEW wall.parents WITH (security_barrier) AS
    SELECT parent_id FROM families_relationship relationship
    JOIN people_membership member ON member.person_id = relationship.child_id
        AND member.organisation_id = ANY ((SELECT wall.administers())::bigint[])
    -- a child who is hidden is nobody's reason to see a parent (K28)
    WHERE relationship.child_id <> ALL ((SELECT wall.hidden())::bigint[]);
"""
