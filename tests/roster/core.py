"""The pure core in one call: text in, plan out, against an empty site."""

import itertools
from typing import Any

from kinkeeper.roster.directory import nobody
from kinkeeper.roster.guard import Limits
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan import Plan, draft, plan
from kinkeeper.roster.read.delimited import read
from kinkeeper.roster.read.join import join


def planned(*files: str | bytes, profile: str = "parent", **options: Any) -> Plan:
    tables = [
        read(
            file.encode() if isinstance(file, str) else file,
            encoding=options.get("encoding"),
            delimiter=options.get("delimiter"),
            most_rows=100_000,
        )
        for file in files
    ]
    chosen = Options(profile=profile, **options)
    drafted = draft(join(tables), chosen, weak=lambda password: len(password) < 15)
    numbers = itertools.count(1000)
    return plan(
        drafted,
        nobody(),
        organisation="Hillside",
        taken=lambda _names: set(),
        new_ids=lambda count: itertools.islice(numbers, count),
        suggest=lambda _unknown: {},
        limits=Limits(),
    )


def codes(made: Plan) -> dict[str, int]:
    found: dict[str, int] = made.counts["problem_counts"]
    return found


def waits(made: Plan) -> set[tuple[str, str]]:
    """(parent's key or username, child's key) of every wait."""
    people = {
        person["person_id"]: person["sync_key"] or person["username"]
        for person in made.people.iter_rows(named=True)
        if person["act"] != "rejected"
    }
    return {
        (people[pair["parent_id"]], pair["value"])
        for pair in made.pairs.iter_rows(named=True)
        if pair["act"] == "pending"
    }
