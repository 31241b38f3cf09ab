"""Copies out of the site only what a roster touches: two hundred rows cost two hundred look-ups."""

import polars as pl
from django.db import connection

from kinkeeper.families.models import Match
from kinkeeper.intake import accounts_out_of_reach
from kinkeeper.intake.copy_frames import copy_in, copy_out
from kinkeeper.intake.prepare import directory_facts, standing_relationships
from kinkeeper.intake.prepare.directory_facts import Series
from kinkeeper.lib.sql import listed
from kinkeeper.organisations.reach import Reach
from kinkeeper.roster.fields import GRANT, RELATIONSHIP
from kinkeeper.roster.match import directory as shape
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.fulfilled import NAMES
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.vocabulary import Links, MatchOn, Profile

STAGE = """
CREATE TEMP TABLE IF NOT EXISTS staged (kind text NOT NULL, value text NOT NULL) ON COMMIT DROP;
TRUNCATE staged;
"""
MET = """
DROP TABLE IF EXISTS met;
CREATE TEMP TABLE met ON COMMIT DROP AS
WITH named AS (
    SELECT person.id FROM staged JOIN people_person person ON person.sync_key = staged.value
        WHERE staged.kind = 'sync-key'
    UNION ALL
    SELECT former.person_id FROM staged JOIN people_formerkey former
        ON former.sync_key = staged.value WHERE staged.kind = 'sync-key'
    UNION ALL
    SELECT person.id FROM staged JOIN people_person person ON person.username_folded = staged.value
        WHERE staged.kind = 'username'
    UNION ALL
    SELECT person.id FROM staged JOIN people_person person ON lower(person.email) = staged.value
        WHERE staged.kind = 'email' AND person.email <> ''
    UNION ALL
    SELECT new.person_id FROM staged JOIN people_newaddress new ON lower(new.email) = staged.value
        WHERE staged.kind = 'email'
    UNION ALL
    SELECT person.id FROM staged JOIN people_person person ON person.id = staged.value::bigint
        WHERE staged.kind = 'internal-id')
SELECT DISTINCT coalesce(merge.leads_to_id, named.id) AS id
FROM named LEFT JOIN people_merge merge ON merge.gone_id = named.id;
CREATE UNIQUE INDEX ON met (id);  -- after the rows: half the time of filling it with them
ANALYZE met;
"""
WITHIN = """
EXISTS (SELECT FROM people_membership member
        WHERE member.person_id = person.id AND member.organisation_id = ANY(%s))
"""
# Whose accounts reach further than the import's maker (K38).
BEYOND = "person.id IN (SELECT person FROM closed)"
PEOPLE = """
SELECT person.id, sync_key, username_folded, {email}, profile, state, {within}, {beyond}
FROM people_person person JOIN met ON met.id = person.id {stated}
"""
# An address as a file or an office gave it last, confirmed or not: so the same file again changes
# nothing (K9).
STATED = "LEFT JOIN people_newaddress new ON new.person_id = person.id"
EMAIL = "coalesce(new.email, person.email)"
# A pupil whom a row of another profile's roster means is a problem, and the row is left out.
COPIED = {"email": EMAIL, "hand_changed": "to_json(person.hand_changed)"}
DETAILS = f"""
SELECT {", ".join(COPIED.get(name, f"person.{name}") for name in shape.DETAILS)}
FROM people_person person JOIN met ON met.id = person.id {STATED} WHERE {{whose}}
"""  # noqa: S608  # made of field names
FORMER = """
SELECT former.person_id, former.gone_id, former.sync_key, former.username_folded,
       gone.given_name, gone.family_name, gone.birth_date
FROM people_former former JOIN met ON met.id = former.person_id
LEFT JOIN people_person gone ON gone.id = former.gone_id
"""
MEMBERSHIPS = """
SELECT member.person_id, place.path FROM people_membership member
JOIN met ON met.id = member.person_id
JOIN organisations_organisation place ON place.id = member.organisation_id
"""
# The sources that files of one series have been. An undone import asserts nothing any more.
SERIES = """
CREATE TEMP TABLE IF NOT EXISTS series (source text PRIMARY KEY) ON COMMIT DROP;
TRUNCATE series;
INSERT INTO series SELECT 'import:' || import.id FROM intake_import import
WHERE (import.organisation_id, import.profile, import.series) = (%s, %s, %s);
ANALYZE series;
"""
# Moments as whole numbers, to compare them exactly.
SINCE = "(extract(epoch FROM {}) * 1000000)::bigint"
PENDINGS = f"""
SELECT pending.id, pending.parent_id, pending.match, pending.folded, pending.value,
       {listed(RELATIONSHIP, "pending")}, {listed(GRANT, "pending")},
       {SINCE.format("pending.made_at")}, pending.source IN (SELECT source FROM series),
       CASE WHEN pending.reach IS NOT NULL THEN to_json(ARRAY(
           SELECT root.path FROM organisations_organisation root
           WHERE root.id = ANY(pending.reach))) END
FROM families_pendingrelationship pending {{join}}
WHERE pending.state = 'waiting' {{where}}
"""  # noqa: S608  # made of field names
# A list, not a join: only so a view of unions looks up these people alone.
LASTING = "known.lasting AND known.person_id = ANY(ARRAY(SELECT id FROM met))"
WAITS_FOR = f"""
JOIN (SELECT kind, value FROM staged WHERE kind <> 'internal-id'
      UNION SELECT known.match, known.folded FROM people_known_as known WHERE {LASTING}) AS known
    ON known.kind = pending.match AND known.value = pending.folded
"""  # noqa: S608  # no data in it
LASTING_NAMES = f"""
SELECT known.person_id, known.match, known.folded, {SINCE.format("known.since")}
FROM people_known_as known
WHERE {LASTING} AND EXISTS (
    SELECT FROM families_pendingrelationship pending WHERE pending.state = 'waiting'
      AND pending.match = known.match AND pending.folded = known.folded)
"""  # noqa: S608  # no data in it
OWN_PENDINGS = "AND (pending.reach IS NULL OR pending.reach IS NOT DISTINCT FROM %s::bigint[])"
# The roster's keys that nobody has, but somebody in reach would with zeros in front (K2).
PADDED = """
SELECT DISTINCT staged.value FROM staged
JOIN people_person person
    ON ltrim(person.sync_key, '0') = staged.value AND person.sync_key LIKE '0%%'
WHERE staged.kind = 'sync-key' AND staged.value ~ '^[1-9][0-9]*$' AND {within}
  AND NOT EXISTS (SELECT FROM people_person known WHERE known.sync_key = staged.value)
"""


