"""One row a child, its parents in repeated groups of columns: *Parent 1 name*, *Parent 2 name*, ….

See docs/formats/pupil-rows.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.cells.claim_words import RANK
from kinkeeper.roster.cells.claims import meaning
from kinkeeper.roster.cells.placeholder_columns import emptied, placeholder
from kinkeeper.roster.cells.placeholder_problems import WHOLE_NAME, nameless, tell
from kinkeeper.roster.cells.whole_names import as_keyed, cut, guesses, names
from kinkeeper.roster.columns.mapping import chosen_by_hand, refuse_twins
from kinkeeper.roster.columns.whose_rows import unclear_whose, untold
from kinkeeper.roster.fields import BY_NAME, NAMES, OF_RELATIONSHIP, OWN
from kinkeeper.roster.formats import child_names, derived_keys, legal_words, roles, status_columns
from kinkeeper.roster.formats.canonical import (
    Package,
    build,
    guardians_too,
    links,
    nobody,
    pick_places,
    told,
)
from kinkeeper.roster.formats.contact_groups import (
    HALVES,
    OF_PERSON,
    PARTS,
    Group,
    beside,
    childs_key,
    groups_of,
)
from kinkeeper.roster.formats.nameless_contacts import nameless_parents
from kinkeeper.roster.formats.unread_contacts import kind_untaken
from kinkeeper.roster.headings.field_of_heading import adults_named, fields_of
from kinkeeper.roster.headings.heading_subject import (
    NAME,
    NOBODY,
    PARENT,
    PUPIL,
    said_of,
)
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table, numbered
from kinkeeper.roster.text.row_numbers import Lines
from kinkeeper.roster.vocabulary import Profile

# Whoever has one of these is somebody, and is left out in words where the name is missing.
SAYS_SOMEBODY = (*NAMES, *OWN)


@dataclass(frozen=True)
class Outside:
    """The places of the columns beside the groups: the child's key and the school if named, and
    what is said of the relationships without saying of which; that holds for each of them.
    `unclear`: a column says of which kind somebody is, and it is not known who."""

    child: int | None
    school: int | None
    of_relationship: dict[str, list[int]]
    unclear: bool


def fits(package: Package) -> bool:
    table = package.only
    if table is None:
        return False
    found = groups_of(table)
    return bool(found) and childs_key(table, found) is not None


def read(package: Package, options: Options) -> Table:
    who = "pupil" if options.profile == Profile.PARENT else options.profile
    table = package.sheets[0].table
    by_hand = chosen_by_hand(table.headings, options)
    table = roles.of_profile(table, who, by_hand, of_child=True)
    table = status_columns.of_rows(table, package.today, options, by_hand)
    found = groups_of(table)
    child = childs_key(table, found)
    if options.profile == Profile.PARENT and child is not None:
        table, over = status_columns.apart_nameless(table, child)
        made = parents_of(package, table, found, child, home=options.home)
        return _with_lines(made, over)
    return _pupils(package, table, found, child, options.profile)


def _with_lines(made: Table, problems: pl.DataFrame) -> Table:
    """With problems of lines of the file of which there are no rows."""
    there = [] if made.found is None else [made.found]
    told = problems.with_columns(row=numbered(made.lines, pl.col("row")))
    return replace(made, found=pl.concat([*there, told]))


def _pupils(
    package: Package, table: Table, found: list[Group], child: int | None, profile: str
) -> Table:
    """The columns outside the groups; what the children are found by is their own key here."""
    taken = {place for group in found for place in group.places}
    fields = fields_of(table.headings, "pupil", "sync-key", untold(table))
    headings: dict[str, str] = {}
    columns = [pl.col("row")]
    for place, heading in enumerate(table.headings):
        field = "sync_key" if place == child else fields[place]
        if place in taken or field is None or field in {*headings, "child", "kind", NAME}:
            continue
        headings[field] = heading
        table.taken.add(place)
        refuse_twins(table, [place])
        columns.append(pl.col(f"c{place}").alias(field))
    whole = _whole_name(table, taken, fields)
    if whole is not None and not set(HALVES) & headings.keys():
        table.taken.add(whole)
        for field, cell in zip(HALVES, names(pl.col(f"c{whole}").str.strip_chars()), strict=True):
            headings[field] = table.headings[whole]
            columns.append(cell.alias(field))
    adults = [table.headings[place] for place in sorted(taken)] + adults_named(table.headings)
    notes = guardians_too(adults, profile)
    if whole is not None and table.headings[whole] in headings.values():
        notes += guesses(table.cells[f"c{whole}"])
    people = table.cells.select(columns)
    made = build(package, table, people, headings, notes=notes, found=table.found, over=table.over)
    if made.nobody is None and profile == "pupil" and not set(HALVES) & headings.keys():
        return replace(made, nobody=unclear_whose(table.headings, profile))
    return made


def _whole_name(table: Table, taken: set[int], fields: Sequence[str | None]) -> int | None:
    said = {place: said_of(heading) for place, heading in enumerate(table.headings)}
    places = [
        place
        for place, each in said.items()
        if place not in taken
        and (each.what == NAME or fields[place] == NAME)
        and each.whom in {NOBODY, PUPIL}
    ]
    return places[0] if places else None


def parents_of(
    package: Package,
    table: Table,
    found: list[Group],
    child: int | None,
    described: pl.DataFrame | None = None,
    *,
    home: str,
    keyed_by: pl.DataFrame | None = None,
) -> Table:
    """The parents of the groups that were `found`; `child` is the place of the child's key, None
    where no child has one, and then children may be `described` (see `table.DESCRIBED`), and
    derived keys be made by those who are `keyed_by`, too. `home` as in `Options`."""
    child_heading = "" if child is None else table.headings[child]
    lines = Lines(tuple(group.label for group in found))
    said = [said_of(heading) for heading in table.headings]
    schools = [place for place, each in enumerate(said) if each.what == "organisation"]
    school = next((at for at in schools if said[at].whom != PARENT), None)
    of_relationship = beside(table, found)
    taken = {place for group in found for place in group.places}
    called = None if child is None else child_names.of_row(table, taken, of_child=True)
    taken = {place for group in found for place in group.places}.union(*of_relationship.values())
    refuse_twins(table, {place for place in (child, school) if place is not None})
    unclear = kind_untaken(table, taken)
    outside = Outside(child, school, of_relationship, unclear)
    people = pl.concat(
        [
            _of_group(table, group, numbered(lines, pl.col("row"), part), outside)
            for part, group in enumerate(found)
        ]
    )
    people, nothing = _named(people, child_heading)
    own = people["sync_key"].is_not_null() | people["username"].is_not_null()
    keys = derived_keys.keys(people, home)
    if keyed_by is not None:
        keys = keys.fill_null(derived_keys.by_described_child(people, keyed_by, home))
    people = people.with_columns(sync_key=pl.when(own).then("sync_key").otherwise(keys))
    headings = {
        field: " / ".join(
            table.headings[group.columns[field]] for group in found if field in group.columns
        )
        for field in ("sync_key", "username", *OF_PERSON)
    }
    if outside.school is not None:
        headings["organisation"] = table.headings[outside.school]
    headings = {field: name or BY_NAME[field].label for field, name in headings.items()}
    count = people.filter(~own)["sync_key"].drop_nulls().n_unique()
    made = build(
        package,
        table,
        people,
        {field: name for field, name in headings.items() if people[field].is_not_null().any()},
        links=(
            None
            if child is None
            else status_columns.on_parts(_links(people, found, outside), table, lines)
        ),
        over=status_columns.parts_over(table, people, lines),
        child_heading=child_heading,
        lines=lines,
        notes=[
            *([("derived-keys", {"count": count})] if count else []),
            *guesses(people["whole"]),
            *nameless_parents(table, found),
        ],
        found=_together(nothing, _each_part(table, lines, people)),
        called=None if called is None else pl.concat(_on_parts(called, lines)),
    )
    ragged = table.ragged.with_columns(numbered(lines, pl.col("row")).alias("row"))
    made = replace(made, ragged=ragged, data_rows=table.rows)
    if described is None:
        return made
    of_rows = _links(people.with_columns(child=pl.lit("")), found, outside)
    of_rows = status_columns.on_parts(of_rows, table, lines).drop("value")
    return replace(made, described=described.join(of_rows, on="row", how="left"))


def _each_part(table: Table, lines: Lines, people: pl.DataFrame) -> pl.DataFrame | None:
    """What is wrong with a line is wrong with each of the parents in it."""
    if table.found is None:
        return None
    return pl.concat(_on_parts(table.found, lines)).join(people.select("row"), on="row", how="semi")


def _on_parts(frame: pl.DataFrame, lines: Lines) -> list[pl.DataFrame]:
    """What stands on a line, for each of the parents in it."""
    parts = range(lines.stride)
    return [frame.with_columns(row=numbered(lines, pl.col("row"), part)) for part in parts]


def _together(nothing: pl.DataFrame, of_parts: pl.DataFrame | None) -> pl.DataFrame:
    return nothing if of_parts is None else pl.concat([nothing, of_parts])


def _named(people: pl.DataFrame, child: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A line for each parent who is named by anything, and the problems of the placeholders that
    were there instead (K33). `child` is the heading of the children's keys."""
    no_name = people["nobody"] | nameless(people)
    nothing = [told(people), tell(people.filter(no_name), pl.col("heading"), pl.col("name"))]
    said = ("given_name", "family_name", "name", "whole")
    people = people.with_columns(
        pl.when(~no_name).then(pl.col(field)).alias(field) for field in said
    )
    people = people.filter(pl.any_horizontal(pl.col(SAYS_SOMEBODY).is_not_null()))
    nothing.append(tell(people.drop_nulls("no_child"), child, pl.col("no_child")))
    return people.drop("told", "nobody", "heading", "no_child"), pl.concat(nothing)


