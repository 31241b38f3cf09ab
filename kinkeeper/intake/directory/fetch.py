"""Copies out of the site only what a roster touches: two hundred rows cost two hundred look-ups."""

import polars as pl

from kinkeeper.families.models import Match
from kinkeeper.intake.directory import erased, facts, relationships, rights
from kinkeeper.intake.directory.staged_tables import StagedTables
from kinkeeper.lib.sql import listed
from kinkeeper.people import erased as people_erased
from kinkeeper.roster.fields import GRANT, RELATIONSHIP
from kinkeeper.roster.match import directory as shape
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.fulfilled import NAMES
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.vocabulary import Links, MatchOn, Profile

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
# Moments as whole numbers, to compare them exactly.
SINCE = "(extract(epoch FROM {}) * 1000000)::bigint"
PENDINGS = f"""
SELECT pending.id, pending.parent_id, pending.match, pending.folded, pending.value,
       {listed(RELATIONSHIP, "pending")}, {listed(GRANT, "pending")},
       {SINCE.format("pending.made_at")}, pending.source IN (SELECT source FROM series),
       CASE WHEN pending.reach IS NOT NULL THEN to_json(ARRAY(
           SELECT root.path FROM organisations_organisation root
           WHERE root.id = ANY(pending.reach))) END,
       {rights.bits("pending.areas")}
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
  AND question.answer IN ('', 'other', 'kept')
"""


def fetch(draft: Draft, tables: StagedTables) -> Directory:
    """`tables` hold the draft's keys; what the directory asks later (`facts`) is asked of them."""
    reach = tables.reach
    within, params = ("true", []) if reach.whole_site else (WITHIN, [reach.ids()])
    pupils = draft.options.profile == Profile.PUPIL
    nothing = pl.DataFrame(schema=shape.PENDINGS)
    own = PENDINGS.format(join="JOIN met ON met.id = pending.parent_id", where=OWN_PENDINGS)
    meant = PENDINGS.format(join=WAITS_FOR, where="")
    standing = people_erased.standing(reach)
    return Directory(
        people=tables.frame(
            PEOPLE.format(
                email=EMAIL if draft.options.match_on == MatchOn.EMAIL else "NULL",
                stated=STATED,
                within=within,
                beyond=BEYOND,
            ),
            shape.PEOPLE,
            params,
        ),
        details=tables.frame(
            DETAILS.format(whose="true" if pupils else "profile <> 'pupil'"), shape.DETAILS
        ),
        former=tables.frame(FORMER, shape.FORMER),
        memberships=tables.frame(MEMBERSHIPS, shape.MEMBERSHIPS),
        relationships=relationships.both_ends(tables),
        pendings=nothing if pupils else tables.frame(own, shape.PENDINGS, [reach.kept()]),
        waits_for=tables.frame(meant, shape.PENDINGS) if pupils else nothing,
        lasting=tables.frame(LASTING_NAMES, NAMES) if pupils else pl.DataFrame(schema=NAMES),
        waiting_relationships=relationships.of_waiting_parents(tables, pupils=pupils),
        asserted=relationships.asserted(tables, within, params, needed=_may_end(draft)),
        padded=tables.frame(PADDED.format(within=within), {"value": pl.String}, params)["value"],
        doubted=tables.frame(DOUBTED, shape.DOUBTED),
        erased=erased.rows(draft, standing),
        erased_children=erased.children(draft, standing),
        facts=facts.of(tables),
    )


def _may_end(draft: Draft) -> bool:
    """Whether more may end than the relationships that the roster names."""
    over = draft.table.over
    gone = over is not None and over.len() > 0 and draft.options.profile != Profile.PUPIL
    return gone or draft.options.links == Links.EXACT


def keys(draft: Draft) -> pl.DataFrame:
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
