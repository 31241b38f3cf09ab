from django.db import migrations

# What a plan may rest on. A sign-in, a new password or a mark of the office changes no version.
COUNT = """
CREATE FUNCTION kinkeeper_count_person_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.sync_key, OLD.username, OLD.given_name, OLD.family_name, OLD.email, OLD.phone,
        OLD.language, OLD.birth_date, OLD.street, OLD.postal_code, OLD.city, OLD.country,
        OLD.profile, OLD.state, OLD.hand_changed)
       IS DISTINCT FROM
       (NEW.sync_key, NEW.username, NEW.given_name, NEW.family_name, NEW.email, NEW.phone,
        NEW.language, NEW.birth_date, NEW.street, NEW.postal_code, NEW.city, NEW.country,
        NEW.profile, NEW.state, NEW.hand_changed)
    THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_version BEFORE UPDATE ON people_person
    FOR EACH ROW EXECUTE FUNCTION kinkeeper_count_person_version();
"""
UNCOUNT = """
DROP TRIGGER person_version ON people_person;
DROP FUNCTION kinkeeper_count_person_version();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(COUNT, UNCOUNT)]