def _of_group(table: Table, group: Group, number: pl.Expr, outside: Outside) -> pl.DataFrame:
    """What one group of columns says on each line, whether it names a parent or not."""

    def cell(name: str) -> pl.Expr:
        return pl.col(name) if name in said.columns else pl.lit(None, pl.String)

    places = {part: [at] for part, at in group.columns.items() if part not in OF_RELATIONSHIP}
    beside_group = [] if outside.child is None else [outside.child]
    said = pick_places(table, places | {"beside": beside_group})
    said = said.hstack(_of_relationship(table, group, outside))
    if outside.school is not None:
        table.taken.add(outside.school)
        said = said.with_columns(school=table.cells[f"c{outside.school}"])
    if "name" in said.columns:  # once: it takes longer than all the rest
        halves = cut(said["name"]).struct
        said = said.with_columns(given=halves.field("given"), family=halves.field("family"))
    halved = cell("given_name").is_not_null() | cell("family_name").is_not_null()
    whole = pl.when(~halved).then(cell("name"))
    named = group.columns["name" if "name" in group.columns else "given_name"]
    return said.select(
        number.alias("row"),
        sync_key=cell("sync_key"),
        **{name: cell(name) for name in PARTS if name not in {"given_name", "family_name", "kind"}},
        kind=pl.coalesce(
            cell("kind"), pl.when(~pl.col("unclear")).then(pl.lit(group.kind or None, pl.String))
        ),
        unclear=pl.col("unclear") | (pl.lit(value=group.anybody) & cell("kind").is_null()),
        given_name=pl.coalesce(cell("given_name"), cell("given")),
        family_name=pl.coalesce(cell("family_name"), cell("family")),
        child=emptied(pl.col("beside")),
        organisation=cell("school"),
        school=cell("school"),
        told="told",
        no_child=pl.when(placeholder(pl.col("beside"))).then("beside"),
        nobody=nobody(cell("name")).fill_null(value=False) & cell("given_name").is_null(),
        heading=pl.lit(table.headings[named]),
        whole=whole,
    ).with_columns(name=pl.coalesce(as_keyed(pl.col("whole")), WHOLE_NAME))


