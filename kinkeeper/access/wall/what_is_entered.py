"""About whom the asking person may enter school records: an office where it administers, a teacher
of the own groups and pupils, nobody of the own family. As `access.entering` offers it; here for
what an act adds, whatever it was told.

{zone} is the server's time zone.
"""

WHAT_IS_ENTERED = """
-- The classes and groups, and the schools, in which the asking teacher teaches, or has pupils.
-- Those of another school in which a pupil is, too, are not theirs (K14).
CREATE OR REPLACE FUNCTION wall.groups_taught() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    asking bigint;
    places bigint[];
    schools bigint[];
    today date;
BEGIN
    IF wall.profile() IS DISTINCT FROM 'teacher' THEN
        RETURN '{{}}';
    END IF;
    asking := wall.person();
    places := wall.teaches();
    schools := wall.schools_worked_in();
    today := people_local_date(asking, wall.moment(), {zone});
    -- two look-ups: with an "or" every enrolment of the site would be read
    RETURN (SELECT coalesce(array_agg(DISTINCT of.id), '{{}}') FROM records_group of
        WHERE of.school_id = ANY (schools) AND of.id IN (
            SELECT own.group_id FROM records_enrolment own
            WHERE own.person_id = asking
              AND coalesce(own.starts_on <= today, true) AND coalesce(own.ends_on >= today, true)
            UNION
            SELECT enrolled.group_id FROM records_enrolment enrolled
            WHERE enrolled.role = 'pupil' AND enrolled.person_id IN (
                SELECT member.person_id FROM people_membership member
                WHERE member.organisation_id = ANY (places))));
END
$$;

CREATE OR REPLACE FUNCTION wall.schools_taught() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT taught.school_id), '{{}}')
        FROM records_group taught WHERE taught.id = ANY (wall.groups_taught()));
END
$$;

-- The schools in which the asking person works: an office's own, a teacher's above the own classes
-- and where enrolments name the teacher.
CREATE OR REPLACE FUNCTION wall.schools_worked_in() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    who text := wall.profile();
    asking bigint;
    places bigint[];
    today date;
BEGIN
    IF who = 'school-administrator' THEN
        places := wall.administers();
        RETURN (SELECT coalesce(array_agg(at.id), '{{}}') FROM records_school at
            WHERE at.organisation_id = ANY (places));
    ELSIF who IS DISTINCT FROM 'teacher' THEN
        RETURN '{{}}';
    END IF;
    asking := wall.person();
    places := wall.teaches();
    today := people_local_date(asking, wall.moment(), {zone});
    RETURN (SELECT coalesce(array_agg(at.id), '{{}}') FROM records_school at
        WHERE at.organisation_id IN (SELECT below.root_id FROM organisations_below below
                                     WHERE below.organisation_id = ANY (places))
           OR at.id IN (SELECT enrolled.school_id FROM records_enrolment enrolled
                        WHERE enrolled.person_id = asking
                          AND enrolled.role IN ('teacher', 'mentor')
                          AND coalesce(enrolled.starts_on <= today, true)
                          AND coalesce(enrolled.ends_on >= today, true)));
END
$$;

CREATE OR REPLACE FUNCTION wall.may_enter(at bigint, taught_group bigint, about bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
DECLARE
    asking bigint := wall.person();
    who text := wall.profile();
    today date := people_local_date(asking, wall.moment(), {zone});
BEGIN
    IF EXISTS (SELECT FROM families_relationship own
               WHERE own.parent_id = asking AND own.child_id = about) THEN
        RETURN false;
    END IF;
    IF who = 'system-administrator' THEN
        RETURN true;
    END IF;
    IF about IS NOT NULL AND NOT EXISTS (
        SELECT FROM people_membership member WHERE member.person_id = about
            AND member.organisation_id = ANY (wall.works_in())) THEN
        RETURN false;
    END IF;
    IF who = 'school-administrator' THEN
        RETURN EXISTS (SELECT FROM records_school school
            WHERE school.id = at AND school.organisation_id = ANY (wall.administers()));
    END IF;
    RETURN who = 'teacher' AND EXISTS (
        SELECT FROM records_enrolment own
        WHERE own.person_id = asking AND own.role IN ('teacher', 'mentor') AND own.school_id = at
          AND coalesce(own.starts_on <= today, true) AND coalesce(own.ends_on >= today, true)
          AND CASE WHEN taught_group IS NOT NULL THEN own.group_id = taught_group
              ELSE about IS NOT NULL END);
END
$$;
"""
