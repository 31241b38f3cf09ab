"""The section of a plan about each parent and child."""

import polars as pl

from kinkeeper.roster.plan import (
    child_hints,
    file_summary,
    guards,
    line_counts,
    meet_described,
    relationship_stage,
    same_name_as_child,
)
from kinkeeper.roster.plan.people_section import PEOPLE
from kinkeeper.roster.plan.section import Case, Decided, Decisions, changes
from kinkeeper.roster.vocabulary import Profile


class RelationshipSection:
    """Its lines have the columns of `decide_relationships.RELATIONSHIPS`; beside its counts it says
    how many `lines` a page shows of each kind (`line_counts`), and what would find children that it
    did not find (`child_hints`)."""

    name = "relationships"
    counted = (
        *("create", "existing", "pending", "proposed", "held_back", "asked", "remove"),
        "rejected",
    )
    moving = ("create", "pending", "proposed", "remove")

    def decide(self, case: Case, earlier: Decisions) -> Decided:
        people = earlier.of(PEOPLE)
        stage = relationship_stage.decide(
            case.draft, case.directory, people.stage, suggest=case.suggest
        )
        counts = _counts(stage.frame)
        reasons = _reasons(case, stage.frame)
        both = {PEOPLE.name: people.counts, self.name: counts}
        if changes(both, (PEOPLE, self)):
            reasons += _of_unread_rights(case, counts)
        hint = child_hints.hinted(case.draft, stage, case.hint)
        hinting = [] if hint is None else [file_summary.problem(hint.code, hint.detail)]
        return Decided(
            lines=stage.frame,
            problems=(*stage.problems, *_mostly_unknown(case, stage.frame), *hinting),
            counts=counts,
            reasons=reasons,
            beside={
                "lines": line_counts.of(people.lines, stage.frame, case.draft.options.profile),
                "child_hint": dict(hint.options) if hint else None,
                **meet_described.premise(case.draft, stage.frame, people.stage.children),
            },
        )


RELATIONSHIPS = RelationshipSection()


def _counts(relationships: pl.DataFrame) -> dict[str, int]:
    acts = dict(relationships["act"].value_counts().iter_rows())
    return {
        "create": acts.get("create", 0) + acts.get("redate", 0),
        "existing": acts.get("existing", 0) + acts.get("waiting", 0),
        "pending": acts.get("pending", 0) + acts.get("rewait", 0),
        "proposed": acts.get("propose", 0) + acts.get("withhold", 0),
        "held_back": acts.get("held-back", 0),
        "asked": acts.get("asked", 0),
        "remove": acts.get("remove", 0) + acts.get("unwait", 0),
        "rejected": acts.get("rejected", 0),
    }


def _reasons(case: Case, relationships: pl.DataFrame) -> list[guards.Reason]:
    return [
        *guards.of_relationships(
            relationships,
            case.directory,
            organisation=case.organisation,
            limits=case.limits,
            today=case.draft.today,
        ),
        *guards.own_names(*same_name_as_child.share(relationships)),
    ]


def _of_unread_rights(case: Case, counts: dict[str, int]) -> list[guards.Reason]:
    """Columns about rights stop a plan that changes something; one of pupils where it connects
    somebody who waited for a pupil."""
    if case.draft.options.profile == Profile.PUPIL and not counts["create"]:
        return []
    return guards.unread_rights([each["name"] for each in case.unread if each["open"]])


def _mostly_unknown(case: Case, relationships: pl.DataFrame) -> list[pl.DataFrame]:
    unknown = guards.mostly_unknown(relationships, case.directory, case.limits)
    return [file_summary.problem("most-unknown", {"count": unknown})] if unknown else []
