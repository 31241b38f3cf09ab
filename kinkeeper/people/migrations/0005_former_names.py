from django.db import migrations

# Under which other keys, usernames and IDs a person is still known.
FORMER = """
CREATE VIEW people_former AS
    SELECT merge.leads_to_id AS person_id, gone.id AS gone_id, gone.sync_key, gone.username_folded
    FROM people_merge merge JOIN people_person gone ON gone.id = merge.gone_id;
"""
FORGET = "DROP VIEW people_former;"
# An account that was merged away stays in the trash with its names: whoever freed them would let
# somebody else have them, and whoever woke it would wake a second account of the same person.
REST = """
CREATE FUNCTION kinkeeper_merged_away_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM people_merge WHERE gone_id = OLD.id) THEN
        RAISE EXCEPTION 'an account that was merged away rests'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_merged_away_rests';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_merged_away_rests BEFORE UPDATE ON people_person
    FOR EACH ROW
    WHEN ((OLD.sync_key, OLD.username_folded, OLD.state)
          IS DISTINCT FROM (NEW.sync_key, NEW.username_folded, NEW.state))
    EXECUTE FUNCTION kinkeeper_merged_away_rests();
"""
WAKE = """
DROP TRIGGER person_merged_away_rests ON people_person;
DROP FUNCTION kinkeeper_merged_away_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_merging")]
    operations = [migrations.RunSQL(FORMER, FORGET), migrations.RunSQL(REST, WAKE)]
