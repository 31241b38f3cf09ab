"""What nothing but an erasure changes: lines of the journal that name who is erased."""

from kinkeeper.people.models import STAFF

# Of the data of a line about the person: codes, which say what was done, and nothing of whom.
CODES = ("what", "verb", "channel", "page")

# As what somebody acts at work.
AT_WORK = tuple(str(profile) for profile in STAFF)

# Only of people whose erasure was asked for and is not done yet. Each line says afterwards who
# (by internal ID), what, of whom, when and where, as before. `said` is a regular expression of the
# names that are struck out where a line is about somebody else. What somebody did at work keeps
# their name: whoever looked at children cannot take that back by asking to be erased.
WHAT_IS_EMPTIED = f"""
CREATE OR REPLACE FUNCTION wall.empty_journal(
    lines bigint[], erased bigint[], said text, worked boolean)
RETURNS bigint LANGUAGE plpgsql VOLATILE {{definer}} AS $$
DECLARE
    emptied bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM people_erasure WHERE people @> erased AND done_at IS NULL
                   AND stopped_at IS NULL AND cardinality(erased) > 0) THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'only lines of somebody whose erasure was asked for are emptied';
    END IF;
    PERFORM set_config('kinkeeper.journal_empties', 'on', true);
    UPDATE journal_entry line SET
        actor_name = CASE WHEN actor_id = ANY (erased) AND NOT (role IN {AT_WORK}
            OR (role = '' AND worked)) THEN '' ELSE actor_name END,
        origin = CASE WHEN actor_id = ANY (erased) AND NOT (role IN {AT_WORK}
            OR (role = '' AND worked)) THEN '' ELSE origin END,
        data = CASE WHEN person_id = ANY (erased) OR child_id = ANY (erased)
            THEN coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(data)
                WHERE jsonb_typeof(value) IN ('number', 'boolean')
                    OR (jsonb_typeof(value) = 'string' AND key IN {CODES})), '{{{{}}}}')
            ELSE regexp_replace(data::text, said, '…', 'g')::jsonb END
    WHERE id = ANY (lines);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    PERFORM set_config('kinkeeper.journal_empties', '', true);
    RETURN emptied;
END
$$;
"""  # noqa: S608  # our own codes
