from django.db import migrations

# Set-based triggers: one query for a statement of a hundred thousand rows, not one for each row.
# Scalar subqueries, not joins: these are always looked up by primary key, while a join was once
# planned as 337,000,000 comparisons because people had just been added and nothing was analysed.
GUARD = """
CREATE FUNCTION kinkeeper_child_is_a_pupil() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added
        WHERE (SELECT profile FROM people_person WHERE id = added.child_id) <> 'pupil'
           OR (SELECT profile FROM people_person WHERE id = added.parent_id) = 'pupil'
    ) THEN
        RAISE EXCEPTION 'a relationship connects an adult and a pupil'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relationship_child_is_a_pupil';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER relationship_child_is_a_pupil AFTER INSERT ON families_relationship
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_child_is_a_pupil();

CREATE FUNCTION kinkeeper_pupils_stay_pupils() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM families_relationship WHERE child_id = NEW.id OR parent_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a person with relationships keeps the profile'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_with_relationships_keeps_profile';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_keeps_profile BEFORE UPDATE ON people_person
    FOR EACH ROW WHEN ((OLD.profile = 'pupil') <> (NEW.profile = 'pupil'))
    EXECUTE FUNCTION kinkeeper_pupils_stay_pupils();

CREATE FUNCTION kinkeeper_pair_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id <> OLD.parent_id OR NEW.child_id <> OLD.child_id THEN
        RAISE EXCEPTION 'a relationship never moves to other people'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relationship_pair_is_fixed';
    END IF;
    IF (OLD.state, OLD.kind, OLD.kind_text) IS DISTINCT FROM (NEW.state, NEW.kind, NEW.kind_text)
    THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER relationship_version BEFORE UPDATE ON families_relationship
    FOR EACH ROW EXECUTE FUNCTION kinkeeper_pair_is_fixed();
"""
UNGUARD = """
DROP TRIGGER relationship_version ON families_relationship;
DROP TRIGGER person_keeps_profile ON people_person;
DROP TRIGGER relationship_child_is_a_pupil ON families_relationship;
DROP FUNCTION kinkeeper_pair_is_fixed();
DROP FUNCTION kinkeeper_pupils_stay_pupils();
DROP FUNCTION kinkeeper_child_is_a_pupil();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial"), ("people", "0002_count_versions")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
