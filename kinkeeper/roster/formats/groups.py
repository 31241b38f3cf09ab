"""One row a child, its parents in repeated groups of columns: *Parent 1 name*, *Parent 2 name*, ….

See docs/formats/pupil-rows.md.
"""

import re
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.claims import meaning
from kinkeeper.roster.emptied import emptied, placeholder
from kinkeeper.roster.fields import BY_NAME
from kinkeeper.roster.formats import derived, roles, trust
from kinkeeper.roster.formats.build import (
    Package,
    build,
    guardians_too,
    links,
    names,
    nobody,
    pick_places,
    told,
)
from kinkeeper.roster.headings import BY_HEADING, WHOLE, fold_heading
from kinkeeper.roster.lines import Lines
from kinkeeper.roster.mapping import chosen_by_hand
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table, numbered
from kinkeeper.roster.unsaid import WHOLE_NAME, nameless, tell
from kinkeeper.roster.whom import NAME, NOBODY, PARENT, PUPIL, Said, said_of, words_of
from kinkeeper.roster.whose import adults_named, fields_of

ADULT = (
    "parent|guardian|contact|carer|adult|responsible|foresatt|forelder|forælder|vårdnadshavare"
    "|elternteil|erziehungsberechtigter?|sorgeberechtigter?|huoltaja|ouder|verzorger|responsable"
    "|tuteur|padre|tutor|opiekun"
)
NUMBERED = re.compile(rf"^({ADULT})\s*[_\-. ]*\s*([1-9])\s*[_\-.: ]*\s*(.*)$", re.IGNORECASE)
TRAILING = re.compile(rf"^({ADULT})\s*[_\-. ]*\s*(.*?)\s*[_\-. ]*([1-9])$", re.IGNORECASE)
NAMED = re.compile(
    r"^(mother|father|primary|secondary|mor|far|mutter|vater|mère|père|madre|padre|äiti|isä)"
    r"(?:'s)?\s*[_\-.: ]+\s*(.+)$",
    re.IGNORECASE,
)
KINDS = {"primary": "", "secondary": ""}
DIGIT = re.compile(r"(?<!\d)[1-9](?!\d)")
# A whole name in one file, and one half of it in another.
EITHER = WHOLE & BY_HEADING.keys()
HALVES = ("given_name", "family_name")
MOST = 9
# What a group may say; `key` is the parent's own key, `name` the whole name.
PARTS = (
    *("given_name", "family_name", "email", "phone", "street", "postal_code", "city", "country"),
    *("language", "username", "kind", "responsibility", "restriction"),
)


@dataclass(frozen=True)
class Group:
    """`columns` is part -> place of its column; `kind` a word where the heading itself has it.
    `told`: the headings tell groups apart, so that there can be no other meaning."""

    label: str
    columns: dict[str, int]
    kind: str = ""
    told: bool = True


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
    """The parents' groups with a name in each, in the order of the headings; none where a plain
    table of parents only says in its headings whose they are."""
    made: dict[str, Group] = {}
    for place, heading in enumerate(table.headings):
        group, part = _group_of(heading.strip())
        if group is not None and part is not None:
            made.setdefault(group.label, group).columns.setdefault(part, place)
    for group in made.values():
        _name_whole(table, group.columns)
    named = [each for each in made.values() if {"name", "given_name"} & each.columns.keys()][:MOST]
    told = any(group.told for group in named)
    return named if told or _on_pupils_rows(table, named) else []


def _on_pupils_rows(table: Table, named: list[Group]) -> bool:
    """Whether groups that nothing tells apart are parents on a pupil's row: it has one key, and
    names that are not theirs, or theirs are not enough for a row of their own."""
    said = [said_of(heading) for heading in table.headings]
    child = any(each.whom == PUPIL and each.what == "sync_key" for each in said)
    if child == (Said(NOBODY, "", "sync_key") in said):
        return False
    if not child and not any(len(group.columns) > 1 for group in named):
        return False  # *Guardian: yes* in a table of adults
    others = {each.whom for each in said if each.what in {NAME, *HALVES}}
    whole = any("name" in group.columns for group in named)
    keyed = all({"sync_key", "username"} & group.columns.keys() for group in named)
    return NOBODY in others or whole or (PUPIL in others and not keyed)


def _name_whole(table: Table, parts: dict[str, int]) -> None:
    """*Nom* and *nombre* are one half of a name only where the other stands beside them."""
    halves = [half for half in HALVES if half in parts]
    if len(halves) == 1 and "name" not in parts:
        place = parts[halves[0]]
        if EITHER.intersection(words_of(table.headings[place])):
            parts["name"] = parts.pop(halves[0])


def _group_of(text: str) -> tuple[Group | None, str | None]:
    """The group of a heading, still empty, and the part that its column holds."""
    if found := NUMBERED.match(text):
        return _numbered(found[1], found[2]), _part(found[3])
    if found := TRAILING.match(text):
        return _numbered(found[1], found[3]), _part(found[2])
    if found := NAMED.match(text):
        word = found[1].casefold()
        who = said_of(word).who or word
        return Group(who.capitalize(), {}, KINDS.get(word, word)), _part(found[2])
    return _of_words(text)


