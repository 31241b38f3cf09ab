"""One row a child, its parents in repeated groups of columns: *Parent 1 name*, *Parent 2 name*, ….

See docs/formats/pupil-rows.md.
"""

import re
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.claims import meaning
from kinkeeper.roster.emptied import emptied, placeholder
from kinkeeper.roster.fields import BY_NAME, fold_heading, recognise
from kinkeeper.roster.formats import derived, trust
from kinkeeper.roster.formats.build import (
    Package,
    build,
    links,
    names,
    nobody,
    pick_places,
    told,
)
from kinkeeper.roster.lines import Lines
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table, numbered
from kinkeeper.roster.unsaid import WHOLE_NAME, nameless, tell

ADULT = (
    "parent|guardian|contact|carer|adult|responsible|foresatt|forelder|forælder|vårdnadshavare"
    "|elternteil|erziehungsberechtigter?|sorgeberechtigter?|huoltaja|ouder|verzorger|responsable"
    "|tuteur|padre|tutor|opiekun"
)
NUMBERED = re.compile(rf"^(?:{ADULT})\s*[_\-. ]*\s*([1-9])\s*[_\-.: ]*\s*(.*)$", re.IGNORECASE)
TRAILING = re.compile(rf"^(?:{ADULT})\s*[_\-. ]*\s*(.*?)\s*[_\-. ]*([1-9])$", re.IGNORECASE)
NAMED = re.compile(
    r"^(mother|father|primary|secondary|mor|far|mutter|vater|mère|père|madre|padre|äiti|isä)"
    r"(?:'s)?\s*[_\-.: ]+\s*(.+)$",
    re.IGNORECASE,
)
KINDS = {"primary": "", "secondary": ""}
WHOLE = frozenset(["name", "fullname", "navn", "namn", "nimi", "nom", "naam", "nombre", "imię", ""])
MOST = 9
# What a group may say; `key` is the parent's own key, `name` the whole name.
PARTS = (
    *("given_name", "family_name", "email", "phone", "street", "postal_code", "city", "country"),
    *("language", "username", "kind", "responsibility", "restriction"),
)


@dataclass(frozen=True)
class Group:
    """`columns` is part -> place of its column; `kind` a word where the heading itself has it."""

    label: str
    columns: dict[str, int]
    kind: str = ""


@dataclass(frozen=True)
class Outside:
    """The places of the columns beside the groups: the child's key, and the school if named."""

    child: int
    school: int | None


def fits(package: Package) -> bool:
    table = package.only
    if table is None:
        return False
    found = groups(table)
    return bool(found) and _child(table, found) is not None


def groups(table: Table) -> list[Group]:
    """The parents' groups with a name in each, in the order of the headings."""
    columns: dict[str, dict[str, int]] = {}
    kinds: dict[str, str] = {}
    for place, heading in enumerate(table.headings):
        found = _group_of(heading)
        if found is None:
            continue
        label, rest, kind = found
        part = _part(rest)
        if part is not None:
            columns.setdefault(label, {}).setdefault(part, place)
            kinds[label] = kind
    named = {
        label: parts for label, parts in columns.items() if {"name", "given_name"} & parts.keys()
    }
    return [Group(label, parts, kinds[label]) for label, parts in named.items()][:MOST]


def _group_of(heading: str) -> tuple[str, str, str] | None:
    """(label of the group, what the column holds, word for the kind)."""
    text = heading.strip()
    if found := NUMBERED.match(text):
        return f"Parent {found[1]}", found[2], ""
    if found := TRAILING.match(text):
        return f"Parent {found[2]}", found[1], ""
    if found := NAMED.match(text):
        word = found[1].casefold()
        return found[1].capitalize(), found[2], KINDS.get(word, word)
    return None


def _part(rest: str) -> str | None:
    folded = fold_heading(rest)
    if folded in WHOLE:
        return "name"
    if folded in {"id", "key", "number", "no"}:
        return "sync_key"
    field = recognise(rest)
    return field if field in {*PARTS, "sync_key"} else None


def _child(table: Table, found: list[Group]) -> int | None:
    """The column of the child's own key."""
    taken = {place for group in found for place in group.columns.values()}
    places = {
        recognise(heading): place
        for place, heading in enumerate(table.headings)
        if place not in taken
    }
    return places.get("child", places.get("sync_key"))


def read(package: Package, options: Options) -> Table:
    table = package.sheets[0].table
    found = groups(table)
    child = _child(table, found)
    if options.profile == "parent" and child is not None:
        return _parents(package, table, found, child)
    return _pupils(package, table, found, child)


