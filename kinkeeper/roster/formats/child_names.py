"""What a file calls the children whose keys it names beside their parents (see `table.CALLED`)."""

from collections.abc import Collection

import polars as pl

from kinkeeper.roster.cells.whole_names import names
from kinkeeper.roster.headings.field_of_heading import bare_children, fields_of
from kinkeeper.roster.headings.heading_subject import NAME, NOBODY, PUPIL, Said, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import DIGITS, EITHER, HALVES, bare_columns
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.table import CALLED, Table

# Of which of a row's children a column speaks: the number in its heading, and which of those.
Which = tuple[str, int]


def of_row(
    table: Table,
    taken: Collection[int] = (),
    by_hand: Collection[str] = (),
    *,
    of_child: bool = False,
) -> pl.DataFrame | None:
    """By the columns of each row that name its child: *Child first name*, and *First name* on a
    pupil's row, as the headings say or it is known (`of_child`). `taken` places and headings
    `by_hand` (folded) are something else. Where a row names several children, each name is that of
    the key with the same number, or of the same turn."""
    said = [said_of(heading) for heading in table.headings]
    owner = bare_columns(table.headings, said).owner
    on_childs_row = owner == PUPIL or (of_child and owner == EITHER)
    free = {
        place: _numberless(heading, each)
        for place, (heading, each) in enumerate(zip(table.headings, said, strict=True))
        if place not in taken and fold_heading(heading) not in by_hand
    }
    for whom in (PUPIL, NOBODY):
        if whom == NOBODY and not on_childs_row:
            return None
        places: dict[Which, dict[str, int]] = {}
        turns = _Turns(table)
        for place, each in free.items():
            if each.whom == whom and each.what in {NAME, *HALVES} and not _is_key(table, place):
                places.setdefault(turns.of(place, str(each.what)), {})[str(each.what)] = place
        if places:
            table.taken.update(at for parts in places.values() for at in parts.values())
            return _called(table, places, [] if of_child else _keys(table))
    return None


def bare_keys(table: Table) -> dict[int, str | None]:
    """Place -> `child`, or None, of columns headed *Child 1*, *Barn*, *Barn*: by their cells, which
    are keys or names."""
    return {
        place: "child" if _is_key(table, place) else None for place in bare_children(table.headings)
    }


def _numberless(heading: str, said: Said) -> Said:
    plain = DIGITS.sub(" ", heading).strip(" _-.:")
    return said if said.what is not None or plain == heading else said_of(plain)


def _is_key(table: Table, place: int) -> bool:
    """Whether a bare heading's cells have no two words in them, as names have; a username has a dot
    between them."""
    if place not in bare_children(table.headings):
        return False
    return not table.cells[f"c{place}"].str.contains(r"\p{L}[.,]?\s+\p{L}").any()


class _Turns:
    """Counts, for each part of a name or key, how often its number came before."""

    def __init__(self, table: Table) -> None:
        self.headings = table.headings
        self.seen: dict[tuple[str, str], int] = {}

    def of(self, place: int, part: str) -> Which:
        number = "".join(DIGITS.findall(self.headings[place]))
        turn = self.seen.get((part, number), 0)
        self.seen[part, number] = turn + 1
        return number, turn


def _keys(table: Table) -> list[tuple[Which, int]]:
    fields = fields_of(table.headings, "parent", "sync-key")
    known = {place for place, field in enumerate(fields) if field == "child"}
    bare = bare_keys(table)
    known = {place for place in known if bare.get(place, "child")} | {
        place for place, field in bare.items() if field
    }
    turns = _Turns(table)
    return [(turns.of(place, "key"), place) for place in sorted(known)]


def _called(
    table: Table, places: dict[Which, dict[str, int]], keys: list[tuple[Which, int]]
) -> pl.DataFrame:
    if len(keys) < 2:
        return of_keys(_named(table, next(iter(places.values()))))
    found = [
        _named(table, places[which]).with_columns(value=pl.Series(table.cells[f"c{place}"]))
        for which, place in keys
        if which in places
    ]
    found = [each.with_columns(pl.col("value").str.strip_chars()) for each in found]
    return of_keys(pl.concat(found)) if found else pl.DataFrame(schema=CALLED)


def _named(table: Table, places: dict[str, int]) -> pl.DataFrame:
    given, family = (_cell(places, half) for half in HALVES)
    if NAME in places:
        whole = names(_cell(places, NAME))
        given, family = pl.coalesce(given, whole[0]), pl.coalesce(family, whole[1])
    return table.cells.select("row", given_name=given, family_name=family)


def _cell(places: dict[str, int], part: str) -> pl.Expr:
    if part not in places:
        return pl.lit(None, pl.String)
    cell = pl.col(f"c{places[part]}").str.strip_chars()
    return pl.when(cell.str.contains(r"\p{L}")).then(cell)  # *Children: 2* is no name


def of_keys(people: pl.DataFrame) -> pl.DataFrame:
    """Of people with `given_name` and `family_name`, by their `row`, or by their key as `value`."""
    given = [name for name in CALLED if name in people.columns]
    rest = [pl.lit(None).alias(name) for name in CALLED if name not in given]
    return people.select(*given, *rest).select(list(CALLED)).cast(pl.Schema(CALLED))