def _numbered(word: str, number: str) -> Group:
    """Two words with one number are two people: *Parent 1*, *Contact 1*."""
    said = said_of(word)
    who = said.who if said.whom == PARENT else word.casefold()
    return Group(f"{who.capitalize()} {number}", {}, "carer" if who == "carer" else "")


def _of_words(text: str) -> tuple[Group | None, str | None]:
    """Any other heading that speaks of a parent: *Guardian e-mail*, *E-post foresatt 1*."""
    number = DIGIT.search(text)
    said = said_of(DIGIT.sub(" ", text))
    if said.whom != PARENT or not said.who:
        return None, None
    kind = said.who if said.who in {"mother", "father", "carer"} else ""
    label = said.who.capitalize() + (f" {number[0]}" if number else "")
    told = number is not None or kind in {"mother", "father"} or " " in said.who
    part = said.what if said.what in {*PARTS, "sync_key", NAME} else None
    return Group(label, {}, kind, told=told), part


def _part(rest: str) -> str | None:
    folded = fold_heading(rest)
    if folded in {"", "name"}:
        return NAME
    if folded in {"id", "key", "number", "no"}:
        return "sync_key"
    said = said_of(rest)
    field = said.what if said.whom in {NOBODY, PARENT} else None
    return field if field in {*PARTS, "sync_key", NAME} else None


def _child(table: Table, found: list[Group]) -> int | None:
    """The column of the child's own key."""
    taken = {place for group in found for place in group.columns.values()}
    places: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        said = said_of(heading)
        if place not in taken and said.what == "sync_key" and said.whom in {NOBODY, PUPIL}:
            places.setdefault(said.whom, place)
    return places.get(PUPIL, places.get(NOBODY))


def read(package: Package, options: Options) -> Table:
    who = "pupil" if options.profile == "parent" else options.profile
    table = roles.of_profile(package.sheets[0].table, who, chosen_by_hand(options))
    found = groups(table)
    child = _child(table, found)
    if options.profile == "parent" and child is not None:
        return _parents(package, table, found, child)
    return _pupils(package, table, found, child, options.profile)


def _pupils(
    package: Package, table: Table, found: list[Group], child: int | None, profile: str
) -> Table:
    """The columns outside the groups; what the children are found by is their own key here."""
    taken = {place for group in found for place in group.columns.values()}
    fields = fields_of(table.headings, "pupil", "sync-key")
    headings: dict[str, str] = {}
    columns = [pl.col("row")]
    for place, heading in enumerate(table.headings):
        field = "sync_key" if place == child else fields[place]
        if place in taken or field is None or field in {*headings, "child", "kind"}:
            continue
        headings[field] = heading
        columns.append(pl.col(f"c{place}").alias(field))
    whole = _whole_name(table, taken)
    if whole is not None and not set(HALVES) & headings.keys():
        for field, cell in zip(HALVES, names(pl.col(f"c{whole}").str.strip_chars()), strict=True):
            headings[field] = table.headings[whole]
            columns.append(cell.alias(field))
    adults = [table.headings[place] for place in sorted(taken)] + adults_named(table.headings)
    notes = guardians_too(adults, profile)
    people = table.cells.select(columns)
    return build(package, table, people, headings, notes=notes, found=table.found)


def _whole_name(table: Table, taken: set[int]) -> int | None:
    said = {place: said_of(heading) for place, heading in enumerate(table.headings)}
    places = [
        place
        for place, each in said.items()
        if place not in taken and each.what == NAME and each.whom in {NOBODY, PUPIL}
    ]
    return places[0] if places else None


def _parents(package: Package, table: Table, found: list[Group], child: int) -> Table:
    lines = Lines(tuple(group.label for group in found))
    said = [said_of(heading) for heading in table.headings]
    schools = [place for place, each in enumerate(said) if each.what == "organisation"]
    outside = Outside(child, next((at for at in schools if said[at].whom != PARENT), None))
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
        found=_together(nothing, _each_part(table, lines, people)),
    )
    ragged = table.ragged.with_columns(numbered(lines, pl.col("row")).alias("row"))
    return replace(made, ragged=ragged, data_rows=table.rows)


def _each_part(table: Table, lines: Lines, people: pl.DataFrame) -> pl.DataFrame | None:
    """What is wrong with a line is wrong with each of the parents in it."""
    if table.found is None:
        return None
    parts = range(lines.stride)
    each = [table.found.with_columns(numbered(lines, pl.col("row"), part)) for part in parts]
    return pl.concat(each).join(people.select("row"), on="row", how="semi")


def _together(nothing: pl.DataFrame, of_parts: pl.DataFrame | None) -> pl.DataFrame:
    return nothing if of_parts is None else pl.concat([nothing, of_parts])


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