def _pupils(package: Package, table: Table, found: list[Group], child: int | None) -> Table:
    """The columns outside the groups; what the children are found by is their own key here."""
    taken = {place for group in found for place in group.columns.values()}
    headings: dict[str, str] = {}
    columns = [pl.col("row")]
    for place, heading in enumerate(table.headings):
        field = "sync_key" if place == child else recognise(heading)
        if place in taken or field is None or field in {*headings, "child", "kind"}:
            continue
        headings[field] = heading
        columns.append(pl.col(f"c{place}").alias(field))
    return build(package, table, table.cells.select(columns), headings)


def _parents(package: Package, table: Table, found: list[Group], child: int) -> Table:
    lines = Lines(tuple(group.label for group in found))
    known = {recognise(heading): place for place, heading in enumerate(table.headings)}
    outside = Outside(child, known.get("organisation"))
    people = pl.concat(
        [
            _of_group(table, group, numbered(lines, pl.col("row"), part), outside)
            for part, group in enumerate(found)
        ]
    )
    people, nothing = _named(people, table.headings[child])
    own = pl.col("sync_key").is_not_null() | pl.col("username").is_not_null()
    weak = people.filter(~own)
    people = people.with_columns(
        sync_key=pl.when(own).then("sync_key").otherwise(derived.keys(people))
    )
    headings = {
        field: " / ".join(
            table.headings[group.columns[field]] for group in found if field in group.columns
        )
        for field in ("sync_key", "username", *PARTS[:9])
    }
    if outside.school is not None:
        headings["organisation"] = table.headings[outside.school]
    headings = {field: name or BY_NAME[field].label for field, name in headings.items()}
    count = weak.select("name", "email", "phone").unique().height
    made = build(
        package,
        table,
        people,
        {field: name for field, name in headings.items() if people[field].is_not_null().any()},
        links=_links(people, found),
        child_heading=table.headings[child],
        lines=lines,
        notes=[("derived-keys", {"count": count})] if count else [],
        found=nothing,
    )
    ragged = table.ragged.with_columns(numbered(lines, pl.col("row")).alias("row"))
    return replace(made, ragged=ragged, data_rows=table.rows)


def _named(people: pl.DataFrame, child: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A line for each parent who is named by anything, and the problems of the placeholders that
    were there instead (K33). `child` is the heading of the children's keys."""
    no_name = people["nobody"] | nameless(people)
    nothing = [told(people), tell(people.filter(no_name), pl.col("heading"), pl.col("name"))]
    said = ("given_name", "family_name", "name")
    people = people.with_columns(
        pl.when(~no_name).then(pl.col(field)).alias(field) for field in said
    )
    people = people.filter(
        pl.any_horizontal(pl.col("given_name", "family_name", "email", "sync_key").is_not_null())
    )
    nothing.append(tell(people.drop_nulls("no_child"), child, pl.col("no_child")))
    return people.drop("told", "nobody", "heading", "no_child"), pl.concat(nothing)


def _of_group(table: Table, group: Group, number: pl.Expr, outside: Outside) -> pl.DataFrame:
    """What one group of columns says on each line, whether it names a parent or not."""

    def cell(name: str) -> pl.Expr:
        return pl.col(name) if name in said.columns else pl.lit(None, pl.String)

    places = {part: [place] for part, place in group.columns.items()}
    said = pick_places(table, places | {"beside": [outside.child]})
    if outside.school is not None:
        said = said.with_columns(school=table.cells[f"c{outside.school}"])
    given, family = names(cell("name"))
    named = group.columns["name" if "name" in group.columns else "given_name"]
    return said.select(
        number.alias("row"),
        sync_key=cell("sync_key"),
        **{name: cell(name) for name in PARTS if name not in {"given_name", "family_name", "kind"}},
        kind=pl.coalesce(cell("kind"), pl.lit(group.kind or None, pl.String)),
        given_name=pl.coalesce(cell("given_name"), given),
        family_name=pl.coalesce(cell("family_name"), family),
        child=emptied(pl.col("beside")),
        organisation=cell("school"),
        school=cell("school"),
        told="told",
        no_child=pl.when(placeholder(pl.col("beside"))).then("beside"),
        nobody=nobody(cell("name")).fill_null(value=False) & cell("given_name").is_null(),
        heading=pl.lit(table.headings[named]),
    ).with_columns(name=WHOLE_NAME)


def _links(people: pl.DataFrame, found: list[Group]) -> pl.DataFrame:
    said = people.select("row", "kind", "responsibility", "restriction", value="child").filter(
        pl.col("value").is_not_null()
    )
    asks_kind = any("kind" in group.columns for group in found)
    unsaid = pl.lit(None, pl.String)
    said = trust.of_contacts(said) if asks_kind else said.with_columns(claim=unsaid)
    if any("responsibility" in group.columns for group in found):
        said = said.with_columns(claim=meaning(said["responsibility"]))
    restricted = pl.col("restriction").is_not_null()
    return links(
        said.with_columns(
            claim=pl.when(restricted).then(pl.lit("restricted")).otherwise("claim"),
            note=pl.col("restriction").fill_null(""),
        )
    )
