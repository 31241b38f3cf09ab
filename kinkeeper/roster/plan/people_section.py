"""The section of a plan about the people whom the rows mean."""

from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.plan import file_summary, guards, leavers, new_organisations, people_stage
from kinkeeper.roster.plan.people_stage import PEOPLE as COLUMNS
from kinkeeper.roster.plan.people_stage import PeopleStage
from kinkeeper.roster.plan.section import Case, Decided, Decisions
from kinkeeper.roster.table import Table


@dataclass(frozen=True, kw_only=True)
class People(Decided):
    """`lines` have the columns of `people_stage.PEOPLE`, those left out last; `noted` has
    `tolerated`: what rests on who else could have been meant (`tolerated.TOLERATED`). `beside` says
    the `new_places` (`new_organisations.told`). `stage` has what relationships need."""

    stage: PeopleStage


class PeopleSection:
    name = "people"
    counted = ("create", "update", "unchanged", "asked", "rejected")
    moving = ("create", "update")

    def decide(self, case: Case, earlier: Decisions) -> People:
        stage = people_stage.decide(
            case.draft,
            case.directory,
            organisation=case.organisation,
            taken=case.taken,
            new_ids=case.new_ids,
        )
        rejected = _rejected(case.draft.table, stage.rows, stage.frame)
        lines = leavers.beside(stage.frame.select(COLUMNS), stage.leaving)
        new = new_organisations.told(stage.frame, case.directory.facts, case.organisation)
        return People(
            lines=pl.concat([lines, rejected], how="diagonal"),
            noted={"tolerated": stage.tolerated},
            problems=(*stage.problems, *_of_passwords(case, stage)),
            counts=_counts(stage, rejected),
            reasons=(*_reasons(case, stage), *guards.near_school(new)),
            beside={"new_places": new, "new_organisations": [each["path"] for each in new]},
            stage=stage,
        )


PEOPLE = PeopleSection()


def _counts(stage: PeopleStage, rejected: pl.DataFrame) -> dict[str, int]:
    """Whoever leaves by the file is changed by it."""
    acts = dict(stage.frame["act"].value_counts().iter_rows())
    return {
        "create": acts.get("create", 0),
        "update": acts.get("update", 0) + stage.leaving.height,
        "unchanged": acts.get("unchanged", 0),
        "asked": acts.get("asked", 0),
        "rejected": rejected.height,
    }


def _reasons(case: Case, stage: PeopleStage) -> list[guards.Reason]:
    return [
        *guards.many_changed(stage.frame, case.directory, case.limits),
        *guards.keys_moved(stage.renamed, stage.known),
        *guards.all_disabled(case.draft.disabled, case.directory),
        *guards.many_leave(stage.leaving.height, stage.frame.height, case.limits),
    ]


def _rejected(table: Table, rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    kept = frame.select(row=pl.col("rows")).explode("row")
    out = rows.join(kept, on="row", how="anti", maintain_order="left")
    odd = table.ragged.select(number="row", rows=pl.concat_list("row"), act=pl.lit("rejected"))
    told = out.select(
        number="row",
        rows=pl.concat_list("row"),
        act=pl.lit("rejected"),
        sync_key=pl.col("sync_key").str.slice(0, 200),
        username=pl.col("username").str.slice(0, 150),
        given_name=pl.col("given_name").str.slice(0, 255),
        family_name=pl.col("family_name").str.slice(0, 255),
    )
    return pl.concat([told, odd], how="diagonal")


def _of_passwords(case: Case, stage: PeopleStage) -> list[pl.DataFrame]:
    """How many people who are here have a password in the file that is not set, or is (K12)."""
    people = stage.frame
    left = people.filter((pl.col("act") != "create") & ~pl.col("sets_password"))
    said = stage.rows.filter("has_password").select("person").unique()
    ignored = left.join(said, on="person", how="semi").height
    reset = people.filter(pl.col("sets_password") & (pl.col("act") != "create")).height
    column = case.draft.mapping.headings.get("password", "")
    return [
        file_summary.problem(code, {"count": count}, column=column)
        for code, count in (("password-ignored", ignored), ("password-reset", reset))
        if count
    ]
