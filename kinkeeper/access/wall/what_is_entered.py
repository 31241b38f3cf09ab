"""About whom the asking person may enter school records: an office where it administers, a teacher
of the own groups and pupils, nobody of the own family. As `access.entering` offers it; here for
what an act adds, whatever it was told.

{zone} is the server's time zone.
"""

WHAT_IS_ENTERED = """
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