# Children who may not be whom a key means: nobody new is connected by it unasked (K32, K34).
DOUBTED = """
SELECT DISTINCT question.parent_id, question.folded FROM families_question question
JOIN met ON met.id = question.parent_id
WHERE question.kind IN ('other-person', 'key-led-elsewhere')
  AND question.answer IN ('', 'other', 'kept') AND question.folded <> ''
"""


def fetch(draft: Draft, reach: Reach, series: Series) -> Directory:
    """Inside a transaction; staging tables go with it."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        copy_in("staged", ["kind", "value"], _keys(draft))
        cursor.execute("ANALYZE staged")
        cursor.execute(MET)
        cursor.execute(SERIES, series)
    accounts_out_of_reach.stage("SELECT id FROM met", reach)
    within, params = ("true", []) if reach.whole_site else (WITHIN, [reach.ids()])
    pupils = draft.options.profile == Profile.PUPIL
    nothing = pl.DataFrame(schema=shape.PENDINGS)
    own = PENDINGS.format(join="JOIN met ON met.id = pending.parent_id", where=OWN_PENDINGS)
    meant = PENDINGS.format(join=WAITS_FOR, where="")
    return Directory(
        people=copy_out(
            PEOPLE.format(
                email=EMAIL if draft.options.match_on == MatchOn.EMAIL else "NULL",
                stated=STATED,
                within=within,
                beyond=BEYOND,
            ),
            shape.PEOPLE,
            params,
        ),
        details=copy_out(
            DETAILS.format(whose="true" if pupils else "profile <> 'pupil'"),
            shape.DETAILS,
        ),
        former=copy_out(FORMER, shape.FORMER),
        memberships=copy_out(MEMBERSHIPS, shape.MEMBERSHIPS),
        relationships=standing_relationships.relationships(),
        pendings=nothing if pupils else copy_out(own, shape.PENDINGS, [reach.kept()]),
        waits_for=copy_out(meant, shape.PENDINGS) if pupils else nothing,
        lasting=copy_out(LASTING_NAMES, NAMES) if pupils else pl.DataFrame(schema=NAMES),
        waiting_relationships=standing_relationships.of_waiting_parents(pupils=pupils),
        asserted=standing_relationships.asserted(within, params, needed=_may_end(draft)),
        padded=copy_out(PADDED.format(within=within), {"value": pl.String}, params)["value"],
        doubted=copy_out(DOUBTED, shape.DOUBTED),
        facts=directory_facts.of(series, reach),
    )


def _may_end(draft: Draft) -> bool:
    """Whether more may end than the relationships that the roster names."""
    over = draft.table.over
    gone = over is not None and over.len() > 0 and draft.options.profile != Profile.PUPIL
    return gone or draft.options.links == Links.EXACT


def _keys(draft: Draft) -> pl.DataFrame:
    """Every key, username and address of the roster once, folded, with what it is."""
    rows = draft.checked.rows
    found = [
        rows.select(kind=pl.lit("sync-key"), value="sync_key"),
        rows.select(kind=pl.lit("username"), value="username_folded"),
        _children(draft),
    ]
    if draft.options.match_on == MatchOn.EMAIL:
        found.append(rows.select(kind=pl.lit("email"), value=pl.col("email").str.to_lowercase()))
    storable = pl.col("value").is_not_null() & ~pl.col("value").str.contains(r"[\p{Cc}]")
    return pl.concat(found).filter(storable & (pl.col("value").str.len_chars() <= 250)).unique()


def _children(draft: Draft) -> pl.DataFrame:
    kind = draft.options.child_match
    said = pl.concat([draft.children.select("folded"), draft.over.select("folded")])
    children = said.select(kind=pl.lit(kind), value="folded")
    if kind == Match.INTERNAL_ID:  # exact whole numbers as they are written, within bigint
        children = children.filter(pl.col("value").str.contains(r"^(0|[1-9][0-9]{0,17})$"))
    return children
