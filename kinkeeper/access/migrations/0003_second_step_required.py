from django.db import migrations

# From the moment on which staff need a second step, no session that was begun without one goes on;
# and none that is older than this version, for then they need one unless it is switched off.
END = """
CREATE FUNCTION kinkeeper_staff_sessions_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM django_session WHERE session_key IN (
        SELECT owner.session_id FROM access_sessionowner owner
        JOIN people_person person ON person.id = owner.person_id
        WHERE person.profile NOT IN ('parent', 'pupil')
          AND owner.how IN ('password', 'code-or-link'))
    ORDER BY session_key FOR UPDATE;
    DELETE FROM django_session WHERE session_key IN (
        SELECT owner.session_id FROM access_sessionowner owner
        JOIN people_person person ON person.id = owner.person_id
        WHERE person.profile NOT IN ('parent', 'pupil')
          AND owner.how IN ('password', 'code-or-link'));
    RETURN NULL;
END
$$;
CREATE TRIGGER setting_staff_sessions_end AFTER INSERT OR UPDATE ON organisations_setting
    FOR EACH ROW WHEN (NEW.name = 'staff_second_factor' AND NEW.value <> '"off"'::jsonb)
    EXECUTE FUNCTION kinkeeper_staff_sessions_end();
DELETE FROM django_session WHERE session_key IN (
    SELECT owner.session_id FROM access_sessionowner owner
    JOIN people_person person ON person.id = owner.person_id
    WHERE person.profile NOT IN ('parent', 'pupil'));
"""
KEEP = """
DROP TRIGGER setting_staff_sessions_end ON organisations_setting;
DROP FUNCTION kinkeeper_staff_sessions_end();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_sign_ins"), ("organisations", "0003_own_settings")]

    operations = [migrations.RunSQL(END, KEEP)]
