"""Files of rights and consents in, a plan out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.plan import file_summary, guards
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.plan.section import Decided
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS
from kinkeeper.roster.records import decide_pairs, read_rows
from kinkeeper.roster.records.decide_pairs import Consented, Pair, Standing
from kinkeeper.roster.records.kind import Kind, Known
from kinkeeper.roster.records.pair_sections import CONSENTS, DATED_RIGHTS
from kinkeeper.roster.records.read_rows import Rows
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import ConsentAct, RightsAct


@dataclass(frozen=True)
class Said:
    """What the files say: tidy rows, and the problems of the others."""

    rights: Rows
    consents: Rows
    tables: Sequence[Table]


def read(
    rights: tuple[Kind, Sequence[Table]],
    consents: tuple[Kind, Sequence[Table]],
    known: Known,
    order: str | None,
) -> Said:
    return Said(
        _rows(*rights, known, order), _rows(*consents, known, order), [*rights[1], *consents[1]]
    )


def _rows(kind: Kind, tables: Sequence[Table], known: Known, order: str | None) -> Rows:
    read = [read_rows.read(kind, table, known, order) for table in tables]
    if read:
        return read_rows.joined(kind, read)
    nothing = pl.DataFrame(
        schema={"row": pl.UInt32, "key": pl.String} | dict.fromkeys(kind.names, pl.String)
    )
    return Rows(nothing, nothing, NO_PROBLEMS, 0, 0)


def plan(
    said: Said,
    standing: Mapping[Pair, Standing],
    consented: Mapping[Pair, Consented],
    limits: guards.Limits,
) -> Plan:
    lines = decide_pairs.rights(said.rights.good, standing)
    allowed = decide_pairs.consents(said.consents.good, consented)
    pairs = lines.unique(["parent_id", "child_id"])
    acts = dict(pairs["act"].value_counts().iter_rows())
    there = sum(
        acts.get(each, 0) for each in (RightsAct.NARROW, RightsAct.WIDEN, RightsAct.EXISTING)
    )
    reasons = [
        *guards.rights_widened(acts.get(RightsAct.WIDEN, 0), pairs.height),
        *guards.many_narrowed(acts.get(RightsAct.NARROW, 0), there, limits),
    ]
    set_by_file = dict(allowed["act"].value_counts().iter_rows())
    decided = {
        DATED_RIGHTS.name: Decided(
            lines=lines,
            problems=[said.rights.problems],
            counts={act.value: acts.get(act, 0) for act in RightsAct},
            reasons=reasons,
        ),
        CONSENTS.name: Decided(
            lines=allowed,
            problems=[said.consents.problems],
            counts={act.value: set_by_file.get(act, 0) for act in ConsentAct},
        ),
    }
    problems = pl.concat([said.rights.problems, said.consents.problems, *_of_files(said.tables)])
    problems = problems.sort("row", "column", "code", nulls_last=False, maintain_order=True)
    return Plan(decided, problems, _counts(said, decided, problems))


def _of_files(tables: Sequence[Table]) -> list[pl.DataFrame]:
    return [found for table in tables for found in file_summary.problems(table)]


def _counts(said: Said, decided: Mapping[str, Decided], problems: pl.DataFrame) -> dict[str, Any]:
    wrong = problems.filter((pl.col("severity") == ERROR) & pl.col("row").is_not_null())
    reasons = [reason for each in decided.values() for reason in each.reasons]
    return {
        "rows": sum(table.rows for table in said.tables),
        "blank_rows": sum(table.blank_rows for table in said.tables),
        "rows_with_errors": wrong["row"].n_unique(),
        **{name: dict(each.counts) for name, each in decided.items()},
        "ignored_columns": [],
        "standard_columns": 0,
        "problem_counts": dict(problems["code"].value_counts(sort=True).iter_rows()),
        "unread": [],
        "guard": guards.as_json(reasons),
    }
