"""What a plan of rights and consents with days must know: what is said of the pairs already."""

from collections import defaultdict
from typing import Any

import polars as pl

from kinkeeper.intake.copy_frames import copy_in
from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import Import
from kinkeeper.intake.series import IS_ALIKE, series_of
from kinkeeper.lib import db
from kinkeeper.roster.records.decide_pairs import Consented, Pair, Row, Standing
from kinkeeper.roster.records.kind import Known
from kinkeeper.roster.records.plan_pairs import Said

ALIKE = f"SELECT 'import:' || import.id FROM intake_import import WHERE {IS_ALIKE}"  # noqa: S608  # constants
STAGED = """
DROP TABLE IF EXISTS said_pairs;
CREATE TEMP TABLE said_pairs (parent_id bigint, child_id bigint) ON COMMIT DROP
"""
STATED = f"""
SELECT said.id, said.parent_id, said.child_id, said.source IN ({ALIKE}), said.areas::text[],
    coalesce(said.starts_on::text, ''), coalesce(said.ends_on::text, '')
FROM families_rightsstatement said JOIN said_pairs pair USING (parent_id, child_id)
WHERE said.ended_at IS NULL ORDER BY said.id
"""  # noqa: S608  # as above
DEFAULTS = """
SELECT child_id, families_default_areas(child_id)
FROM (SELECT DISTINCT child_id FROM said_pairs) AS children
"""
CONSENTED = f"""
SELECT said.id, said.parent_id, said.pupil_id, said.source IN ({ALIKE}), said.source = '',
    said.withdrawn_at IS NULL, said.areas::text[],
    coalesce(said.starts_on::text, ''), coalesce(said.ends_on::text, '')
FROM families_consent said
JOIN said_pairs pair ON (pair.parent_id, pair.child_id) = (said.parent_id, said.pupil_id)
ORDER BY said.id
"""  # noqa: S608  # as above


def known(roster_import: Import, keys: list[str]) -> Known:
    """Nothing but people is named."""
    nothing = pl.DataFrame(schema={"id": pl.String, "key": pl.String})
    places = nothing.with_columns(zone=pl.lit("UTC"), school_id=pl.lit(""))
    people = named_people.fetch(roster_import, keys)
    return Known(people, places, places, nothing, nothing, nothing, nothing, nothing)


def standing(
    roster_import: Import, said: Said
) -> tuple[dict[Pair, Standing], dict[Pair, Consented]]:
    """What is said of each pair of the files."""
    pairs = pl.concat(
        rows.good.select("parent_id", "child_id").cast(pl.Int64)
        for rows in (said.rights, said.consents)
    ).unique()
    params = series_of(roster_import).params
    db.run(STAGED)
    copy_in("said_pairs", ["parent_id", "child_id"], pairs)
    defaults = {child: frozenset(areas) for child, areas in db.rows(DEFAULTS)}
    stated: dict[tuple[int, int], list[tuple[Any, ...]]] = defaultdict(list)
    for number, parent, child, own, areas, first, last in db.rows(STATED, params):
        everything = areas if areas is not None else sorted(defaults[child])
        stated[parent, child].append((number, own, Row(frozenset(everything), first, last)))
    rights = {
        (str(parent), str(child)): Standing(
            [row for _number, own, row in stated[parent, child] if own],
            any(not own for _number, own, _row in stated[parent, child]),
            defaults[child],
            tuple(number for number, _own, _row in stated[parent, child]),
        )
        for parent, child in pairs.iter_rows()
    }
    consents: dict[Pair, Consented] = {}
    for number, parent, pupil, own, by_pupil, now, areas, first, last in db.rows(CONSENTED, params):
        pair = (str(parent), str(pupil))
        before = consents.get(pair, Consented())
        other = now and not own
        consents[pair] = Consented(
            before.decided or by_pupil or other,
            Row(frozenset(areas), first, last) if now else before.now,
            (*before.seen, number),
        )
    db.run("DROP TABLE said_pairs")
    return rights, consents
