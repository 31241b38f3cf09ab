"""Decides which column is which field."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Means
from dataclasses import dataclass, replace
from dataclasses import field as set_by

import polars as pl

from kinkeeper.roster.columns.whose_rows import unclear_whose, untold
from kinkeeper.roster.fields import BY_NAME, NAMES, OF_RELATIONSHIP, RIGHTS
from kinkeeper.roster.headings.field_of_heading import fields_of, names_unclear
from kinkeeper.roster.headings.unread import Unread, unread_column
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.text.row_numbers import Lines
from kinkeeper.roster.vocabulary import Profile

IGNORE = "ignore"
# What a person may say of columns that a format has not, in whatever of its files they stand.
OF_OTHERS = (IGNORE, *RIGHTS)
# What a column may say of whom a parent may see; a person who says so of one that is not read is
# asked whether it may be passed over (K31).
OF_WHO_SEES = frozenset({"areas", *RIGHTS})
PLACE = re.compile("#([1-9][0-9]*)")


@dataclass(frozen=True)
class Mapping:
    """`columns` is field -> place of its column, `headings` field -> its heading; `unread` are
    the columns that are no field. `children`: whether the file says who the children are;
    `more_children` are the places of further columns of theirs. A column `name` of whole names
    stands for both halves, which have its heading. `same` are the places of columns that say
    nothing but what another says. `in_vain` is column (`told_apart`) -> the field that a person
    said and that files of this profile have not; such a column is no field."""

    columns: dict[str, int]
    headings: dict[str, str]
    unread: tuple[Unread, ...] = ()
    children: bool = False
    lines: Lines = set_by(default_factory=Lines)
    more_children: tuple[int, ...] = ()
    more_headings: tuple[str, ...] = ()
    same: tuple[int, ...] = ()
    in_vain: Means[str, str] = set_by(default_factory=dict)


def map_table(table: Table, options: Options) -> Mapping:
    """As `map_columns`; a format's own word for its columns and children counts. Raises
    `FileRefused` also where the table names nobody of the profile."""
    if table.nobody is not None:
        raise table.nobody
    found = map_columns(table, options)
    unread = (*_no_field(table, found), *table.unread)
    found = replace(found, lines=table.lines, unread=unread)
    if table.links is None or not asks_for_children(options):
        return found
    named = found.headings | {"child": table.child_heading}
    return replace(found, headings=named, children=True)


def map_columns(table: Table, options: Options) -> Mapping:
    """Columns for one field that have the same cells are one. Raises `FileRefused`:
    `duplicate-heading`, `no-header`, `missing-column`."""
    headings, fields = table.headings, table.fields
    columns: dict[str, int] = {}
    more: list[int] = []
    same: list[int] = []
    for place, field in enumerate(_chosen(table, options)):
        if field is None:
            continue
        first = columns.setdefault(field, place)
        if first == place:
            continue
        if field == "child":
            more.append(place)
        elif (kept := _one_of(table.cells, first, place)) is not None:
            columns[field] = kept
            same += {first, place} - {kept}
        else:
            raise FileRefused(
                "duplicate-heading",
                heading=told_apart(headings, first),
                other=told_apart(headings, place),
                field=field,
            )
    if fields is None:
        _refuse_lacking(table, columns, options)
    named = {field: headings[place] or f"#{place + 1}" for field, place in columns.items()}
    if "name" in columns:
        named |= {half: named["name"] for half in NAMES if half not in columns}
    return Mapping(
        columns,
        named,
        children="child" in columns,
        more_children=tuple(more),
        more_headings=tuple(headings[place] or f"#{place + 1}" for place in more),
        same=tuple(same),
        in_vain={told_apart(headings, at): field for at, field in _in_vain(table, options).items()},
    )


def _in_vain(table: Table, options: Options) -> dict[int, str]:
    """Place -> the field that a person said of it and that no file of this profile has."""
    said, read = by_hand(table.headings, options), _chosen(table, options)
    return {at: field for at, field in said.items() if field != IGNORE and read[at] is None}


def _no_field(table: Table, found: Mapping) -> tuple[Unread, ...]:
    """The columns of the table that are no field; some have been read all the same."""
    read = {*found.columns.values(), *found.more_children, *found.same, *table.heeded}
    unread = []
    for place, heading in enumerate(table.headings):
        if place in read:
            continue
        each = unread_column(told_apart(table.headings, place), heading, table.cells[f"c{place}"])
        about = each.about_rights
        if found.in_vain.get(each.name) in OF_WHO_SEES:  # there *none* is an answer, too
            about = about or bool((table.cells[f"c{place}"].str.strip_chars() != "").any())
        about = about and place not in table.taken
        unread.append(replace(each, about_rights=about, heading=heading))
    return tuple(unread)


def _one_of(cells: pl.DataFrame, first: int, second: int) -> int | None:
    """Of two columns that say the same in every row the first, and of one that says nothing beside
    another the other; None where they disagree."""
    one, other = (cells[f"c{place}"].str.strip_chars() for place in (first, second))
    if (one == other).all() or (other == "").all():
        return first
    return second if (one == "").all() else None


def told_apart(headings: Sequence[str], place: int) -> str:
    """The heading, and its position where another is the same or it is empty."""
    if not headings[place]:
        return f"#{place + 1}"
    folded = [_folded(heading) for heading in headings]
    twins = folded.count(folded[place]) > 1
    return f"{headings[place]} (#{place + 1})" if twins else headings[place]


def refuse_twins(table: Table, used: Iterable[int]) -> None:
    """Refuses where a column that a format reads stands a second time and says something else."""
    folded = [_folded(heading) for heading in table.headings]
    for place in used:
        for other in range(place + 1, len(folded)):
            if folded[other] == folded[place] and _one_of(table.cells, place, other) is None:
                raise FileRefused(
                    "duplicate-heading",
                    heading=told_apart(table.headings, place),
                    other=told_apart(table.headings, other),
                    field=table.headings[place],
                )


def asks_for_children(options: Options) -> bool:
    """Whether the file's word on children counts: not for pupils, and not where it was declined."""
    return options.profile != Profile.PUPIL and options.child_column != ""


