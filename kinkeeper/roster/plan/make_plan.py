"""The whole way of a roster through the core: a table and the site in, a plan out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.columns import hidden
from kinkeeper.roster.columns.mapping import ignored_by_hand
from kinkeeper.roster.headings import unread
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan import file_summary, guards
from kinkeeper.roster.plan.asked_of_the_site import AskForHint, Suggest, Taken
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.section import Case, Decided, Decisions, Section, Sections, changes
from kinkeeper.roster.problems import NO_PROBLEMS


@dataclass(frozen=True)
class Plan:
    """What each section decided, by its name; all `problems` of the file in its order, and the
    counts of docs/commands.md."""

    decided: Mapping[str, Decided]
    problems: pl.DataFrame
    counts: dict[str, Any]

    def of(self, section: Section[Any]) -> Decided:
        return self.decided[section.name]


def plan(
    draft: Draft,
    directory: Directory,
    sections: Sections,
    *,
    organisation: str,
    taken: Taken,
    new_ids: Callable[[int], pl.Series],
    suggest: Suggest,
    limits: guards.Limits,
    unread_before: Sequence[Mapping[str, Any]] = (),
    hint: AskForHint = lambda _unknown, _found: None,
) -> Plan:
    """`sections`: those of what the import is about, in their order. `unread_before` is what the
    last file of the series remembers (`unread.decided`), the others are as in `section.Case`. A
    draft can be planned once."""
    ignored = ignored_by_hand(draft.table.headings, draft.options)
    remembered = unread.decided(draft.mapping.unread, ignored, unread_before)
    case = Case(draft, directory, organisation, taken, new_ids, suggest, limits, remembered, hint)
    decisions = Decisions()
    for section in sections:
        decisions.add(section, section.decide(case, decisions))
    decided = {name: each.kept() for name, each in decisions.all().items()}
    problems = _naming_no_one_erased(_problems(draft, decided), directory.erased)
    counts = _counts(draft, decided, problems) | {"unread": remembered}
    for each in decided.values():
        counts |= each.beside
    reasons = [reason for each in decided.values() for reason in each.reasons]
    if changes(counts, sections):
        telling = hidden.telling(draft.table, draft.mapping, draft.options)
        reasons += guards.hidden_columns(telling, len(draft.table.hidden_columns))
    counts["guard"] = guards.as_json(reasons)
    return Plan(decided, problems, counts)


def _problems(draft: Draft, decided: Mapping[str, Decided]) -> pl.DataFrame:
    """All problems in the order of the file, those of the file as a whole first."""
    of_sections = [problems for each in decided.values() for problems in each.problems]
    of_file = [*file_summary.problems(draft.table), *file_summary.in_vain(draft.mapping)]
    found = pl.concat([NO_PROBLEMS, *of_sections, *of_file])
    return found.sort("row", "column", "code", nulls_last=False, maintain_order=True)


def _naming_no_one_erased(problems: pl.DataFrame, erased: pl.DataFrame) -> pl.DataFrame:
    """Of a row that would bring back who was erased, nothing else is told: it would be kept."""
    told = ("erased", "not-allowed")
    rows = problems.filter(
        pl.col("code").is_in(told) & pl.col("row").is_in(erased["row"].implode())
    )
    hushed = pl.col("row").is_in(rows["row"].implode()) & ~pl.col("code").is_in(told)
    return problems.filter(~hushed.fill_null(value=False))


def _counts(draft: Draft, decided: Mapping[str, Decided], problems: pl.DataFrame) -> dict[str, Any]:
    return {
        **file_summary.before_sections(draft.table, problems),
        **{name: dict(each.counts) for name, each in decided.items()},
        **file_summary.after_sections(draft.mapping, problems),
    }
