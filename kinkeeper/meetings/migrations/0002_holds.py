"""Whether a booking holds, as far as the parent, the child and their relationship decide it."""

from django.db import migrations

# At a moment, by the date for the child. Without a parent (someone phoned) the child decides. It
# runs as whoever asks; the wall's own functions ask it as the owner.
HOLDS = """
CREATE FUNCTION meetings_holds(parent bigint, child bigint, moment timestamptz, server text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM people_person pupil WHERE pupil.id = child
                   AND pupil.state = 'active' AND pupil.profile = 'pupil')
        AND (parent IS NULL OR EXISTS (
            SELECT FROM families_relationship said
            JOIN people_person adult ON adult.id = said.parent_id AND adult.state = 'active'
            CROSS JOIN people_local_date(child, moment, server) AS at (today)
            WHERE said.parent_id = parent AND said.child_id = child AND said.state = 'active'
              AND NOT said.awaits_way_in
              AND (said.starts_on IS NULL OR said.starts_on <= today)
              AND (said.ends_on IS NULL OR said.ends_on >= today)
              AND NOT families_ended_by_now(parent, child, moment, server)
              AND 'school-day' = ANY (families_areas(parent, child, today))
              AND 'messages' = ANY (families_areas_to_act_in(parent, child, today))))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0010_cells_to_decide"),
        ("meetings", "0001_initial"),
        ("people", "0009_erasure"),
    ]
    operations = [
        migrations.RunSQL(
            HOLDS, "DROP FUNCTION meetings_holds(bigint, bigint, timestamptz, text)"
        )
    ]
