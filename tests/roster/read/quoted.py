"""Tables with quotation marks, and what is read of them."""

import polars as pl

from kinkeeper.roster.read.delimited import read as read_text
from kinkeeper.roster.table import Table

HEAD = "SyncID,First name,Last name,ChildID\n"
OPEN = HEAD + 'a1,Ann,Dal,c1\na2,"Ben,Dal,c2\na3,Cleo,Dal,c3\na4,Dan "D",Dal,c4\na5,Eva,Dal,c5\n'


def table(text: str, delimiter: str | None = None) -> Table:
    return read_text(text.encode(), encoding=None, delimiter=delimiter, most_rows=100_000)


def named(found: Table) -> list[int]:
    """The rows that a stray quotation mark breaks."""
    return found.ragged.filter(pl.col("have").is_null())["row"].to_list()


def told(found: Table) -> dict[str, object]:
    return dict(found.notes)
