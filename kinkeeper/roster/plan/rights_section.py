"""The section of a plan about what parents may see of children."""

import polars as pl

from kinkeeper.roster.plan import decide_rights, guards
from kinkeeper.roster.plan.people_section import PEOPLE
from kinkeeper.roster.plan.relationship_section import RELATIONSHIPS
from kinkeeper.roster.plan.section import Case, Decided, Decisions
from kinkeeper.roster.vocabulary import PersonAct, RightsAct


class RightsSection:
    """Its lines have the columns of `decide_rights.RIGHTS`; a file without areas has none."""

    name = "rights"
    counted = tuple(RightsAct)
    moving = (RightsAct.SET, RightsAct.NARROW, RightsAct.WIDEN)

    def decide(self, case: Case, earlier: Decisions) -> Decided:
        lines = decide_rights.decide(
            earlier.of(RELATIONSHIPS).lines,
            case.directory,
            skipped=lambda: _skipped(earlier.of(PEOPLE).lines),
        )
        acts = dict(lines["act"].value_counts().iter_rows())
        return Decided(
            lines=lines,
            counts={act.value: acts.get(act, 0) for act in RightsAct},
            reasons=[
                *guards.rights_widened(acts.get(RightsAct.WIDEN, 0), lines.height),
                *guards.many_narrowed(*_less(lines), case.limits),
            ],
        )


RIGHTS = RightsSection()


def _skipped(people: pl.DataFrame) -> pl.Series:
    """The rows of people who are left out."""
    return people.filter(pl.col("act") == PersonAct.REJECTED)["rows"].explode()


def _less(lines: pl.DataFrame) -> tuple[int, int]:
    """How many would show less than now, of how many that are there."""
    there = lines.filter(pl.col("before").is_not_null())
    fewer = pl.col("areas").list.len() < pl.col("before").list.len()
    return there.filter(fewer & (pl.col("act") != RightsAct.WIDEN)).height, there.height
