"""What nothing but retention deletes: old lines of the journal, and the seals upon them."""

from kinkeeper.organisations.journal_days import DEFAULT, LEAST, SETTING

# The days stand in the setting, and are never fewer than the least: whoever runs the worker's
# process can let go of nothing that is younger.
WHAT_IS_FORGOTTEN = f"""
-- Deletes the lines of all seals up to this one, and these seals; how many lines. A later seal has
-- to say so already (`organisations.forget_journal`).
CREATE OR REPLACE FUNCTION wall.forget_journal(through bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE {{definer}} AS $$
DECLARE
    days integer := greatest({LEAST}, coalesce((SELECT value::text::integer
        FROM organisations_setting WHERE name = '{SETTING}'), {DEFAULT}));
    before timestamptz := clock_timestamp() - make_interval(days => days);
    gone bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM journal_seal
                   WHERE number > through AND (forgotten ->> 'through')::bigint = through)
       OR EXISTS (SELECT FROM journal_seal WHERE number <= through AND newest >= before)
       OR EXISTS (SELECT FROM journal_entry WHERE at >= before AND id IN (
              SELECT unnest(lines) FROM journal_seal WHERE number <= through))
    THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'only what is older than the setting, and said in a seal, is let go';
    END IF;
    PERFORM set_config('kinkeeper.journal_forgets', 'on', true);
    DELETE FROM journal_entry WHERE id IN (
        SELECT unnest(lines) FROM journal_seal WHERE number <= through);
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM journal_seal WHERE number <= through;
    PERFORM set_config('kinkeeper.journal_forgets', '', true);
    RETURN gone;
END
$$;
"""  # noqa: S608  # our own numbers
