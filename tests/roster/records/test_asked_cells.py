"""What people decided of cells, put in their place."""

import polars as pl

from kinkeeper.roster.records.asked_cells import as_decided, raw
from kinkeeper.roster.records.kind import Decided
from kinkeeper.roster.records.kinds.attendance import ATTENDANCE

TEXT, SUNDAY = "06/09/2026", "2026-09-06"
NAME = f"H-1|{TEXT}|AM"


def decided(*said: tuple[str, str]) -> tuple[list[str], list[int]]:
    """The days as they are read, and the rows of which one was found right."""
    cells = {"student_id": ["H-1", "H-2"], "date": [TEXT, TEXT], "session": ["AM", "AM"]}
    frame = pl.DataFrame({"row": [2, 3]} | {raw(each): of for each, of in cells.items()})
    each = [Decided("attendance", NAME, "date", text, day) for text, day in said]
    read, right = as_decided(ATTENDANCE, frame, each)
    return read[raw("date")].to_list(), right["date"].to_list()


def test_k9_how_a_cell_is_read_does_not_say_that_it_is_right() -> None:
    assert decided((TEXT, SUNDAY)) == ([SUNDAY, TEXT], [])
    assert decided((TEXT, SUNDAY), (SUNDAY, SUNDAY)) == ([SUNDAY, TEXT], [2])
    assert decided((SUNDAY, SUNDAY)) == ([TEXT, TEXT], [])
