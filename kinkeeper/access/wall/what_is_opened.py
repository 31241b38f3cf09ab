"""Of which children, schools and groups the asking parent, or pupil, sees school records now.

`records_opened` decides it for parents, `records_opened_to_pupil` for pupils themselves: for these
policies and for whoever reads for one of them.
"""

from kinkeeper.records.visibility import ASSIGNMENTS, RESULTS

WHAT_IS_OPENED = f"""
CREATE OR REPLACE FUNCTION wall.opened() RETURNS TABLE (child_id bigint, school_id bigint,
    group_id bigint, starts_on date, ends_on date, today date, areas text[])
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
DECLARE
    places bigint[];
    left_out bigint[];
BEGIN
    IF wall.viewing() IS NULL THEN
        IF wall.profile() = 'pupil' THEN
            RETURN QUERY
                SELECT * FROM records_opened_to_pupil(wall.person(), wall.moment(), {{zone}});
            RETURN;
        END IF;
        RETURN QUERY SELECT * FROM records_opened(wall.person(), wall.moment(), {{zone}});
        RETURN;
    END IF;
    places := wall.viewed_places();
    left_out := wall.left_out();
    RETURN QUERY SELECT parents.*
        FROM records_opened(wall.person(), wall.moment(), {{zone}}) parents
        JOIN records_school school ON school.id = parents.school_id
        WHERE parents.child_id <> ALL (left_out)
          AND coalesce(school.organisation_id = ANY (places), true);
END
$$;

-- Which assignments are for which child, published or not: by them it is decided whose a result is.
CREATE OR REPLACE FUNCTION wall.opened_work() RETURNS TABLE (work_id bigint, child_id bigint)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT work.id, opened.child_id FROM wall.opened() opened
        JOIN records_assignment work ON {ASSIGNMENTS.audience("work")};
END
$$;

-- The assignments of which a result is seen: its title, and out of how many points it is. The
-- results are looked up by the children, or those of the whole school would be read.
CREATE OR REPLACE FUNCTION wall.work_with_results() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
BEGIN
    RETURN QUERY WITH opened AS MATERIALIZED (SELECT * FROM wall.opened_work())
        SELECT DISTINCT said.assignment_id FROM records_result said
        WHERE said.pupil_id = ANY (ARRAY(SELECT DISTINCT opened.child_id FROM opened))
          AND (said.assignment_id, said.pupil_id) IN (SELECT * FROM opened)
          AND {RESULTS.in_time("said", "(SELECT wall.moment())")};
END
$$;

-- The notices for groups and schools of pupils whom the asking person teaches, at the own schools;
-- those for one pupil go by the pupil.
CREATE OR REPLACE FUNCTION wall.notices_for_taught() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
DECLARE
    schools bigint[];
BEGIN
    IF cardinality(wall.teaches()) > 0 THEN
        schools := wall.schools_worked_in();
        RETURN QUERY SELECT said.id FROM records_notice said
            WHERE said.pupil_id IS NULL AND said.school_id = ANY (schools) AND EXISTS (
                SELECT FROM records_enrolment enrolled
                WHERE enrolled.school_id = said.school_id AND enrolled.role = 'pupil'
                  AND coalesce(enrolled.group_id = said.group_id, true)
                  AND enrolled.person_id IN (SELECT taught.person_id FROM wall.taught taught));
    END IF;
END
$$;
"""  # noqa: S608  # made of constants
