"""Whom a file means that names children by name, and class or birth date, without a key.

A name proves nothing (K29), so nobody is connected by one: the one pupil whom a description fits is
proposed, and a person decides (K26). Whom it fits is not said where there is none or several.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import polars as pl

from kinkeeper.roster.cells.claim_words import DESCRIBED, RANK
from kinkeeper.roster.match.same_person import Bearer, Fit, fit, same_person
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import WARNING, as_problems
from kinkeeper.roster.table import LINKS, FileRefused, Table
from kinkeeper.roster.text.descriptions import Description, class_folded, of_list, read
from kinkeeper.roster.text.names import sounds
from kinkeeper.roster.vocabulary import ChildMatch, Links

# Pupils whom a description may mean, with the `classes` that the import's maker may know of.
PUPILS: dict[str, Any] = {
    "id": pl.Int64,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.String,
    "classes": pl.List(pl.String),
}
# Classes as `class_folded`, and ISO dates -> `PUPILS` who are in one of them or born on one.
type AskForPupils = Callable[[Sequence[str], Sequence[str]], pl.DataFrame]


class Why(StrEnum):
    """Why nobody is proposed."""

    NAME_ALONE = "name-alone"
    NONE = "none"
    SEVERAL = "several"


@dataclass(frozen=True)
class _Pupil:
    number: int
    bearer: Bearer
    birth_date: str
    classes: frozenset[str]


def found(table: Table, options: Options, ask: AskForPupils) -> tuple[Table, Options]:
    """A table with `described` links as one whose children are found by internal IDs, each of them
    only to be proposed; and the options that say so. Any other table as it is. Raises
    `FileRefused`."""
    if not table.described or table.links is None:
        return table, options
    if options.links == Links.EXACT:  # whom it does not find it has not left out
        raise FileRefused("exact-needs-keys")
    several = table.links["value"].unique().drop_nulls().to_list()
    lists = {text: of_list(text) for text in several}
    meant = whom(set(_all(lists.values())), ask)
    links = _each(table.links, lists)
    ids = {text: who for text, who in meant.items() if isinstance(who, int)}
    links = links.with_columns(
        value=pl.col("described").replace_strict(
            ids or {"": 0}, default=None, return_dtype=pl.Int64
        )
    )
    problems = _unfound(links.filter(pl.col("value").is_null()), meant, table.child_heading)
    links = links.drop_nulls("value").with_columns(pl.col("value").cast(pl.String), _claim())
    told = problems if table.found is None else pl.concat([table.found, problems])
    made = replace(
        table, links=links.select(list(LINKS)).cast(pl.Schema(LINKS)), found=told, described=False
    )
    return made, replace(options, child_match=ChildMatch.INTERNAL_ID)


def whom(described: Iterable[Description], ask: AskForPupils) -> Mapping[str, int | Why]:
    """Each description, as it is written, -> the internal ID of the one pupil whom it fits, or why
    there is none."""
    said = sorted(described, key=lambda each: each.written)
    enough = [each for each in said if each.is_enough]
    classes = {class_folded(each.of_class) for each in enough if each.of_class}
    dates = {each.birth_date for each in enough if each.birth_date}
    by_sound = _by_sound(ask(sorted(classes), sorted(dates)) if enough else None)
    return {
        each.written: _who(each, by_sound) if each.is_enough else Why.NAME_ALONE for each in said
    }


def _all(lists: Iterable[Sequence[Description]]) -> Iterable[Description]:
    return (each for several in lists for each in several)


def _each(links: pl.DataFrame, lists: Mapping[str, Sequence[Description]]) -> pl.DataFrame:
    """A line for each child that a row describes."""
    written = {text: [each.written for each in several] for text, several in lists.items()}
    frame = pl.DataFrame(
        {"value": list(written), "described": list(written.values())},
        schema={"value": pl.String, "described": pl.List(pl.String)},
    )
    rows = links.drop("described").join(frame, on="value", how="inner", maintain_order="left")
    return rows.explode("described").drop_nulls("described")


def _claim() -> pl.Expr:
    """What withholds more still holds; a person who approves one child has not seen the next, so
    what withholds less must not put two such proposals into one answer."""
    rank = pl.col("claim").replace_strict(RANK, default=RANK["yes"], return_dtype=pl.Int8)
    more = (rank < RANK[DESCRIBED]).fill_null(value=False)
    return pl.when(more).then(pl.col("claim")).otherwise(pl.lit(DESCRIBED)).alias("claim")


def _unfound(links: pl.DataFrame, meant: Mapping[str, int | Why], heading: str) -> pl.DataFrame:
    texts = [text for text, who in meant.items() if not isinstance(who, int)]
    shown = {text: read(text).shown[:200] for text in texts}
    why = {text: json.dumps({"why_nobody": str(meant[text])}) for text in texts}
    return links.select(
        "row",
        column=pl.lit(heading),
        code=pl.lit("child-described"),
        severity=pl.lit(WARNING),
        value=pl.col("described").replace_strict(shown or {"": ""}, default=""),
        detail=pl.col("described").replace_strict(why or {"": ""}, default=""),
    ).pipe(as_problems)


def _by_sound(pupils: pl.DataFrame | None) -> Mapping[str, Sequence[_Pupil]]:
    """By what the words of their names sound like: who is called alike shares one of these."""
    heard: dict[str, list[_Pupil]] = defaultdict(list)
    rows = () if pupils is None else pupils.select(list(PUPILS)).iter_rows()
    for number, given, family, born, classes in rows:
        theirs = frozenset(class_folded(each) for each in classes or ())
        pupil = _Pupil(number, Bearer(given or "", family or ""), born or "", theirs)
        for sound in _heard(pupil.bearer):
            heard[sound].append(pupil)
    return heard


def _heard(bearer: Bearer) -> set[str]:
    return set().union(*sounds(f"{bearer.given_name} {bearer.family_name}"))


def _who(said: Description, by_sound: Mapping[str, Sequence[_Pupil]]) -> int | Why:
    bearer = Bearer(said.given_name, said.family_name)  # a birth date makes no other name the same
    near = {
        pupil.number: pupil
        for sound in _heard(bearer)
        for pupil in by_sound.get(sound, ())
        if _agrees(said, pupil) and fit(pupil.bearer, bearer) < Fit.BY_KEY
    }
    others = {number: [each.bearer for each in near.values() if each.number != number]
              for number in near}  # fmt: skip
    fits = [
        number
        for number, pupil in near.items()
        if same_person(pupil.bearer, bearer, by_key=False, others=others[number])
    ]
    if len(fits) == 1:
        return fits[0]
    return Why.SEVERAL if near else Why.NONE


def _agrees(said: Description, pupil: _Pupil) -> bool:
    """Whether the class or the birth date is the pupil's, and neither is another one."""
    same_class = class_folded(said.of_class) in pupil.classes if said.of_class else None
    if same_class is False and not pupil.classes:
        same_class = None
    both_dates = said.birth_date and pupil.birth_date
    born_alike = said.birth_date == pupil.birth_date if both_dates else None
    return False not in {same_class, born_alike} and True in {same_class, born_alike}
