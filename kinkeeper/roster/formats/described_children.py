"""The children whom rows of parents name without a key: by name, and class or birth date.

A name proves nothing (K29). Such a row connects nobody and ends nothing: where one pupil fits it
proposes (`match.described`); else the child is told, with all that the row says of the two.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from kinkeeper.roster.cells.dates import read_dates
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.cells.validity import ENDED, NOT_NOW
from kinkeeper.roster.fields import OF_RELATIONSHIP
from kinkeeper.roster.formats.canonical import wrong
from kinkeeper.roster.headings.child_parts import BORN, CLASS, NAMES, PARTS, USED, part_of
from kinkeeper.roster.headings.field_of_heading import may_be_whole
from kinkeeper.roster.headings.heading_subject import NAME, PUPIL, recognise, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import DIGITS, HALVES
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.problems import NO_PROBLEMS, WARNING
from kinkeeper.roster.table import DESCRIBED, HOLDS, Table
from kinkeeper.roster.text.names import folded
from kinkeeper.roster.text.spreadsheet_days import from_serial

type Row = Mapping[str, Any]
# A problem shows so much, and of that so much is the parent and the child.
MOST, LONGEST = 200, 120


def columns(
    table: Table, taken: Collection[int] = (), by_hand: Collection[str] = ()
) -> list[dict[str, int]]:
    """Part -> the place of its column, for each child of a row: by first and last name, or by a
    whole name with a class or a birth date. A class that is nobody's is the child's. None where a
    child has a key. `taken` places and headings `by_hand` (folded) are something else."""
    said = [said_of(DIGITS.sub(" ", heading)) for heading in table.headings]
    if any((each.whom, each.what) == (PUPIL, "sync_key") for each in said):
        return []
    children: dict[tuple[str, int], dict[str, int]] = {}
    turns: dict[tuple[str, str], int] = {}
    for place, heading in enumerate(table.headings):
        part = part_of(heading)
        if part is None or place in taken or fold_heading(heading) in by_hand:
            continue
        number = "".join(DIGITS.findall(heading))
        turn = turns.get((part, number), 0)
        turns[part, number] = turn + 1
        children.setdefault((number, turn), {})[part] = place
    found = [with_whole(table, children[which]) for which in sorted(children)]
    return [each for each in found if _is_enough(each)]


def with_whole(table: Table, places: Mapping[str, int]) -> dict[str, int]:
    """*Nome* and *Nombre del alumno* are a whole name where no other half stands beside them."""
    halves = [part for part in (*HALVES, USED) if part in places]
    if len(halves) != 1 or NAME in places or not may_be_whole(table.headings[places[halves[0]]]):
        return dict(places)
    return {NAME if part == halves[0] else part: place for part, place in places.items()}


def _is_enough(places: dict[str, int]) -> bool:
    halves = HALVES[0] in places and not {HALVES[1], USED}.isdisjoint(places)
    return halves or (NAME in places and not {CLASS, BORN}.isdisjoint(places))


def found(
    table: Table,
    own: Sequence[int],
    children: Sequence[dict[str, int]],
    of_two: Collection[int] = (),
    *,
    order: str | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`DESCRIBED` of the rows that are not over, and the problems of the others and of
    placeholders. `own` are the places of the row's own names, the first name first; what a row says
    of the two stands in columns that say so and in those `of_two`. `order` of dates as in
    `read_dates`."""
    table.taken.update(place for each in children for place in each.values())
    rows = list(table.cells.iter_rows(named=True))
    over = set() if table.over is None else set(table.over)
    statements = _statements(table, rows, of_two)
    described: list[dict[str, Any]] = []
    problems = [NO_PROBLEMS]
    for which, each in enumerate(children):
        said: dict[str, list[tuple[int, str]]] = {"placeholder": [], NOT_NOW: []}
        heading = ", ".join(table.headings[each[part]] for part in PARTS if part in each)[:200]
        born = _births(table, each, order)
        for row, birth_date in zip(rows, born, strict=True):
            names = [cell for part in NAMES if part in each and (cell := _cell(row, each[part]))]
            if names and all(map(is_placeholder, names)):  # Null is a name beside another (K33)
                said["placeholder"].append((row["row"], names[0]))
            if not names or all(map(is_placeholder, names)):
                continue
            shown = _shown(row, each)
            pair = f"{_joined(row, own)} → {shown}"[:LONGEST]
            texts = _pieces(pair, statements[row["row"]])
            if row["row"] in over:
                said[NOT_NOW] += [(row["row"], text) for text in texts]
                continue
            described.append(
                {
                    "row": row["row"],
                    "which": which,
                    "heading": heading,
                    "names": _names(row, each),
                    "class": _cell(row, each[CLASS]) if CLASS in each else "",
                    "birth_date": birth_date,
                    "shown": shown[:LONGEST],
                    "texts": texts,
                }
            )
        detail = {"why": ENDED}
        problems.append(_problems("placeholder", heading, said["placeholder"]))
        problems.append(_problems(NOT_NOW, heading, said[NOT_NOW], detail))
    return pl.DataFrame(described, schema=DESCRIBED), pl.concat(problems)


