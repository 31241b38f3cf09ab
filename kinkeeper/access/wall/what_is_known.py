"""What a parent learns of what another one told the school: that the school knows (K19)."""

WHAT_IS_KNOWN = """
-- On which days, from today on, the school knows the asking parent's children to be away, whoever
-- said so; not why, and not for which part of the day.
CREATE OR REPLACE FUNCTION wall.known_absence() RETURNS TABLE (child_id bigint, day date)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {definer} AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT report.child_id, away.day
        FROM from_home_absencereport report CROSS JOIN unnest(report.days) AS away (day)
        WHERE report.child_id = ANY (wall.children())
          AND away.day >= people_local_date(report.child_id, wall.moment(), {zone})
          AND report.state IN ('sent', 'confirmed')
          AND 'absence' = ANY (families_areas(wall.person(), report.child_id,
              people_local_date(report.child_id, wall.moment(), {zone})));
END
$$;
"""
