"""Files of one and of several series, one after another, and the days between them (K35)."""

from datetime import date

import pytest

from kinkeeper.families.models import PendingRelationship, RelationshipState
from kinkeeper.intake.models import Import
from tests.cast import Cast
from tests.dated import HEAD, LATER, SOON, Clock, ada, empty, relationship, row, sees
from tests.importing import edges, imported, planned, undone

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 5)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_k35_days_that_follow_each_other_are_one_span(cast: Cast, clock: Clock) -> None:
    """As of one school year after the other; nobody is locked out on the day between."""
    rows = [row(last="2026-12-31"), row(first="2027-01-01", last=LATER)]
    for file in (HEAD + "".join(rows), HEAD + "".join(reversed(rows))):
        clock.set(date(2026, 11, 28))
        imported(file)
        assert str(relationship().ends_on) == LATER
        clock.set(NEW_YEAR)
        assert sees(cast.nora)
        assert empty(file)


def test_k35_with_days_between_the_second_span_is_not_seen_yet(cast: Cast, clock: Clock) -> None:
    imported(HEAD + row(last="2026-12-31") + row(first="2027-02-01"))
    clock.set(NEW_YEAR)
    assert not sees(cast.nora)


@pytest.mark.parametrize(
    ("heading", "before", "after"),
    [
        ("Parental responsibility", "yes", ""),
        ("Parental responsibility", "yes", "no"),
        ("Relationship", "mother", "aunt"),
    ],
)
def test_k35_k26_what_was_over_begins_again_only_as_something_new_would(
    cast: Cast, clock: Clock, heading: str, before: str, after: str
) -> None:
    head = HEAD.replace("Status", heading)
    imported(head + row(before, last="2026-12-31"))
    clock.set(NEW_YEAR)
    imported(head + row(after))
    assert relationship().state == RelationshipState.PROPOSED
    assert not sees(cast.nora)
    assert empty(head + row(after))
    clock.set(date(2026, 11, 28))


def test_k35_what_was_over_begins_again_where_the_file_says_so(cast: Cast, clock: Clock) -> None:
    head = HEAD.replace("Status", "Parental responsibility")
    imported(head + row("yes", last="2026-12-31"))
    clock.set(NEW_YEAR)
    imported(head + row("yes"))
    assert sees(cast.nora)


def gone(status: str = "deleted", who: str = "P-5,Ada,Lie,") -> str:
    return HEAD + row(status, who=who)


def test_k35_whoever_is_gone_loses_all_that_the_series_said(cast: Cast) -> None:
    imported(HEAD + row() + row(who="P-5,Ada,Lie,H-2") + row(who="P-5,Ada,Lie,X-1"))
    made = imported(gone())
    assert made.counts["relationships"]["remove"] == 3  # one of them a pending relationship
    assert not {child for parent, child in edges() if parent == "P-5"}
    assert not ada().pending.filter(state="waiting").exists()
    assert empty(gone())
    undone(made)
    assert sees(cast.nora)
    assert ada().pending.filter(state="waiting").exists()


@pytest.mark.parametrize(
    "file",
    [
        gone("active"),
        gone() + row(who="P-5,Ada,Lie,"),
        gone(who="P-5,Ada,Lie,X-9"),
        gone(who="P-5,Ada,Lie,n/a"),
        gone(who="P-5,Maximilian,Oehlenschlager,"),
    ],
)
def test_k06_k35_what_is_not_certain_ends_nothing(cast: Cast, file: str) -> None:
    imported(HEAD + row())
    imported(file)
    assert sees(cast.nora)


def test_k35_whoever_is_gone_keeps_what_a_hand_or_another_series_said(cast: Cast) -> None:
    imported(HEAD + row(), series="one")
    imported(HEAD + row(), series="two")
    imported(gone(), series="one")
    assert sees(cast.nora)
    assert empty(gone(), series="one")


def lines(made: Import) -> int:
    return int(made.counts["relationships"]["create"])


def test_k35_k09_the_day_of_a_beginning_that_has_passed_changes_nothing(cast: Cast) -> None:
    imported(HEAD + row(first="2026-01-01"))
    assert lines(planned(HEAD + row(first="2025-01-01"))) == 0
    assert lines(planned(HEAD + row(first=SOON))) == 1


@pytest.mark.parametrize("child", ["H-1", "X-1"])
@pytest.mark.parametrize("days", [("", SOON, LATER), (SOON, "", LATER), (SOON, LATER, "")])
def test_k35_k13_no_days_come_back_that_an_undone_file_had_given(
    cast: Cast, days: tuple[str, str, str], child: str
) -> None:
    """The second of three is taken back first, then the third: the days of the first count."""
    made = [imported(HEAD + row(last=last, who=f"P-5,Ada,Lie,{child}")) for last in days]
    undone(made[1])
    undone(made[2])
    found = relationship() if child == "H-1" else PendingRelationship.objects.get()
    assert str(found.ends_on or "") == days[0]
