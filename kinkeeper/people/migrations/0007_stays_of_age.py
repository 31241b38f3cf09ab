"""Who has come of age stays of age, whatever a file makes of the birth date; and who may ask (K18)."""

from django.db import migrations, models

# What ended on the day does not come back by a file, an undo or a merge (K27): a pupil who was of
# age by the former birth date, and is not by the new one, is marked. A hand that corrects the date
# takes the mark away (`registry.edit`).
STAYS = """
CREATE FUNCTION kinkeeper_stays_of_age() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    age int := coalesce((SELECT (value #>> '{}')::int FROM organisations_setting
                         WHERE name = 'age_of_majority'), 18);
    came date := families_comes_of_age(OLD.birth_date, age);
    today date;
BEGIN
    IF NEW.of_age_since IS NULL AND NEW.profile = 'pupil' AND came <= current_date + 1 THEN
        today := people_local_date(OLD.id, now(), current_setting('TimeZone'));
        IF came <= today AND coalesce(families_comes_of_age(NEW.birth_date, age) > today, true) THEN
            NEW.of_age_since := came;
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER kinkeeper_stays_of_age BEFORE UPDATE OF birth_date ON people_person FOR EACH ROW
WHEN (OLD.birth_date IS DISTINCT FROM NEW.birth_date) EXECUTE FUNCTION kinkeeper_stays_of_age();
"""
# An account that was merged into another brings along that it was of age.
IS_OF_AGE = """
CREATE FUNCTION families_is_of_age(child bigint, day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT families_comes_of_age(person.birth_date, coalesce(
            (SELECT (value #>> '{}')::int FROM organisations_setting WHERE name = 'age_of_majority'),
            18)) <= day OR person.of_age_since <= day
        FROM people_person person WHERE person.id = child), false)
    -- who has decided once was of age, whatever a file or a merge makes of the birth date since
    OR EXISTS (SELECT FROM families_consent said WHERE said.pupil_id = child)
    OR EXISTS (SELECT FROM people_merge merged
               JOIN families_consent said ON said.pupil_id = merged.gone_id
               WHERE merged.leads_to_id = child)
    OR EXISTS (SELECT FROM people_merge merged
               JOIN people_person gone ON gone.id = merged.gone_id
               WHERE merged.leads_to_id = child AND gone.of_age_since <= day);
END
$$;
REVOKE ALL ON FUNCTION families_is_of_age(bigint, date) FROM PUBLIC;
"""
# A page asks about its asker's own children, about the asking pupil, or about pupils whom the asker
# works with; of everybody else it is told what it would be told of a small child. Without a parent:
# about the child alone.
MAY_ASK = """
CREATE FUNCTION families_may_ask(parent bigint, child bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    me bigint;
BEGIN
    IF 'kinkeeper_web' NOT IN (session_user, current_setting('role')) THEN
        RETURN true;
    END IF;
    IF wall.sees_all() THEN
        RETURN true;
    END IF;
    me := wall.person();
    RETURN me IS NOT NULL AND (child = me
        OR (coalesce(parent, me) = me AND EXISTS (
            SELECT FROM families_relationship own
            WHERE own.parent_id = me AND own.child_id = child AND own.state = 'active'))
        OR EXISTS (SELECT FROM people_membership member WHERE member.person_id = child
                   AND member.organisation_id = ANY ((SELECT wall.works_in())::bigint[])));
END
$$;
REVOKE ALL ON FUNCTION families_may_ask(bigint, bigint) FROM PUBLIC;
"""
GUARDED = """
CREATE OR REPLACE FUNCTION families_decides(child bigint, day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN families_is_of_age(child, day) AND families_may_ask(NULL, child);
END
$$;
CREATE OR REPLACE FUNCTION families_consented(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_is_of_age(child, day) OR NOT families_may_ask(parent, child) OR EXISTS (
        SELECT FROM families_continuation said
        WHERE said.parent_id = parent AND said.child_id = child AND said.ended_at IS NULL)
    THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((
        SELECT said.areas::text[] FROM families_consent said
        WHERE said.parent_id = parent AND said.pupil_id = child AND said.withdrawn_at IS NULL),
        '{}');
END
$$;
CREATE OR REPLACE FUNCTION families_ended_by_now(
    parent bigint, child bigint, moment timestamptz, server_zone text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_is_of_age(child, (moment AT TIME ZONE 'UTC')::date + 1) THEN
        RETURN false;
    END IF;
    RETURN families_ended_by_age(
        parent, child, people_local_date(child, moment, server_zone));
END
$$;
"""
OPEN_TO_ALL = """
CREATE OR REPLACE FUNCTION families_decides(child bigint, day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT families_comes_of_age(person.birth_date, coalesce(
            (SELECT (value #>> '{}')::int FROM organisations_setting WHERE name = 'age_of_majority'),
            18)) <= day
        FROM people_person person WHERE person.id = child), false)
    OR EXISTS (SELECT FROM families_consent said WHERE said.pupil_id = child)
    OR EXISTS (SELECT FROM people_merge merged
               JOIN families_consent said ON said.pupil_id = merged.gone_id
               WHERE merged.leads_to_id = child);
END
$$;
CREATE OR REPLACE FUNCTION families_consented(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_decides(child, day) OR EXISTS (
        SELECT FROM families_continuation said
        WHERE said.parent_id = parent AND said.child_id = child AND said.ended_at IS NULL)
    THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((
        SELECT said.areas::text[] FROM families_consent said
        WHERE said.parent_id = parent AND said.pupil_id = child AND said.withdrawn_at IS NULL),
        '{}');
END
$$;
CREATE OR REPLACE FUNCTION families_ended_by_now(
    parent bigint, child bigint, moment timestamptz, server_zone text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_decides(child, (moment AT TIME ZONE 'UTC')::date + 1) THEN
        RETURN false;
    END IF;
    RETURN families_ended_by_age(
        parent, child, people_local_date(child, moment, server_zone));
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_protected_identity"), ("families", "0004_coming_of_age")]
    operations = [
        migrations.AddField("person", "of_age_since", models.DateField(editable=False, null=True)),
        migrations.RunSQL(
            STAYS,
            "DROP TRIGGER kinkeeper_stays_of_age ON people_person;"
            "DROP FUNCTION kinkeeper_stays_of_age()",
        ),
        migrations.RunSQL(IS_OF_AGE, "DROP FUNCTION families_is_of_age(bigint, date)"),
        migrations.RunSQL(MAY_ASK, "DROP FUNCTION families_may_ask(bigint, bigint)"),
        migrations.RunSQL(GUARDED, OPEN_TO_ALL),
    ]
