"""Judges whether the rows speak of the people whom they found (K32): rows in, asked people out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.rivals import Claim, Rivals
from kinkeeper.roster.match.same_person import FIELDS, Bearer, Fit, fit, same_person
from kinkeeper.roster.match.tolerated import TOLERATED, noted
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, SCHEMA, WARNING

SLICE = 100_000
SAME = "same"
LEFT_OUT = ("other", "kept")


@dataclass(frozen=True)
class Judged:
    """`people`: `person`, `mark` and `asked` (whether somebody must decide; else it was decided
    that they are the same) for people of another name than the row's. `problems` as in `SCHEMA`;
    errors are of rows that were decided to speak of somebody else. `apart`: `row` and `person` of
    rows under a former name that are a person of the file of their own until somebody decides that
    they mean the one here, whose good rows need not wait for that. `found` and `moved`: how many
    people the file found, and how many of them bear another name and are undecided. `tolerated`:
    what rests on who else the site knows, as in `tolerated.TOLERATED`."""

    people: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"person": pl.String, "mark": pl.String, "asked": pl.Boolean}
        )
    )
    problems: pl.DataFrame = field(default_factory=lambda: NO_PROBLEMS)
    apart: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"row": pl.UInt32, "person": pl.String})
    )
    found: int = 0
    moved: int = 0
    tolerated: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TOLERATED))


def judge(
    rows: pl.DataFrame, children: pl.DataFrame, directory: Directory, headings: Mapping[str, str]
) -> Judged:
    """`rows` as `match` has them once each has its person; `children` as from
    `relationships.named`."""
    known = rows.filter(
        pl.col("person_id").is_not_null()
        & pl.col("good")
        & pl.col("site_within").fill_null(value=False)
        & (pl.col("site_state") != "trashed")
    )
    people = known["person_id"].n_unique()
    claims = _claims(known, directory)
    silent = _silent(known, directory)
    about = {claim.person_id for claim in claims} | set(silent["person_id"])
    if not about:
        return Judged(found=people)
    answers = {
        (number, mark): answer
        for number, mark, answer in directory.facts.answers(sorted(about)).iter_rows()
    }
    # what is asked stays so until somebody decides, whatever the file itself has changed since (K9)
    rest = [claim for claim in claims if answers.get((claim.person_id, claim.mark)) != ""]
    passed, tolerated = _passed(rest, rows, children, directory)
    doubtful = [claim for claim in claims if id(claim) not in passed]
    lines, problems = _still_asked(silent, answers, headings)
    if not doubtful and not lines:
        return Judged(found=people, tolerated=tolerated)
    own = {id(claim): answers.get((claim.person_id, claim.mark)) for claim in doubtful}
    alone = _alone([claim for claim in doubtful if own[id(claim)] != SAME])
    for claim in doubtful:
        answer = own[id(claim)]
        if answer not in LEFT_OUT:
            names = () if answer == SAME else claim.names
            person = alone[claim.person, names[0]] if names else claim.person
            lines.append((person, claim.mark, answer != SAME))
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
        _apart(known, alone),
        people,
        frame.filter("asked").height,
        tolerated,
    )


def _silent(known: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """`person`, `person_id`, `row` and `shown` of people of whom the file says no name, and of whom
    it is doubted whether files mean them. An absent name is no agreement."""
    doubts = directory.doubted.rename({"child_id": "person_id"})
    mine = known.join(doubts.select("person_id").unique(), on="person_id", how="semi")
    people = mine.group_by("person", "person_id").agg(
        row=pl.col("row").min(),
        silent=pl.all_horizontal(pl.col("given_name", "family_name").is_null()).all(),
        sync_key=pl.col("sync_key").min(),
        shown=pl.coalesce("sync_key", "username", pl.lit("")).min(),
    )
    met = people.filter("silent").join(doubts, on="person_id", how="inner")
    other_key = (pl.col("folded") != "") & (pl.col("folded") != pl.col("sync_key"))
    met = met.filter(~other_key.fill_null(value=False)).unique("person")
    return met.select("person", "person_id", "row", "shown").sort("row")


def _still_asked(
    silent: pl.DataFrame, answers: Mapping[tuple[int, str], str], headings: Mapping[str, str]
) -> tuple[list[tuple[str, str, bool]], list[dict[str, Any]]]:
    """What is asked of somebody by a file with a name is asked of rows without one, too."""
    open_ = {number: mark for (number, mark), answer in sorted(answers.items()) if answer == ""}
    asked = [each for each in silent.iter_rows(named=True) if each["person_id"] in open_]
    lines = [(each["person"], open_[each["person_id"]], True) for each in asked]
    problems = [
        {
            "row": each["row"],
            "column": headings.get("sync_key", ""),
            "code": "other-person",
            "severity": WARNING,
            "value": each["shown"][:200],
            "detail": '{"difference": "name"}',
        }
        for each in asked
    ]
    return lines, problems


def _alone(claims: list[Claim]) -> dict[tuple[str, str], str]:
    """(person, former name) -> the person that the rows under it make for now. Rows of one former
    name stay together, and so do former names under which one thing is said."""
    found: dict[tuple[str, str], str] = {}
    for claim in sorted(claims, key=lambda claim: claim.mark):
        known = [found.get((claim.person, name)) for name in claim.names]
        person = next((each for each in known if each), f"{claim.person} {claim.mark}")
        for name in claim.names:
            found.setdefault((claim.person, name), person)
    return found


def _apart(known: pl.DataFrame, alone: Mapping[tuple[str, str], str]) -> pl.DataFrame:
    whose = pl.DataFrame(
        [(person, name, other) for (person, name), other in alone.items()],
        schema={"person": pl.String, "name": pl.String, "alone": pl.String},
        orient="row",
    )
    led = known.filter("led_name").select("row", "person", name=_former_name())
    return led.join(whose, on=["person", "name"], how="inner").select("row", person="alone")


def _former_name() -> pl.Expr:
    return pl.when("by_key").then("sync_key").otherwise("username_folded")


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
            "person",
            "person_id",
            "by_key",
            "keyless",
            "led_name",
            "row",
            "sync_key",
            "username_folded",
            *FIELDS,
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
    # a row under a former key is another statement than one under the own, though both say a name
    statements = frame.sort("row").group_by(
        "person", "person_id", "led_name", *FIELDS, maintain_order=True
    )
    named = statements.agg(
        pl.col("by_key").all(),
        pl.col("keyless").any(),
        pl.col("row", "sync_key").first(),
        *[pl.col(f"{name}_stored").first() for name in FIELDS],
        names=_former_name().unique().sort(),
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
                tuple(line["names"]) if line["led_name"] else (),
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


def _passed(
    claims: list[Claim], rows: pl.DataFrame, children: pl.DataFrame, directory: Directory
) -> tuple[set[int], pl.DataFrame]:
    """Those (by `id`) that are taken for the same without asking, and what rests on the site's
    rivals, as in `tolerated.TOLERATED`."""
    tolerated = [
        claim
        for claim in claims
        if not claim.keyless and same_person(claim.best, claim.said, by_key=claim.by_key)
    ]
    if not tolerated:
        return set(), pl.DataFrame(schema=TOLERATED)
    rivals = Rivals(tolerated, rows, children, directory)
    passed = {
        id(claim)
        for claim in tolerated
        if same_person(claim.best, claim.said, by_key=claim.by_key, others=rivals.of(claim))
        and not rivals.elsewhere(claim)
    }
    return passed, noted(tolerated, rivals)
