"""Which pupils fit the children whom rows name without a key: by name, and class or birth date.

It finds nobody: a name proves nothing (K29). Where one pupil alone fits, a person is asked.
"""

import hashlib
import itertools
import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from kinkeeper.roster.cells.claim_words import DENIES
from kinkeeper.roster.cells.validity import OPEN
from kinkeeper.roster.text.names import folded, spellings, words

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
# `fits`, by its class or birth date, or by both where somebody fits by both; and the `claim`. Where
# nobody of the very name fits, who is written alike counts as well.
CANDIDATES: dict[str, Any] = {
    "row": pl.UInt32,
    "which": pl.UInt32,
    "child_id": pl.Int64,
    "fits": pl.Boolean,
    "by": pl.String,
    "hidden": pl.Boolean,
}
CHILD = ["row", "which"]
NOBODY = pl.DataFrame(schema={name: CANDIDATES[name] for name in CHILD})
BY_BIRTH, BY_CLASS = "described-birth", "described-class"
BY_SPELLING = "described-spelling"
MOST_FORMS = 64  # of one name

type Key = tuple[str, ...]
type Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pupils:
    """The pupils of the import's own organisation, as far as its maker reaches (K14): `named` all
    of them, as in `PUPILS`; `classes`, as in `CLASSES`, those of some. `hidden`: of whom the maker
    is told nothing (K28). They count where it is asked who is meant, or what is said of them would
    be taken for said of somebody else; nothing is proposed of them."""

    named: Callable[[], pl.DataFrame]
    classes: Callable[[Sequence[int]], pl.DataFrame]
    hidden: Collection[int] = frozenset()


@dataclass(frozen=True)
class Places:
    """The classes and organisations of one pupil, as they are compared."""

    classes: set[str]
    organisations: set[str]


_BETWEEN = re.compile(r"[\W_]+")
NOWHERE = Places(set(), set())


def candidates(described: pl.DataFrame, pupils: Pupils) -> pl.DataFrame:
    """`CANDIDATES` for `described` as in `table.DESCRIBED`, with the `organisation` that its row
    names, if any."""
    rows = list(described.iter_rows(named=True))
    wanted = {form for row in rows for name in row["names"] for form in forms_of(name)}
    bearers = _bearers(pupils.named(), wanted)
    places = _places(pupils, [each["id"] for some in bearers.values() for each in some])
    found = []
    for row in rows:
        namesakes = {
            each["id"]: each
            for name in row["names"]
            for form in forms_of(name)
            for each in bearers.get(form, ())
            if not _contradict(row, each, places.get(each["id"], NOWHERE))
        }
        born = {at for at, each in namesakes.items() if _born_alike(row, each)}
        said = classes_in(row["class"])
        classed = {at for at in namesakes if not said.isdisjoint(places.get(at, NOWHERE).classes)}
        very = {at for at, each in namesakes.items() if _very_name(row, each)}
        fitting = _fitting(born & very, classed & very)
        shown = very if fitting else namesakes.keys()
        fitting = fitting or _fitting(born, classed)
        by = {at: BY_BIRTH if at in born else BY_CLASS for at in very}
        found += [
            (
                row["row"],
                row["which"],
                at,
                at in fitting,
                by.get(at, BY_SPELLING),
                at in pupils.hidden,
            )
            for at in sorted(shown)
        ]
    return pl.DataFrame(found, schema=CANDIDATES, orient="row")


def _fitting(born: set[int], classed: set[int]) -> set[int]:
    """Who agrees in both goes before who agrees in one."""
    return born & classed or born | classed


def settled(relationships: pl.DataFrame) -> pl.DataFrame:
    """Of those whom each described child may mean the one who is meant, if any. Whom the parent
    has already, among those who fit or else among all of the name, was decided before: a new class
    undoes no answer. Else the only one who fits. A denial is not laid on a child of the parent's
    because of the name alone where somebody else fits (`contested`). Of who is `hidden` nothing is
    taken but a denial to a parent who has that child."""
    if "fits" not in relationships.columns:
        return relationships
    fits, here = pl.col("fits"), _here()
    known, namesake = (fits & here).any().over(CHILD), (~fits & here).any().over(CHILD)
    alone = fits & (fits.sum().over(CHILD) == 1)
    of_name = ~fits & here & ~_contested()
    meant = pl.when(known).then(fits & here).when(namesake).then(of_name).otherwise(alone)
    return relationships.filter(meant & (~pl.col("hidden") | (_denied() & here)))


def contested(relationships: pl.DataFrame) -> pl.DataFrame:
    """`CHILD` of those of whom a row denies something that may be said of two: of a child of the
    parent's who has the name alone, and of somebody else who fits. None where one who is hidden
    fits: nobody is told that there is one."""
    if "fits" not in relationships.columns:
        return NOBODY
    hidden = (pl.col("fits") & pl.col("hidden")).any().over(CHILD)
    return relationships.filter(_contested() & ~hidden).select(CHILD).unique(maintain_order=True)


