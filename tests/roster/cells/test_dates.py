"""K31: a column of dates is read in the one order that it allows, or it is asked; never in part."""

import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.cells.dates import read_dates
from kinkeeper.roster.table import FileRefused
from kinkeeper.roster.vocabulary import DateOrder
from tests.roster.core import Plan, codes, planned

DAY, MONTH = list(DateOrder)
WRITTEN = {
    "iso": "{d:%Y-%m-%d}", "dots": "{d:%d.%m.%Y}", "short": "{d.day}.{d.month}.{d.year}",
    "blanks": "{d.day}. {d.month}. {d.year}", "eight": "{d:%Y%m%d}", "slashes": "{d:%Y/%m/%d}",
    "midnight": "{d:%Y-%m-%d} 00:00:00", "zone": "{d:%Y-%m-%d}T00:00:00Z",
}  # fmt: skip
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
HEAD = "SyncID,First name,Last name,Birth date\n"


def read(*cells: str | None, order: str | None = None) -> list[str | None]:
    found = read_dates(pl.Series(cells, dtype=pl.String), order)
    assert found.asks is None
    return found.cells.to_list()


@given(st.lists(DATES, min_size=1, max_size=5), st.sampled_from(sorted(WRITTEN)))
def test_k31_what_has_one_way_is_read_in_it(days: list[datetime.date], way: str) -> None:
    cells = [WRITTEN[way].format(d=day) for day in days]
    assert read(*cells) == [day.isoformat() for day in days]


@given(st.lists(DATES, min_size=1, max_size=8), st.booleans())
def test_k31_a_column_is_read_in_its_order_or_asked(days: list[datetime.date], first: bool) -> None:
    way, order = ("%d/%m/%Y", DAY) if first else ("%m/%d/%Y", MONTH)
    cells = [day.strftime(way) for day in days]
    found = read_dates(pl.Series(cells))
    whole = [day.isoformat() for day in days]
    if found.asks is None:
        assert found.cells.to_list() == whole
    else:
        assert found.asks in cells
        assert found.cells.null_count() == len(cells)
        assert read(*cells, order=order) == whole
    assert (found.asks is None) == (
        any(day.day > 12 for day in days) or all(day.day == day.month for day in days)
    )


@given(st.lists(st.from_regex(r"[0-9./ -]{0,10}", fullmatch=True), max_size=6))
def test_k31_each_cell_is_a_day_or_told(cells: list[str]) -> None:
    """Whatever stands there: a row is left out by name, or the whole file waits."""
    made = outcome(HEAD + "".join(f"P{at},Ann,Dal,{cell}\n" for at, cell in enumerate(cells)))
    if isinstance(made, FileRefused):
        assert made.code == "date-order"
        example = str(made.detail["example"]).split(", ")
        assert set(example) <= {cell.strip() for cell in cells}
        return
    people = made.people.filter(pl.col("act") == "create")
    kept = dict(people.select("sync_key", "birth_date").rows())
    wrong = made.problems.filter(pl.col("code").is_in(["bad-date", "date-other-order"]))
    told = set(wrong["row"].to_list())
    for at, cell in enumerate(cells):
        assert (at + 2 in told) != (f"P{at}" in kept)
        if f"P{at}" in kept:
            assert (kept[f"P{at}"] is None) == (cell.strip() == "")


def outcome(text: str) -> Plan | FileRefused:
    try:
        return planned(text)
    except FileRefused as refused:
        return refused


def test_k31_one_date_above_the_twelfth_settles_the_column() -> None:
    assert read("03/04/2012", "17/09/2012") == ["2012-04-03", "2012-09-17"]
    assert read("03/04/2012", "09/17/2012") == ["2012-03-04", "2012-09-17"]
    assert read("03-04-2012", "17.09.2012", None) == ["2012-04-03", "2012-09-17", None]
    assert read("03/04/2012", "17/09/2012", order=MONTH) == ["2012-04-03", "2012-09-17"]


@pytest.mark.parametrize(
    ("order", "left"), [(None, "04/25/2012"), (DAY, "04/25/2012"), (MONTH, "17/09/2012")]
)
def test_k31_dates_of_the_other_order_are_told_as_that(order: str | None, left: str) -> None:
    cells = ["17/09/2012", "04/25/2012", *(["18/09/2012"] if order != MONTH else [])]
    rows = [f"P{at},Ann,Dal,{cell}" for at, cell in enumerate(cells)]
    made = planned(HEAD + "\n".join(rows) + "\n", date_order=order)
    wrong = made.problems.filter(pl.col("code") == "date-other-order")
    assert left in wrong["value"].to_list()
    assert "bad-date" not in codes(made)


def test_k31_one_date_of_each_order_is_asked() -> None:
    assert read_dates(pl.Series(["17/09/2012", "04/25/2012"])).asks == "17/09/2012, 04/25/2012"
    assert read("17/09/2012", "04/25/2012", order=MONTH) == [None, "2012-04-25"]


def test_k31_what_is_no_day_is_no_date() -> None:
    for cell in ("31.02.2012", "17.09.12", "1.1.1899", "x", "00/00/0000", "2012-13-01"):
        assert codes(planned(f"{HEAD}P1,Ann,Dal,{cell}\n")) == {"bad-date": 1}


@pytest.mark.parametrize("order", list(DateOrder))
def test_k31_an_answer_reads_the_column(order: str) -> None:
    text = f"{HEAD}P1,Ann,Dal,03/04/2012\n"
    with pytest.raises(FileRefused) as refused:
        planned(text)
    assert refused.value.detail == {"column": "Birth date", "example": "03/04/2012"}
    made = planned(text, date_order=order)
    assert made.people["birth_date"][0] == ("2012-04-03" if order == DAY else "2012-03-04")


def test_k31_a_column_that_is_not_read_asks_nothing() -> None:
    made = planned(
        "SyncID,First name,Last name,ChildID,Child birth date\nP1,Ann,Dal,S1,03/04/2012\n"
    )
    assert made.counts["people"]["create"] == 1


@pytest.mark.parametrize(
    "heading", ["Geburtsdatum", "Fødselsdato", "Syntymäaika", "Data urodzenia"]
)
def test_k31_dotted_dates_leave_no_row_out(heading: str) -> None:
    text = f"SyncID;Fornavn;Etternavn;{heading}\nS1;Nora;Berg;17.09.2012\nS2;Elias;Berg;3.4.2013\n"
    made = planned(text, profile="pupil")
    assert made.people["birth_date"].to_list() == ["2012-09-17", "2013-04-03"]
