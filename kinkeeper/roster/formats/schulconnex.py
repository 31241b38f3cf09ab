"""Schulconnex, the interface of German states: people with their contexts, and the relationships
between these. See docs/formats/schulconnex.md."""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED, NOW
from kinkeeper.roster.formats import child_names, rights_columns
from kinkeeper.roster.formats.canonical import (
    Note,
    Package,
    build,
    links,
    others,
    pick,
    refuse_profile,
)
from kinkeeper.roster.formats.document_days import day
from kinkeeper.roster.formats.oneroster_places import as_name, one_name
from kinkeeper.roster.formats.sds_places import only_class
from kinkeeper.roster.formats.status_words import best_of, by_days, by_word, on_rows_of
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import HOLDS, Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["schulconnex"]
HEADINGS = {
    "sync_key": "pid",
    "given_name": "vorname",
    "family_name": "familienname",
    "email": "erreichbarkeiten",
    "birth_date": "geburt",
    "organisation": "organisation",
    "class": "gruppen",
}
ROLES = {Profile.PUPIL: "lern", Profile.TEACHER: "lehr", Profile.PARENT: "sorgber"}
STATUS = {"": NOW, "aktiv": NOW}
# Who has custody of somebody; whoever only goes along to school has none, and is no parent.
CUSTODY, ADULTS = "sorgber", ("sorgber", "schb")
# `pid` in what services are told; in what source systems write the person's own ID.
WHOSE = ("personen/pid", "personen/person/id")
PAIR = ["sync_key", "value"]


def fits(package: Package) -> bool:
    known = package.has("personen", "pid") or package.has("personen", "person/id")
    return known and package.has("kontexte", "rolle")


def read(package: Package, options: Options) -> Table:
    table, wanted = package.get("personen"), ROLES.get(Profile(options.profile))
    if table is None or wanted is None:
        raise refuse_profile(LABEL, options.profile)
    everybody = pick(
        table,
        sync_key=("pid", "person/id"),
        given_name=("person/name/rufname", "person/name/vorname"),
        family_name="person/name/familienname",
        birth_date="person/geburt/datum",
    ).with_columns(birth_date=day("birth_date"))
    contexts, odd = _contexts(package, everybody)
    said = _relationships(package, contexts, options)
    mine = contexts.filter(pl.col("role") == wanted)
    people = everybody.join(mine.select("sync_key").unique(), on="sync_key", how="semi")
    parents = options.profile == Profile.PARENT
    if parents:
        people = everybody.join(
            pl.concat([mine.select("sync_key"), said.select("sync_key")]).unique(),
            on="sync_key",
            how="semi",
        )
    held = contexts.filter(pl.col("role").is_in(ADULTS)) if parents else mine
    people = people.join(best_of(held, "sync_key", package.today), on="sync_key", how="left")
    people = people.join(_reached(package), on="sync_key", how="left", maintain_order="left")
    gone = people.filter(pl.col("holds") == ENDED)["row"]
    odd = odd.filter(pl.col("row").is_in(people["row"].implode()))
    notes: list[Note] = others(everybody, people)
    if not parents:
        current = mine.filter(pl.col("holds").is_null())
        schools = one_name(
            current.select("sync_key", organisation=as_name("school")).unique(), "sync_key"
        )
        people = people.join(schools, on="sync_key", how="left", maintain_order="left")
        people = people.join(_classes(package, current), on="sync_key", how="left")
        people = people.drop("starts_on", "ends_on")
        return build(package, table, people, HEADINGS, notes=notes, found=odd, over=gone)
    placed = said.join(people.select("row", "sync_key"), on="sync_key", how="left")
    dangling = placed.filter(pl.col("row").is_null() | pl.col("value").is_null()).height
    notes += [("dangling-agents", {"count": dangling})] if dangling else []
    headings = {
        field: name for field, name in HEADINGS.items() if field not in {"class", "organisation"}
    }
    return build(
        package,
        table,
        people,
        headings,
        links=links(placed.drop_nulls(["row", "value"])),
        child_heading="beziehungen",
        notes=notes,
        found=odd,
        called=child_names.of_keys(everybody.select("given_name", "family_name", value="sync_key")),
        over=gone,
    )


