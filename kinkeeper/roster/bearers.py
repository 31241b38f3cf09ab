"""Judges whether the rows speak of the people whom they found (K32): rows in, asked people out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from kinkeeper.roster.directory import Directory
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.rivals import Claim, Rivals
from kinkeeper.roster.same_person import FIELDS, Bearer, Fit, fit, same_person

SLICE = 100_000
SAME = "same"
LEFT_OUT = ("other", "kept")


@dataclass(frozen=True)
class Judged:
    """`people`: `person`, `mark` and `asked` (whether somebody must decide; else it was decided
    that they are the same) for people of another name than the row's. `problems` as in `SCHEMA`;
    errors are of rows that were decided to speak of somebody else. `found` and `moved`: how many
    people the file found, and how many of them bear another name and are undecided."""

    people: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"person": pl.String, "mark": pl.String, "asked": pl.Boolean}
        )
    )
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    found: int = 0
    moved: int = 0


def judge(
    rows: pl.DataFrame, children: pl.DataFrame, directory: Directory, headings: Mapping[str, str]
) -> Judged:
    """`rows` as `match` has them once each has its person; `children` as from `pairs.named`."""
    known = rows.filter(
        pl.col("person_id").is_not_null()
        & pl.col("good")
        & pl.col("site_within").fill_null(value=False)
        & (pl.col("site_state") != "trashed")
    )
    people = known["person_id"].n_unique()
    claims = _claims(known, directory)
    if not claims:
        return Judged(found=people)
    answers = {
        (number, mark): answer
        for number, mark, answer in directory.facts.answers(
            sorted({claim.person_id for claim in claims})
        ).iter_rows()
    }
    # what is asked stays so until somebody decides, whatever the file itself has changed since (K9)
    asked = {id(claim) for claim in claims if answers.get((claim.person_id, claim.mark)) == ""}
    rest = [claim for claim in claims if id(claim) not in asked]
    open_ = {id(claim) for claim in _doubtful(rest, rows, children, directory)} | asked
    doubtful = [claim for claim in claims if id(claim) in open_]
    if not doubtful:
        return Judged(found=people)
    lines, problems = [], []
    for claim in doubtful:
        answer = answers.get((claim.person_id, claim.mark))
        if answer not in LEFT_OUT:
            lines.append((claim.person, claim.mark, answer != SAME))
        if answer != SAME:
            problems.append(_told(claim, headings, decided=answer in LEFT_OUT))
    frame = pl.DataFrame(lines, schema=Judged().people.schema, orient="row")
    # of two things that rows say of one person, each must have been decided
    frame = frame.sort("asked", "mark", descending=[True, False]).unique(
        "person", keep="first", maintain_order=True
    )
    return Judged(
        frame,
        pl.DataFrame(problems, schema=SCHEMA),
        people,
        frame.filter("asked").height,
    )


def _told(claim: Claim, headings: Mapping[str, str], *, decided: bool) -> dict[str, Any]:
    name = f"{claim.said.given_name} {claim.said.family_name}".strip()
    column = headings.get("given_name", headings.get("family_name", ""))
    return {
        "row": claim.row,
        "column": column,
        "code": "key-led-elsewhere" if claim.former_key else "other-person",
        "severity": ERROR if decided else WARNING,
        "value": name[:200],
        "detail": f'{{"difference": "{_difference(claim)}"}}',
    }


def _difference(claim: Claim) -> str:
    if claim.keyless:
        return "keyless"
    dates = claim.best.birth_date, claim.said.birth_date
    undated = replace(claim.best, birth_date=""), replace(claim.said, birth_date="")
    return "date" if all(dates) and fit(*undated) == Fit.EQUAL else "name"


def _claims(known: pl.DataFrame, directory: Directory) -> list[Claim]:
    """What the rows say of who the people are whom they found, where it is not the very same."""
    stored = directory.details.select("id", *FIELDS)
    odd = []
    for part in known.iter_slices(SLICE):  # a million names are not held beside the rows
        beside = part.select(
            "person", "person_id", "by_key", "keyless", "led_name", "row", "sync_key", *FIELDS
        ).join(stored, left_on="person_id", right_on="id", how="left", suffix="_stored")
        same = [
            pl.col(name).is_null() | (pl.col(name) == pl.col(f"{name}_stored")).fill_null(False)
            for name in FIELDS
        ]
        silent = pl.all_horizontal(pl.col("given_name", "family_name").is_null())
        other_date = (pl.col("birth_date") != pl.col("birth_date_stored")).fill_null(value=False)
        half = pl.any_horizontal(pl.col("given_name", "family_name").is_null()) & ~silent
        differs = ~pl.all_horizontal(*same) | half | pl.col("keyless")
        differs &= ~silent | other_date | pl.col("keyless")
        odd.append(beside.filter(differs))
    frame = pl.concat(odd) if odd else None
    if frame is None or frame.is_empty():
        return []
    frame = _whole_names(frame, known)
    named = frame.group_by("person", "person_id", *FIELDS, maintain_order=True).agg(
        pl.col("by_key").all(),
        pl.col("keyless").any(),
        pl.col("led_name").any(),
        pl.col("row", "sync_key").min(),
        *[pl.col(f"{name}_stored").first() for name in FIELDS],
    )
    former = _former(directory, named.filter("led_name")["person_id"])
    keys = set(directory.former.filter(pl.col("gone_id").is_null())["sync_key"])
    found = []
    for line in named.iter_rows(named=True):
        own = Bearer.of(line[f"{name}_stored"] for name in FIELDS)
        more = former.get(line["person_id"], ()) if line["led_name"] else ()
        found.append(
            Claim(
                line["person"],
                line["person_id"],
                Bearer.of(line[name] for name in FIELDS),
                line["by_key"] and not line["led_name"],
                line["keyless"],
                line["led_name"] and line["by_key"] and line["sync_key"] in keys,
                line["row"],
                (own, *more),
            )
        )
    return [claim for claim in found if claim.keyless or claim.fit != Fit.EQUAL]


def _whole_names(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """A row that says half a name is completed by the other rows of its person: what one leaves out
    contradicts nothing that another says (K5)."""
    half = frame.filter(pl.any_horizontal(pl.col("given_name", "family_name").is_null()))
    if half.is_empty():
        return frame
    whole = (
        known.join(half.select("person").unique(), on="person", how="semi")
        .group_by("person")
        .agg(pl.col("given_name", "family_name").min().name.suffix("_whole"))
    )
    frame = frame.join(whole, on="person", how="left", maintain_order="left")
    return frame.with_columns(
        pl.coalesce(name, f"{name}_whole").alias(name) for name in ("given_name", "family_name")
    )


def _former(directory: Directory, ids: pl.Series) -> dict[int, tuple[Bearer, ...]]:
    """The names of accounts that were merged into these: a person said that they are one."""
    found: dict[int, tuple[Bearer, ...]] = {}
    if ids.is_empty():
        return found
    whose = directory.former.filter(pl.col("person_id").is_in(ids.implode()))
    for number, *said in whose.select("person_id", *FIELDS).iter_rows():
        bearer = Bearer.of(said)
        if bearer.is_named:
            found[number] = (*found.get(number, ()), bearer)
    return found


def _doubtful(
    claims: list[Claim], rows: pl.DataFrame, children: pl.DataFrame, directory: Directory
) -> list[Claim]:
    """Those that are not taken for the same without asking."""
    tolerated = [
        claim
        for claim in claims
        if not claim.keyless and same_person(claim.best, claim.said, by_key=claim.by_key)
    ]
    rivals = Rivals(tolerated, rows, children, directory) if tolerated else None
    passed = {
        id(claim)
        for claim in tolerated
        if rivals is not None
        and same_person(claim.best, claim.said, by_key=claim.by_key, others=rivals.of(claim))
        and not rivals.elsewhere(claim)
    }
    return [claim for claim in claims if id(claim) not in passed]
