"""Pages of long lists that go on from a place, not by counting: the last costs as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Model, Q, QuerySet

PAGE = 50
MANY = 99  # more are not counted for a person
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """After which row a page begins: its time, the number of its list, its internal ID."""

    at: datetime
    stream: int
    pk: int

    def __str__(self) -> str:
        micros = (self.at - EPOCH) // timedelta(microseconds=1)
        return f"{micros}-{self.stream}-{self.pk}"


def place(text: str) -> Place | None:
    """The place that an address names; None where it names none."""
    parts = text.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 18 for p in parts):
        return None
    micros, stream, pk = map(int, parts)
    try:
        return Place(EPOCH + timedelta(microseconds=micros), stream, pk)
    except OverflowError:
        return None


def after[M: Model](
    rows: QuerySet[M], at: str, here: Place | None, *, stream: int = 0, newest: bool = False
) -> QuerySet[M]:
    """In order of the time `at`, the rows that come after `here`."""
    order = [f"-{at}", "-pk"] if newest else [at, "pk"]
    if here is None:
        return rows.order_by(*order)
    way = "lt" if newest else "gt"
    later = Q(**{f"{at}__{way}": here.at})
    if stream == here.stream:
        later |= Q(**{at: here.at, f"pk__{way}": here.pk})
    elif stream > here.stream:
        later |= Q(**{at: here.at})
    return rows.filter(later).order_by(*order)


@dataclass(frozen=True)
class Page[T]:
    """`after` is the place to begin the next page after; empty on the last one."""

    rows: Sequence[T]
    after: str = ""


def page[M: Model](
    rows: QuerySet[M], at: str, here: Place | None = None, *, newest: bool = False
) -> Page[M]:
    found = list(after(rows, at, here, newest=newest)[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return Page(shown, str(Place(getattr(shown[-1], at), 0, shown[-1].pk)) if more else "")


def few(rows: QuerySet[Model]) -> int:
    """How many, counted no further than a person cares; `MANY + 1` stands for more."""
    return rows[: MANY + 1].count()


def words_of(text: str) -> list[str]:
    return text[:100].replace("\x00", " ").split()[:5]