def _contexts(package: Package, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key`, `key`, `role`, `school` and `HOLDS`, and the problems on the people's rows."""
    found = pick(
        package.get("kontexte"),
        sync_key=WHOSE,
        key="id",
        role="rolle",
        school="organisation/name",
        status="personenstatus",
        last="loeschung/zeitpunkt",
    ).with_columns(
        pl.col("role").str.to_lowercase(), last=day("last"), first=pl.lit(None, pl.String)
    )
    found, odd = by_word(found, "status", STATUS, "personenstatus")
    found, undated = by_days(found, "first", "last", ("", "loeschung/zeitpunkt"))
    return found, on_rows_of(people, found, pl.concat([odd, undated]))


def _relationships(package: Package, contexts: pl.DataFrame, options: Options) -> pl.DataFrame:
    """`sync_key` (the adult's), `value` (the pupil's), `kind` and `HOLDS`. The two sides of a
    relationship may both say it; where they disagree, the one that gives less counts."""
    sides = []
    for stem, adult, child in (("hat_als", "value", "own_key"), ("ist_von", "own_key", "value")):
        said = pick(
            package.get(stem),
            own_key="kontexte/id",
            value=("ktid", "personenkontext"),
            word=("beziehung", "art"),
        )
        rights = rights_columns.of_rows(package.get(stem), options)
        said = said.select("row", "word", adult=pl.col(adult), child=pl.col(child))
        sides.append(said.join(rights, on="row", how="left").drop("row"))
    both = pl.concat(sides).drop_nulls(["adult", "child"])
    # a context that two people have is nobody's
    whose = contexts.drop_nulls("key").filter(pl.len().over("key") == 1)
    adults = whose.select("sync_key", "role", *HOLDS, adult="key")
    pupils = whose.filter(pl.col("role") == "lern").select(value="sync_key", child="key")
    both = both.join(adults, on="adult", how="left").join(pupils, on="child", how="left")
    said_so = pl.col("word").str.to_lowercase() == CUSTODY
    custody = (said_so & (pl.col("role") == CUSTODY)).fill_null(value=False)
    both = both.with_columns(
        kind=pl.when(custody).then(pl.lit("guardian")).otherwise(pl.col("word").fill_null("?")),
        pair=pl.concat_str(pl.col(PAIR).fill_null(""), separator="\x1f"),
    )
    other = pl.col("kind").filter(pl.col("kind") != "guardian")
    pairs = both.group_by("pair", *PAIR, maintain_order=True).agg(
        kind=pl.coalesce(other.first(), pl.col("kind").first())
    )
    when = best_of(both, "pair", package.today)
    pairs = pairs.join(when, on="pair", how="left", maintain_order="left")
    rights = both.select("pair", "right", "because").drop_nulls("right")
    return rights_columns.lay(pairs, rights, "pair").drop("pair")


def _reached(package: Package) -> pl.DataFrame:
    """`sync_key` and the first `email`."""
    found = pick(package.get("erreichbarkeiten"), sync_key=WHOSE, type="typ", email="kennung")
    mail = pl.col("type").str.to_lowercase().str.replace_all("-", "", literal=True) == "email"
    found = found.filter(mail).select("sync_key", "email").drop_nulls()
    return found.unique("sync_key", keep="first", maintain_order=True)


def _classes(package: Package, contexts: pl.DataFrame) -> pl.DataFrame:
    seats = pick(
        package.get("gruppen"),
        context="kontexte/id",
        id="gruppe/id",
        title="gruppe/bezeichnung",
        type="gruppe/typ",
    )
    seats = seats.filter(pl.col("type").str.to_lowercase() == "klasse")
    seats = seats.join(contexts.select("sync_key", context="key"), on="context", how="inner")
    rooms = seats.select("id", "title").drop_nulls().unique("id")
    return only_class(seats, rooms)
