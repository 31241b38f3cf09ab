"""Whether meetings are for a child, now: who left the class or the school holds no time of it."""

from django.db import migrations

# It runs as whoever asks; the wall's own functions ask it as the owner.
INVITES = """
CREATE FUNCTION meetings_invites(offer bigint, child bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM meetings_offer said
        JOIN organisations_below below ON below.root_id = said.organisation_id
        JOIN people_membership member ON member.organisation_id = below.organisation_id
        WHERE said.id = offer AND member.person_id = child
          AND (NOT said.chosen OR EXISTS (SELECT FROM meetings_invitation one
              WHERE one.offer_id = said.id AND one.child_id = child)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_holds"),
        ("organisations", "0004_below_by_index"),
        ("people", "0009_erasure"),
    ]
    operations = [migrations.RunSQL(INVITES, "DROP FUNCTION meetings_invites(bigint, bigint)")]