def _of_relationship(table: Table, group: Group, outside: Outside) -> pl.DataFrame:
    """What the columns say of the relationship, beside the group and in it. Of several the most
    cautious claim holds, each restriction, and a kind that they all say; else the kind is
    `unclear`."""
    places = {
        part: outside.of_relationship.get(part, []) + group.relationship.get(part, [])
        for part in OF_RELATIONSHIP
    }
    named = {f"{part}{at}": [at] for part, several in places.items() for at in several}
    cells = pick_places(table, named)
    each = {part: [cells[f"{part}{at}"] for at in several] for part, several in places.items()}
    made: dict[str, pl.Series | pl.Expr] = {}
    if each["restriction"]:
        texts = pl.concat_str(each["restriction"], separator="; ", ignore_nulls=True)
        made["restriction"] = pl.when(texts != "").then(texts)
    if each["responsibility"]:
        ranks = [meaning(said).replace_strict(RANK) for said in each["responsibility"]]
        words = {rank: word for word, rank in RANK.items()}
        made["responsibility"] = pl.min_horizontal(ranks).replace_strict(
            words, return_dtype=pl.String
        )
    unclear = pl.lit(value=outside.unclear)
    if each["kind"]:
        first, *others = each["kind"]
        alike = [first.str.to_lowercase() == other.str.to_lowercase() for other in others]
        same = pl.all_horizontal([pl.lit(value=True), *alike]).fill_null(value=False)
        made["kind"] = pl.when(same).then(first)
        unclear = ~same | (unclear & first.is_null())
    return cells.select("row").with_columns(unclear=unclear, **made).drop("row")


def _links(people: pl.DataFrame, found: list[Group], outside: Outside) -> pl.DataFrame:
    said = people.select(
        "row", "kind", "responsibility", "restriction", "unclear", value="child"
    ).filter(pl.col("value").is_not_null())
    asked = {part for group in found for part in group.columns} | outside.of_relationship.keys()
    unsaid = pl.lit(None, pl.String)
    said = legal_words.of_contacts(said) if "kind" in asked else said.with_columns(claim=unsaid)
    said = said.with_columns(claim=pl.when("unclear").then(pl.lit("unstated")).otherwise("claim"))
    if "responsibility" in asked:
        meant = meaning(said["responsibility"])
        kept = pl.col("unclear") & (meant == "yes")
        said = said.with_columns(claim=pl.when(kept).then("claim").otherwise(meant))
    restricted = pl.col("restriction").is_not_null()
    return links(
        said.with_columns(
            claim=pl.when(restricted).then(pl.lit("restricted")).otherwise("claim"),
            note=pl.col("restriction").fill_null(""),
        )
    )
