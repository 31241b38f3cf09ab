"""Which pupils fit the children whom rows name without a key: by name, and class or birth date.

It finds nobody: a name proves nothing (K29). Where one pupil alone fits, a person is asked.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.cells.validity import OPEN
from kinkeeper.roster.text.names import folded, words

# Pupils where the file's people belong; the names of the classes they are in (empty where it is no
# class), and the paths of the organisations (empty where it is none).
PUPILS: dict[str, Any] = {
    "id": pl.Int64,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.String,
}
CLASSES: dict[str, Any] = {"person_id": pl.Int64, "class": pl.String, "path": pl.String}
# One line for each described child and each pupil of that name of whom the row says nothing else:
# `fits`, by its class or birth date, or by both where somebody fits by both; and the `claim`.
CANDIDATES: dict[str, Any] = {
    "row": pl.UInt32,
    "which": pl.UInt32,
    "child_id": pl.Int64,
    "fits": pl.Boolean,
    "by": pl.String,
}
CHILD = ["row", "which"]
BY_BIRTH, BY_CLASS = "described-birth", "described-class"

type Key = tuple[str, ...]
type Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pupils:
    """The pupils of the import's own organisation, as far as its maker reaches (K14): `named` all
    of them, as in `PUPILS`; `classes`, as in `CLASSES`, those of some."""

    named: Callable[[], pl.DataFrame]
    classes: Callable[[Sequence[int]], pl.DataFrame]


@dataclass(frozen=True)
class Places:
    """The classes and organisations of one pupil, as they are compared."""

    classes: set[str]
    organisations: set[str]


NOWHERE = Places(set(), set())


def candidates(described: pl.DataFrame, pupils: Pupils) -> pl.DataFrame:
    """`CANDIDATES` for `described` as in `table.DESCRIBED`, with the `organisation` that its row
    names, if any."""
    rows = list(described.iter_rows(named=True))
    wanted = {key_of(name) for row in rows for name in row["names"]}
    bearers = _bearers(pupils.named(), wanted)
    places = _places(pupils, [each["id"] for some in bearers.values() for each in some])
    found = []
    for row in rows:
        namesakes = {
            each["id"]: each
            for name in row["names"]
            for each in bearers.get(key_of(name), ())
            if not _contradict(row, each, places.get(each["id"], NOWHERE))
        }
        born = {at for at, each in namesakes.items() if _born_alike(row, each)}
        said = classes_in(row["class"])
        classed = {at for at in namesakes if not said.isdisjoint(places.get(at, NOWHERE).classes)}
        fitting = born & classed or born | classed
        found += [
            (row["row"], row["which"], at, at in fitting, BY_BIRTH if at in born else BY_CLASS)
            for at in sorted(namesakes)
        ]
    return pl.DataFrame(found, schema=CANDIDATES, orient="row")


def settled(relationships: pl.DataFrame) -> pl.DataFrame:
    """Of those whom each described child may mean the one who is meant, if any. Whom the parent
    has already, among those who fit or else among all of the name, was decided before: a new class
    undoes no answer. Else the only one who fits."""
    if "fits" not in relationships.columns:
        return relationships
    fits = pl.col("fits")
    here = pl.col("state_before").is_in(OPEN).fill_null(value=False)
    known, namesake = (fits & here).any().over(CHILD), (~fits & here).any().over(CHILD)
    alone = fits & (fits.sum().over(CHILD) == 1)
    meant = pl.when(known).then(fits & here).when(namesake).then(~fits & here).otherwise(alone)
    return relationships.filter(meant)


def met_in(relationships: pl.DataFrame) -> pl.DataFrame:
    """`CHILD` of those of `relationships`, with `act`, that are not left out."""
    if "fits" not in relationships.columns:
        return pl.DataFrame(schema={name: CANDIDATES[name] for name in CHILD})
    return relationships.filter(pl.col("act") != "rejected").select(CHILD).unique()


def key_of(*names: str) -> Key:
    """The words of a name, whatever their order, letter case, accents, spaces and hyphens."""
    return tuple(sorted(folded(word) for word in words(" ".join(names))))


def classes_in(cell: str) -> set[str]:
    """A class as it is compared; a cell may name several."""
    parts = [cell, *cell.replace(";", ",").replace("|", ",").replace("\n", ",").split(",")]
    return {bare for part in parts if (bare := _bare(part))}


def digest(children: Collection[int], pupils: Pupils) -> str:
    """Of all that tells these pupils from others of their name: another pupil of that name, another
    name, birth date or class changes it."""
    everyone = pupils.named()
    own = everyone.filter(pl.col("id").is_in(list(children)))
    wanted = {key_of(*name) for name in own.select("given_name", "family_name").iter_rows()}
    bearers = _bearers(everyone, wanted)
    known = sorted(
        (each["id"], each["birth_date"] or "") for some in bearers.values() for each in some
    )
    places = _places(pupils, [number for number, _born in known])
    said = []
    for number, born in known:
        there = places.get(number, NOWHERE)
        said.append([number, born, sorted(there.classes), sorted(there.organisations)])
    missing = sorted(set(children) - set(own["id"]))
    return hashlib.sha256(json.dumps([said, missing]).encode()).hexdigest()


def _bearers(everyone: pl.DataFrame, wanted: Collection[Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for pupil in everyone.iter_rows(named=True):
        key = key_of(pupil["given_name"], pupil["family_name"])
        if key in wanted and key:
            found.setdefault(key, []).append(pupil)
    return found


def _places(pupils: Pupils, ids: Iterable[int]) -> dict[int, Places]:
    numbers = sorted(set(ids))
    found: dict[int, Places] = {}
    if numbers:
        for number, name, path in pupils.classes(numbers).iter_rows():
            places = found.setdefault(number, Places(set(), set()))
            places.classes.update({_bare(name)} - {""})
            places.organisations.update(map(_bare, path.split("/")))
    return found


def _contradict(row: Row, pupil: Row, places: Places) -> bool:
    """By another birth date, or another organisation than the row's own."""
    said, born = row["birth_date"], pupil["birth_date"]
    where = _bare((row["organisation"] or "").split("/")[-1])
    return bool(said and born and said != born) or bool(where and where not in places.organisations)


def _born_alike(row: Row, pupil: Row) -> bool:
    return bool(row["birth_date"]) and row["birth_date"] == pupil["birth_date"]


def _bare(name: str) -> str:
    return "".join(sign for sign in folded(name) if sign.isalnum())
