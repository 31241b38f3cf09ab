"""What a family may know of the looks by staff at its child: no number, and no name but that of a
teacher of the child's own classes, whom the family knows."""

# Pages, files and commands that show pupils and no other adult's affairs. What is ordered for an
# adult or names a child on an adult's page tells of that adult (K19).
OF_PUPILS = (
    "home", "people", "results", "register", "entries", "import-pupils",
    "people list", "people show", "people edit", "as-parent",
)  # fmt: skip
WHAT_WAS_LOOKED_AT = """
-- Looks at a child since this moment, as far as whoever asks may read the journal; the newest
-- first, those of one day by one person of one kind together. `place` is where the one who looked
-- works now, if that is one of the child's own organisations or above; `files` are the names of
-- what is downloaded. Of the pages of one person only the child's own count (`of`). `places`: only
-- looks of who works there (null: all); `teachers`: whose names are told.
CREATE OR REPLACE FUNCTION wall.looks_told(child bigint, since timestamptz, files text[],
                                           most bigint, places bigint[], teachers bigint[])
RETURNS TABLE (day date, role text, teacher text, place bigint, is_file boolean, times bigint,
               last_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH looked AS (
        SELECT line.id, line.at, line.actor_id, line.role::text AS role,
               line.data ->> 'what' AS what, line.data ->> 'of' AS page_of
        FROM journal_entry line
        WHERE line.child_id = child AND line.action = 'child.viewed' AND line.at >= since
        UNION
        SELECT line.id, line.at, line.actor_id, line.role::text, line.data ->> 'what',
               line.data ->> 'of'
        FROM journal_entry line
        WHERE line.children @> ARRAY[child] AND line.action = 'child.viewed' AND line.at >= since
    ), days AS (
        SELECT (looked.at AT TIME ZONE {zone})::date AS day, looked.role, looked.actor_id,
               coalesce(looked.what = ANY (files), false) AS is_file, count(*) AS times,
               max(looked.at) AS last_at
        FROM looked
        WHERE (looked.what IN (OF_PUPILS) OR looked.page_of = child::text)
          -- who views as the parent, or makes a copy, learns of no other school's looks (K14)
          AND (places IS NULL OR looked.role = 'system-administrator' OR EXISTS (
              SELECT FROM people_membership mine
              WHERE mine.person_id = looked.actor_id AND mine.organisation_id = ANY (places)))
        GROUP BY 1, 2, 3, 4
        ORDER BY max(looked.at) DESC LIMIT most
    )
    SELECT days.day, days.role,
           (SELECT concat_ws(' ', person.given_name, person.family_name) FROM people_person person
            WHERE person.id = days.actor_id AND person.id = ANY (teachers)
              AND person.id <> ALL (wall.hidden())),
           (SELECT works.id FROM people_membership mine
            JOIN organisations_organisation works ON works.id = mine.organisation_id
            WHERE mine.person_id = days.actor_id AND coalesce(works.id = ANY (places), true)
              AND EXISTS (
                SELECT FROM people_membership own
                JOIN organisations_below below ON below.organisation_id = own.organisation_id
                WHERE own.person_id = child AND below.root_id = works.id AND works.path <> '')
            ORDER BY length(works.path) DESC LIMIT 1),
           days.is_file, days.times, days.last_at
    FROM days ORDER BY days.last_at DESC;
END
$$;

-- The same of a child of the asking parent, or of the asking pupil.
CREATE OR REPLACE FUNCTION wall.looks_at(child bigint, since timestamptz, files text[], most bigint)
RETURNS TABLE (day date, role text, teacher text, place bigint, is_file boolean, times bigint,
               last_at timestamptz)
LANGUAGE plpgsql STABLE {definer} AS $$
BEGIN
    IF child IS NULL OR NOT (child = ANY (wall.children())
                             OR (child = wall.person() AND wall.profile() = 'pupil')) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT * FROM wall.looks_told(child, since, files, most, wall.viewed_places(),
                                  wall.teachers_of(ARRAY[child]));
END
$$;
""".replace("OF_PUPILS", ", ".join(f"'{name}'" for name in OF_PUPILS))