def _here() -> pl.Expr:
    return pl.col("state_before").is_in(OPEN).fill_null(value=False)


def _denied() -> pl.Expr:
    return pl.col("claim").is_in(DENIES).fill_null(value=False)


def _contested() -> pl.Expr:
    fits, here = pl.col("fits"), _here()
    own = here.any().over(CHILD) & ~(fits & here).any().over(CHILD)
    return _denied() & own & fits.any().over(CHILD)


def without_areas(relationships: pl.DataFrame) -> pl.DataFrame:
    """What is said of areas beside a description is decided with a new proposal; of others it is
    not taken, and they are `unsaid`."""
    if "fits" not in relationships.columns:
        return relationships
    new = (pl.col("act") == "propose") & pl.col("state_before").is_null()
    return relationships.with_columns(
        areas=pl.when(new).then("areas"), unsaid=~new & pl.col("areas").is_not_null()
    )


def met_in(relationships: pl.DataFrame) -> pl.DataFrame:
    """`CHILD` of those of `relationships`, with `act` and `unsaid`, that are taken as a whole."""
    if "fits" not in relationships.columns:
        return NOBODY
    taken = (pl.col("act") != "rejected") & ~pl.col("unsaid").fill_null(value=False)
    return relationships.filter(taken).select(CHILD).unique()


def key_of(*names: str) -> Key:
    """The words of a name, whatever their order, letter case, accents, spaces and hyphens."""
    return tuple(sorted(folded(word) for word in words(" ".join(names))))


def forms_of(*names: str) -> set[Key]:
    """`key_of` in every way to write the name without the letters that plain ones lack: *Müller* is
    *Muller* and *Mueller*. A name of very many is written in one."""
    found = [sorted(spellings(word)) for word in words(" ".join(names))]
    if math.prod(map(len, found)) > MOST_FORMS:
        return {key_of(*names)}
    return {tuple(sorted(form)) for form in itertools.product(*found)} | {key_of(*names)}


def classes_in(cell: str) -> set[str]:
    """A class as it is compared; a cell may name several."""
    parts = [cell, *cell.replace(";", ",").replace("|", ",").replace("\n", ",").split(",")]
    return {bare for part in parts if (bare := _bare(part))}


def sealed(names: Iterable[str], salt: str) -> list[str]:
    """The names as they are compared, as a plan may keep them: by a key of its own, so that what is
    kept can be laid beside pupils and names no one by itself."""
    return sorted({_sealed(form, salt) for name in names for form in forms_of(name)})


def digest(wanted: Collection[str], salt: str, pupils: Pupils) -> str:
    """Of all that tells pupils of these names (as from `sealed`) from one another: whoever comes or
    leaves, and another name, birth date or class, changes it."""
    kept = set(wanted)
    known = []
    for pupil in pupils.named().iter_rows(named=True):
        names = pupil["given_name"], pupil["family_name"]
        if not kept.isdisjoint(_sealed(form, salt) for form in forms_of(*names)):
            known.append((pupil["id"], pupil["birth_date"] or "", _sealed(key_of(*names), salt)))
    places = _places(pupils, [number for number, _born, _name in known])
    said = []
    for number, born, name in sorted(known):
        there = places.get(number, NOWHERE)
        said.append([number, born, name, sorted(there.classes), sorted(there.organisations)])
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def remembered(pupils: Pupils) -> Pupils:
    """The same, each read once."""
    named = cache(pupils.named)
    known: set[int] = set()
    frames: list[pl.DataFrame] = []

    def classes(ids: Sequence[int]) -> pl.DataFrame:
        new = sorted(set(ids) - known)
        if new or not frames:
            known.update(new)
            frames.append(pupils.classes(new))
        return pl.concat(frames).filter(pl.col("person_id").is_in(list(ids)))

    return Pupils(named, classes, pupils.hidden)


def _sealed(key: Key, salt: str) -> str:
    said = "\x1f".join(key).encode()
    return hashlib.blake2b(said, key=salt.encode(), digest_size=16).hexdigest()


def _bearers(everyone: pl.DataFrame, wanted: Collection[Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for pupil in everyone.iter_rows(named=True):
        for form in forms_of(pupil["given_name"], pupil["family_name"]):
            if form in wanted and form:
                found.setdefault(form, []).append(pupil)
    return found


def _very_name(row: Row, pupil: Row) -> bool:
    """Whether the name is the same but for letter case, accents, spaces and order."""
    mine = key_of(pupil["given_name"], pupil["family_name"])
    return any(key_of(name) == mine for name in row["names"])


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
    """Letters and digits, and what parts two digits: *1.1* is not *11*, nor *1/1*."""
    return _BETWEEN.sub(_kept, folded(name))


def _kept(between: re.Match[str]) -> str:
    around = between.string[max(0, between.start() - 1) : between.end() + 1]
    apart = len(around) > 1 and around[0].isdigit() and around[-1].isdigit()
    return (between[0].strip() or " ") if apart else ""
