"""A section of a plan: one kind of thing that a file says, decided and counted by itself.

What an import is about decides which sections its plan has, and in which order; a section may look
at what earlier ones decided, and knows no later one. `make_plan` iterates over them and names none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol, cast

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan.asked_of_the_site import AskForHint, Suggest, Taken
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.guards import Limits, Reason


@dataclass(frozen=True)
class Case:
    """What there is to decide on: a roster and the site. `organisation` is the path for people
    whose row names none; `new_ids` gives internal IDs for people who will be created; `suggest`
    finds what unknown keys may have meant; `unread` is what is remembered of columns that are not
    read (`headings.unread.decided`); `hint` says what would find children."""

    draft: Draft
    directory: Directory
    organisation: str
    taken: Taken
    new_ids: Callable[[int], pl.Series]
    suggest: Suggest
    limits: Limits
    unread: Sequence[Mapping[str, Any]] = ()
    hint: AskForHint = lambda _unknown, _found: None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a section makes of a case. A subclass adds what later sections want to know of it; that
    is let go when all have decided.

    `lines`: of the plan, one for each thing that is done or left out, with `act`; `noted`: what
    its premises need besides, by name. `counts`: what the plan counts under the section's name, all
    that it `counted`. `reasons`: why a guard objects. `beside`: what the plan says beside its
    counts, by name."""

    lines: pl.DataFrame
    noted: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    problems: Sequence[pl.DataFrame] = ()
    counts: Mapping[str, Any]
    reasons: Sequence[Reason] = ()
    beside: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> "Decided":
        """Without what a subclass adds."""
        return Decided(**{each.name: getattr(self, each.name) for each in fields(Decided)})


class Section[D: Decided](Protocol):
    """`name` is that of its counts in every document. `counted`: the names of these counts, in the
    order in which they are shown; `moving`: those by which applying the plan changes something."""

    @property
    def name(self) -> str: ...

    @property
    def counted(self) -> tuple[str, ...]: ...

    @property
    def moving(self) -> tuple[str, ...]: ...

    def decide(self, case: Case, earlier: "Decisions") -> D:
        """What is done with what the file says of this; nothing is written."""
        ...


Sections = Sequence[Section[Any]]


class Decisions:
    """What the sections of one plan have decided so far, each asked for by its section."""

    def __init__(self) -> None:
        self._by_name: dict[str, Decided] = {}

    def add[D: Decided](self, section: Section[D], decided: D) -> None:
        self._by_name[section.name] = decided

    def of[D: Decided](self, section: Section[D]) -> D:
        """Raises `KeyError` where the plan has no such section before the one that asks."""
        return cast("D", self._by_name[section.name])

    def all(self) -> dict[str, Decided]:
        return dict(self._by_name)


def nothing(sections: Sections) -> dict[str, dict[str, int]]:
    """The counts of a plan that does nothing."""
    return {section.name: dict.fromkeys(section.counted, 0) for section in sections}


def changes(counts: Mapping[str, Any], sections: Sections) -> bool:
    """Whether applying a plan of these counts would change something."""
    return any(moved(counts, section) for section in sections)


def moved(counts: Mapping[str, Any], section: Section[Any]) -> int:
    """How many things a section changes; it may count kind by kind."""
    said = counts.get(section.name, {})
    kinds = [each for each in said.values() if isinstance(each, Mapping)] or [said]
    return sum(each.get(act, 0) for each in kinds for act in section.moving)