def places_of(key: str, headings: Sequence[str]) -> list[int]:
    """The columns that somebody means: `#3` is the third, anything else each of that heading."""
    if at := PLACE.fullmatch(key):
        place = int(at[1]) - 1
        return [place] if place < len(headings) else []
    return [place for place, each in enumerate(headings) if _folded(each) == _folded(key)]


def key_of(headings: Sequence[str], place: int) -> str:
    """What means this column alone: its heading, or its position where that is no word or stands
    twice."""
    heading = headings[place]
    alone = bool(fold_heading(heading)) and PLACE.fullmatch(heading) is None
    return heading if alone and len(places_of(heading, headings)) == 1 else f"#{place + 1}"


def by_hand(headings: Sequence[str], options: Options) -> dict[int, str]:
    """Place -> the field, or `ignore`, that a person said. A position wins over a heading."""
    said = sorted(options.mapping.items(), key=lambda each: PLACE.fullmatch(each[0]) is not None)
    return {place: field for key, field in said for place in places_of(key, headings)}


def chosen_by_hand(headings: Sequence[str], options: Options) -> dict[str, str]:
    """The headings, folded, of which a person said which field they are. *Not kept* is no such
    word: what a column tells of its rows is heeded even where its cells are not kept."""
    said = by_hand(headings, options).items()
    return {fold_heading(headings[place]): field for place, field in said if field != IGNORE}


def ignored_by_hand(headings: Sequence[str], options: Options) -> list[str]:
    """The columns of which a person said that they are no field, as `Unread.name`."""
    keys = [key for key, field in options.mapping.items() if field == IGNORE]
    return keys + [told_apart(headings, at) for key in keys for at in places_of(key, headings)]


