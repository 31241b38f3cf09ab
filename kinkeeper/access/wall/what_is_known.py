"""What a parent, or a pupil, learns of what someone else told the school: that it knows (K19)."""

WHAT_IS_KNOWN = """
-- On which days the school knows the asking parent's children, or the asking pupil, to be away,
-- whoever said so. Who at the school noted it is said; who told it, and why, is not. The part of
-- the day is for the marks of the register, which the asking person sees; no page shows it.
CREATE OR REPLACE FUNCTION wall.told_absence() RETURNS TABLE (child_id bigint, day date, part text,
    leaves_at text, comes_at text, confirmed boolean, entered_by text, ahead boolean)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT report.child_id, away.day, report.part::text,
            report.leaves_at::text, report.comes_at::text, report.state = 'confirmed',
            report.entered_by_name::text,
            away.day >= people_local_date(report.child_id, wall.moment(), {zone})
        FROM from_home_absencereport report CROSS JOIN unnest(report.days) AS away (day)
        WHERE report.state IN ('sent', 'confirmed')
          AND ((report.child_id = wall.person() AND wall.profile() = 'pupil')
            OR (report.child_id = ANY (wall.children())
                AND 'absence' = ANY (families_areas(wall.person(), report.child_id,
                    people_local_date(report.child_id, wall.moment(), {zone})))));
END
$$;
"""
