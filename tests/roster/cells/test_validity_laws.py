"""K35, K27: which days a relationship bears after a file, said once more in plain words."""

from datetime import date

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.roster.cells.validity import dated

TODAY = date(2026, 11, 28)
DAYS = st.sampled_from([None, "2026-01-01", "2026-11-28", "2027-08-01", "2028-07-31"])
FLAG = st.sampled_from([None, False, True])
type Span = tuple[str | None, str | None]


def later(span: Span) -> bool:
    first, last = span
    return first is None or last is None or first <= last


SPANS = st.tuples(DAYS, DAYS).filter(later)
# what is over is no row any more
SAID = SPANS.filter(lambda said: said[1] is None or said[1] >= TODAY.isoformat())


def on(span: Span) -> bool:
    first, last = span
    return (first or "") <= TODAY.isoformat() <= (last or "9")


def after(here: Span, said: Span, **known: object) -> tuple[str, Span]:
    """The act and the days of one relationship that stands, when a file names it."""
    values = {"act": "existing", "state_before": "active", "claim": "yes", **known}
    kinds = {name: pl.Boolean if name in {"by_hand", "files"} else pl.String for name in values}
    spans = dict(
        zip(("site_starts_on", "site_ends_on", "starts_on", "ends_on"), here + said, strict=True)
    )
    frame = pl.DataFrame([values | spans], schema=kinds | dict.fromkeys(spans, pl.String))
    [found] = dated(frame, TODAY).iter_rows(named=True)
    return found["act"], (found["starts_on"], found["ends_on"])


@given(SPANS, SAID, FLAG, FLAG, st.sampled_from(["active", "proposed"]))
@example((None, "2027-08-01"), (None, None), True, None, "active")
@example((None, "2026-01-01"), (None, "2027-08-01"), True, None, "active")
def test_k35_k27_days_that_others_gave_stay_unless_they_keep_out_today(
    here: Span, said: Span, by_hand: bool | None, files: bool | None, state: str
) -> None:
    act, days = after(here, said, by_hand=by_hand, files=files, state_before=state)
    if (by_hand or files) and (on(here) or not on(said)):
        assert (act, days) == ("existing", here)
    else:
        assert on(days) == on(said)
        assert days[1] == said[1]