def suggest(table: Table, options: Options) -> list[str | None]:
    """The field that each column would be read as; for a person to correct."""
    return _chosen(table, options)


def _folded(heading: str) -> str:
    return fold_heading(heading) or heading


def _chosen(table: Table, options: Options) -> list[str | None]:
    headings = table.headings
    beside = {key for key, field in options.mapping.items() if field in OF_OTHERS}
    beside = {key for key in beside if fold_heading(key) in table.others}
    asked = [*(each for each in options.mapping if each not in beside), options.child_column or ""]
    missing = [heading for heading in asked if heading and not places_of(heading, headings)]
    if missing:
        raise FileRefused("missing-column", columns=", ".join(missing))
    said = by_hand(headings, options)
    taken = set(said.values())
    if not taken.isdisjoint(NAMES):
        taken.add("name")
    elif "name" in taken:
        taken.update(NAMES)
    guesses = table.fields or fields_of(
        headings, options.profile, options.child_match, untold(table)
    )
    chosen: list[str | None] = []
    for place in range(len(headings)):
        field = said.get(place)
        if field is None:
            guess = table.means.get(place, guesses[place])
            field = None if guess in taken else guess
        chosen.append(None if field == IGNORE else field)
    return _with_child(headings, chosen, said, options)


def _with_child(
    headings: tuple[str, ...], chosen: list[str | None], said: Means[int, str], options: Options
) -> list[str | None]:
    """The child's column as chosen, with those that a person called so; for a file of pupils there
    is none."""
    if not asks_for_children(options):
        of_relationship = (
            {"child", *OF_WHO_SEES, *OF_RELATIONSHIP}
            if options.profile == Profile.PUPIL
            else {"child", "kind"}
        )
        return [None if field in of_relationship else field for field in chosen]
    if options.child_column is None:
        return chosen
    wanted = places_of(options.child_column, headings)
    rest = [
        None if field == "child" and said.get(place) != "child" else field
        for place, field in enumerate(chosen)
    ]
    return ["child" if place in wanted else field for place, field in enumerate(rest)]


def _refuse_lacking(table: Table, columns: dict[str, int], options: Options) -> None:
    """A file of keys and children alone connects people who are in the site already."""
    headings = table.headings
    lacking = _lacking(columns, options)
    by_choice = chosen_by_hand(headings, options)
    unclear = unclear_whose(headings, options.profile, by_choice, untold(table))
    decided = [headings[place] for place in by_hand(headings, options)]
    if unclear is not None and (lacking or names_unclear(headings, decided)):
        raise unclear
    if not columns:
        raise FileRefused("no-header", first=", ".join(headings)[:200])
    if lacking:
        code = "pupils-without-keys" if _describes_pupils(columns, options) else "missing-column"
        raise FileRefused(code, columns=", ".join(lacking))


def _describes_pupils(columns: dict[str, int], options: Options) -> bool:
    """Whether the file has of pupils what others may share, and no key."""
    named = "name" in columns or set(NAMES) <= columns.keys()
    told = {"birth_date", "class"} & columns.keys()
    keyed = {"sync_key", "username"} & columns.keys() or options.match_on
    return options.profile == Profile.PUPIL and named and bool(told) and not keyed


def _lacking(columns: dict[str, int], options: Options) -> list[str]:
    identity = [options.match_on.replace("-", "_")] if options.match_on else []
    names = [name for name in ("name", *NAMES) if name in columns]
    relationships_alone = not names and "child" in columns
    wanted = [] if relationships_alone or "name" in columns else NAMES
    lacking = [BY_NAME[name].label for name in wanted if name not in columns]
    if identity and identity[0] not in columns:
        lacking.insert(0, BY_NAME[identity[0]].label)
    elif not identity and not {"sync_key", "username"} & columns.keys():
        lacking.insert(0, "Synchronisation key or Username")
    return lacking
