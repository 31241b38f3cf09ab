"""Who at the school answers in a conversation, as far as the teacher, the child and its parent
decide it."""

from django.db import migrations

# They run as whoever asks; the wall's own functions ask them as the owner.
ANSWERS = """
-- Whether this adult is or was connected to the child, or waits for it, or has another child
-- together with the parent: nobody acts at work for the own family, whatever became of it.
CREATE FUNCTION messaging_is_family(staff bigint, child bigint, parent bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM families_relationship said
                   WHERE said.parent_id = staff AND said.child_id = child)
        OR EXISTS (SELECT FROM families_pendingrelationship said
                   WHERE said.parent_id = staff AND said.child_id = child)
        OR EXISTS (SELECT FROM families_relationship mine
                   JOIN families_relationship other ON other.child_id = mine.child_id
                   WHERE mine.parent_id = staff AND other.parent_id = parent)
$$;

-- Whether a teacher still teaches the child at this school, or below it: what the same two are to
-- each other elsewhere is nothing to this school (K14). Of a teacher who belongs to a class and to
-- the school above it, the class is what the teacher teaches (`people.reach`).
CREATE FUNCTION messaging_answers(staff bigint, child bigint, parent bigint, school bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM people_person teacher WHERE teacher.id = staff
                   AND teacher.state = 'active' AND teacher.profile = 'teacher')
        AND EXISTS (SELECT FROM people_membership here
            JOIN organisations_below kept ON kept.organisation_id = here.organisation_id
                AND kept.root_id = school
            JOIN organisations_below taught ON taught.organisation_id = here.organisation_id
            JOIN people_membership works ON works.organisation_id = taught.root_id
                AND works.person_id = staff
            JOIN organisations_organisation root ON root.id = works.organisation_id
                AND root.path <> ''
            WHERE here.person_id = child AND NOT EXISTS (
                SELECT FROM people_membership narrower
                JOIN organisations_below inside
                    ON inside.organisation_id = narrower.organisation_id
                WHERE narrower.person_id = staff AND inside.root_id = works.organisation_id
                  AND narrower.organisation_id <> works.organisation_id))
        AND NOT messaging_is_family(staff, child, parent)
$$;
"""
NONE = """
DROP FUNCTION messaging_answers(bigint, bigint, bigint, bigint);
DROP FUNCTION messaging_is_family(bigint, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0010_cells_to_decide"),
        ("messaging", "0001_initial"),
        ("organisations", "0004_below_by_index"),
        ("people", "0009_erasure"),
    ]
    operations = [migrations.RunSQL(ANSWERS, NONE)]