def _names(row: Row, places: Mapping[str, int]) -> list[str]:
    """The whole name, once for each family name that is given. A *name* beside the first name is
    all of it, or the last name, as its cell tells."""
    cells = {part: _cell(row, places[part]) for part in NAMES if part in places}
    given, whole = cells.get(HALVES[0], ""), cells.get(NAME, "")
    families = [cells[part] for part in (HALVES[1], USED) if cells.get(part)]
    if whole and not families:
        has_given = set(folded(given).split()) <= set(folded(whole).split())
        return [whole if has_given else f"{given} {whole}"]
    return [f"{given} {family}".strip() for family in dict.fromkeys(families or [""])]


def _births(table: Table, places: Mapping[str, int], order: str | None) -> list[str | None]:
    """Null, too, where nothing tells whether the day or the month comes first."""
    if BORN not in places:
        return [None] * table.cells.height
    cell = pl.col(f"c{places[BORN]}").str.strip_chars()
    if table.spreadsheet and table.day_zero:
        cell = from_serial(cell, table.day_zero)
    filled = table.cells.select(pl.when(cell != "").then(cell)).to_series()
    return read_dates(filled, order).cells.to_list()


def _problems(
    code: str,
    heading: str,
    said: Sequence[tuple[int, str]],
    detail: Mapping[str, object] | None = None,
) -> pl.DataFrame:
    rows = pl.DataFrame(said, schema={"row": pl.UInt32, "value": pl.String}, orient="row")
    found = wrong(rows, code, heading, "value", WARNING)
    return found if detail is None else found.with_columns(detail=pl.lit(json.dumps(detail)))


def _statements(table: Table, rows: Sequence[Row], of_two: Collection[int]) -> dict[int, str]:
    """Row -> what it says of the two: kind and rights, and the status or days of those rows alone
    that are not simply true now."""
    said_so = {at for at, each in enumerate(table.headings) if recognise(each) in OF_RELATIONSHIP}
    rights = sorted(said_so.union(of_two))
    lasting: set[int] = set()
    if table.held is not None:
        holds = pl.any_horizontal(pl.col(list(HOLDS)).is_not_null())
        lasting = set(table.held.filter(holds)["row"])
    said = {}
    for row in rows:
        places = [*rights, *(sorted(table.heeded) if row["row"] in lasting else ())]
        cells = [(table.headings[place], _cell(row, place)) for place in places]
        said[row["row"]] = " · ".join(f"{heading}: {cell}" for heading, cell in cells if cell)
    return said


def _cell(row: Row, place: int) -> str:
    cell: str = row[f"c{place}"]
    return cell.strip()


def _joined(row: Row, places: Iterable[int]) -> str:
    return " ".join(filter(None, (_cell(row, place) for place in places)))


def _shown(row: Row, places: Mapping[str, int]) -> str:
    """*Nora Berg · 5A*."""
    cells = {part: _cell(row, place) for part, place in places.items()}
    return " · ".join(filter(None, [_names(row, places)[-1], cells.get(CLASS), cells.get(BORN)]))


def _pieces(of_whom: str, rest: str) -> list[str]:
    """As many texts as it takes to say everything."""
    room = MOST - len(of_whom) - 3
    pieces = [rest[at : at + room] for at in range(0, len(rest), room)] or [""]
    return [f"{of_whom} · {piece}" if piece else of_whom for piece in pieces]


def without_over(table: Table, problems: pl.DataFrame) -> Table:
    """Nobody is made of a row that is over and of whose children one is named among `problems`; and
    nothing ends by it: it does not tell with which of its parent's children (K6)."""
    if table.over is None:
        return table
    gone = pl.col("row").is_in(table.over.implode()) & pl.col("row").is_in(
        problems["row"].implode()
    )
    cells = table.cells.filter(~gone)
    return replace(
        table, cells=cells, over=table.over.filter(table.over.is_in(cells["row"].implode()))
    )


def are_own_names(table: Table, own: Mapping[str, int], child: Mapping[str, int]) -> bool:
    """Whether every second row or more names its own person twice: those are pupils."""
    rows = table.cells.iter_rows(named=True)
    both = [(_name_of(row, own), _name_of(row, child)) for row in rows]
    alike = [mine == theirs for mine, theirs in both if mine or theirs]
    return bool(alike) and 2 * sum(alike) >= len(alike)


def _name_of(row: Row, places: Mapping[str, int]) -> list[str]:
    return sorted(
        _joined(row, (places[p] for p in (*HALVES, NAME) if p in places)).casefold().split()
    )
