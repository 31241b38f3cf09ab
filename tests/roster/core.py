"""The pure core in one call: files in, plan out, against an empty site."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from kinkeeper.roster.formats import choose
from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.match.described import CLASSES, PUPILS, Pupils
from kinkeeper.roster.match.directory import PEOPLE, Directory, nobody
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan import make_plan, meet_described
from kinkeeper.roster.plan.draft import draft
from kinkeeper.roster.plan.guards import Limits
from kinkeeper.roster.plan.people_section import PEOPLE as OF_PEOPLE
from kinkeeper.roster.plan.relationship_section import RELATIONSHIPS
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.table import Bounds, Table

ROSTERS = Path(__file__).parents[1] / "rosters"
TODAY = date(2026, 11, 28)
File = tuple[str, bytes]


class Plan(make_plan.Plan):
    """Of people and relationships."""

    @property
    def people(self) -> pl.DataFrame:
        return self.of(OF_PEOPLE).lines

    @property
    def relationships(self) -> pl.DataFrame:
        return self.of(RELATIONSHIPS).lines


def files_in(name: str) -> list[File]:
    """The files of one sample roster, or the one file of that name."""
    path = ROSTERS / name
    return [
        (each.name, each.read_bytes())
        for each in (sorted(path.iterdir()) if path.is_dir() else [path])
    ]


def read(files: Sequence[File], profile: str = "parent", **options: Any) -> tuple[str, Table]:
    """The name of the format that was recognised, and the canonical table."""
    chosen = Options(profile=profile, **({"home": "Hillside"} | options))
    package = Package(
        sheets_of(
            files, encoding=chosen.encoding, delimiter=chosen.delimiter, bounds=Bounds(rows=100_000)
        ),
        TODAY,
    )
    kind = choose(package, chosen)
    return kind.name, kind.read(package, chosen)


def pupils_here(*keys: str) -> Directory:
    """A site that has these pupils and nobody else."""
    people = [
        {"id": number, "sync_key": key, "profile": "pupil", "state": "active", "within": True}
        for number, key in enumerate(keys, start=1)
    ]
    found = pl.DataFrame(people, schema=PEOPLE).with_columns(
        username_folded=pl.concat_str(pl.lit("pupil."), pl.col("id").cast(pl.String)),
        beyond=pl.lit(value=False),
    )
    return replace(nobody(), people=found.select(list(PEOPLE)))


def no_pupils() -> Pupils:
    """Nobody who could be described."""
    return Pupils(lambda: pl.DataFrame(schema=PUPILS), lambda _ids: pl.DataFrame(schema=CLASSES))


def planned(
    *files: str | bytes | File,
    profile: str = "parent",
    site: Directory | None = None,
    pupils: Pupils | None = None,
    **options: Any,
) -> Plan:
    named = [
        file
        if isinstance(file, tuple)
        else (f"{at}.csv", file.encode() if isinstance(file, str) else file)
        for at, file in enumerate(files)
    ]
    options = {"home": "Hillside"} | options
    table = read(named, profile, **options)[1]
    drafted = draft(
        table,
        Options(profile=profile, **options),
        weak=lambda password: len(password) < 15,
        today=TODAY,
    )
    drafted = meet_described.met(drafted, pupils or no_pupils())
    numbers = itertools.count(1000)
    made = make_plan.plan(
        drafted,
        site or nobody(),
        (OF_PEOPLE, RELATIONSHIPS),
        organisation="Hillside",
        taken=lambda _names: set(),
        new_ids=lambda count: pl.Series(list(itertools.islice(numbers, count)), dtype=pl.Int64),
        suggest=lambda _unknown: {},
        limits=Limits(),
    )
    return Plan(made.decided, made.problems, made.counts)


def codes(made: Plan) -> dict[str, int]:
    found: dict[str, int] = made.counts["problem_counts"]
    return found


def pendings(made: Plan) -> set[tuple[str, str]]:
    """(parent's key or username, child's key) of every pending relationship."""
    people = {
        person["person_id"]: person["sync_key"] or person["username"]
        for person in made.people.iter_rows(named=True)
        if person["act"] != "rejected"
    }
    return {
        (people[relationship["parent_id"]], relationship["value"])
        for relationship in made.relationships.iter_rows(named=True)
        if relationship["act"] == "pending"
    }


def relationships(made: Plan) -> set[tuple[str, str, str]]:
    """(what is done, the parent's name, the child's key)."""
    names = {
        each["person_id"]: f"{each['given_name']} {each['family_name']}"
        for each in made.people.iter_rows(named=True)
        if each["act"] != "rejected"
    }
    return {
        (each["act"], names.get(each["parent_id"], ""), each["value"])
        for each in made.relationships.iter_rows(named=True)
    }
