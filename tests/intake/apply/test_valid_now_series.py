"""What a later file of a series changes in what it said before (K35)."""

from datetime import date

import pytest

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import PendingRelationship, PendingState
from kinkeeper.intake.apply.apply_plan import Guarded, Stale, apply
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Membership, Person
from tests.cast import Cast
from tests.dated import HEAD, LATER, SOON, Clock, ada, empty, relationship, row, sees
from tests.importing import codes, edges, imported, planned, undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.mark.parametrize("word", [("ended", ""), ("", "2026-11-27")])
def test_k35_a_row_that_says_so_ends_its_series_own_statement(
    cast: Cast, word: tuple[str, str]
) -> None:
    imported(HEAD + row() + row(who="P-5,Ada,Lie,H-2"))
    status, last = word
    over = HEAD + row(status, last=last) + row(who="P-5,Ada,Lie,H-2")
    made = imported(over)
    assert made.counts["relationships"]["remove"] == 1
    assert relationship().state == "ended"
    assert ("P-5", "H-2") in edges()
    assert empty(over)
    undone(made)
    assert relationship().state == "active"
    assert sees(cast.nora)


def test_k35_k06_the_statements_of_a_hand_and_of_others_stay(cast: Cast, office: Actor) -> None:
    imported(HEAD + row(), series="one")
    imported(HEAD + row(), series="two")
    made = imported(HEAD + row("ended"), series="one")
    assert made.counts["relationships"]["remove"] == 0
    assert sees(cast.nora)
    connect(office, ada(), cast.nora)
    made = imported(HEAD + row("ended"), series="two")
    assert made.counts["relationships"]["remove"] == 0
    assert sees(cast.nora)
    assert relationship().sources == ["manual"]
    assert empty(HEAD + row("ended"), series="one")


def test_k35_a_strangers_series_ends_nothing(cast: Cast) -> None:
    """Nor does a row about a relationship that only a hand connected."""
    before = edges()
    imported(HEAD + row("ended", who="P-1,Kari,Berg,H-1") + row("ended", who="P-9,V,S,H-1"))
    assert edges() == before


def test_k35_k14_out_of_reach_a_row_ends_nothing(cast: Cast) -> None:
    imported(HEAD + row(who="P-2,Jonas,Lund,L-1"), organisation="Lakeside")
    before = edges()
    made = imported(HEAD + row("ended", who="P-2,Jonas,Lund,L-1"), by=cast.henry)
    assert edges() == before
    assert made.counts["relationships"]["remove"] == 0


def test_k35_of_two_rows_the_one_that_holds_counts(cast: Cast) -> None:
    for rows in (row("ended") + row(), row() + row("ended")):
        imported(HEAD + rows)
        assert sees(cast.nora)
        assert empty(HEAD + rows)


def test_k35_many_that_end_stop_the_plan(cast: Cast) -> None:
    who = [f"P-{number},Ada{number},Lie,H-1" for number in range(20, 40)]
    imported(HEAD + "".join(row(who=each) for each in who))
    half = planned(HEAD + "".join(row("ended", who=each) for each in who[:10]))
    assert {each["code"] for each in half.counts["guard"]["reasons"]} == {"many-removed"}
    with pytest.raises(Guarded):
        apply(half, of_command_line().actor)
    later = planned(HEAD + "".join(row(first=SOON, who=each) for each in who[:10]))
    assert {each["code"] for each in later.counts["guard"]["reasons"]} == {"many-removed"}


def test_k35_k09_k13_other_days_are_a_change_and_go_back(cast: Cast) -> None:
    first, second = HEAD + row(first=SOON), HEAD + row(first="2027-09-01", last=LATER)
    imported(first)
    since, version = relationship().since, relationship().version
    assert empty(first)
    made = imported(second)
    assert made.counts["relationships"]["create"] == 1
    assert (str(relationship().starts_on), str(relationship().ends_on)) == ("2027-09-01", LATER)
    assert (relationship().since, relationship().version) == (since, version + 1)
    assert empty(second)
    undone(made)
    assert (str(relationship().starts_on), relationship().ends_on) == (SOON, None)
    assert empty(first)


def test_k35_k09_over_by_its_own_days_is_nothing_to_do(cast: Cast, clock: Clock) -> None:
    file = HEAD + row(last=SOON)
    imported(file)
    clock.set(date(2027, 8, 2))
    assert not sees(cast.nora)
    assert empty(file)
    imported(HEAD + row(last=LATER))
    assert sees(cast.nora)


def test_k35_k10_a_late_apply_keeps_what_was_shown(cast: Cast, clock: Clock) -> None:
    shown = planned(HEAD + row(last="2026-11-30"))
    clock.set(date(2026, 12, 2))
    apply(shown, of_command_line().actor)
    assert not sees(cast.nora)
    imported(HEAD + row(first=SOON), series="two")
    stale = planned(HEAD + row(last=LATER))
    imported(HEAD + row(), series="two")
    with pytest.raises(Stale):
        apply(stale, of_command_line().actor)


def test_k35_k27_days_do_not_pass_a_hand(cast: Cast, office: Actor) -> None:
    """Neither does a file widen what a hand ended, nor narrow what a hand connected."""
    imported(HEAD + row(last=SOON))
    disconnect(office, ada(), cast.nora, reason="moved out")
    imported(HEAD + row(last=LATER))
    assert relationship().state == "blocked"
    imported(HEAD + row(first=SOON, who="P-1,Kari,Berg,H-1"))
    assert cast.nora in scopes.children(cast.kari)


@pytest.mark.parametrize("series", ["one", "two"])
def test_k35_k27_days_that_a_hand_left_stay_unless_they_keep_out(
    cast: Cast, office: Actor, clock: Clock, series: str
) -> None:
    head = "SyncID,First name,Last name,ChildID,Parental responsibility,Valid to\n"
    imported(f"{head}P-5,Ada,Lie,H-1,?,{SOON}\n", series="one")
    connect(office, ada(), cast.nora)
    by_key = HEAD + row()
    for file in (by_key, HEAD + row(last=LATER), HEAD + row(first=SOON)):
        made = imported(file, series=series)
        assert made.counts["relationships"]["create"] == 0
        assert (relationship().starts_on, str(relationship().ends_on)) == (None, SOON)
        assert empty(file, series=series)
    clock.set(date(2027, 8, 2))
    assert not sees(cast.nora)
    imported(HEAD + row(last=LATER), series=series)
    assert sees(cast.nora)
    assert str(relationship().ends_on) == LATER


def test_k35_days_of_other_series_stay_unless_they_keep_out(cast: Cast) -> None:
    one, two = HEAD + row(last=LATER), HEAD + row()
    imported(one, series="one")
    imported(two, series="two")
    assert str(relationship().ends_on) == LATER
    assert empty(two, series="two")
    imported(HEAD + row(first=SOON), series="one")
    imported(two, series="two")
    assert sees(cast.nora)
    for file, series in ((two, "two"), (HEAD + row(first=SOON), "one")):
        assert empty(file, series=series)


def test_k35_k08_a_pending_relationship_keeps_its_days(cast: Cast, clock: Clock) -> None:
    file = HEAD + row(first=SOON, who="P-5,Ada,Lie,X-1")
    imported(file)
    assert empty(file)
    other = imported(HEAD + row(first="2027-09-01", who="P-5,Ada,Lie,X-1"))
    assert other.counts["relationships"]["pending"] == 1
    undone(other)
    assert str(PendingRelationship.objects.get().starts_on) == SOON
    imported("SyncID,First name,Last name\nX-1,Ida,Lie\n", profile="pupil")
    child = Person.objects.get(sync_key="X-1")
    assert not sees(child)
    clock.set(date(2027, 8, 1))
    assert sees(child)


def test_k35_a_pending_relationship_ends_with_its_days(cast: Cast) -> None:
    imported(HEAD + row(who="P-5,Ada,Lie,X-1"))
    imported(HEAD + row("ended", who="P-5,Ada,Lie,X-1"))
    assert PendingRelationship.objects.get().state == PendingState.CANCELLED


def test_k35_disabled_is_proposed_and_lowers(cast: Cast) -> None:
    imported(HEAD + row())
    made = imported(HEAD + row("suspended"))
    assert made.counts["relationships"]["proposed"] == 1
    assert codes(made) == {"not-valid-now": 1}
    assert not sees(cast.nora)
    assert empty(HEAD + row("suspended"))


def test_k35_where_all_are_disabled_it_is_asked_once(cast: Cast) -> None:
    rows = [row("disabled", who=f"P-2{number},Ada{number},Lie,H-1") for number in range(3)]
    made = planned(HEAD + "".join(rows))
    assert [each["code"] for each in made.counts["guard"]["reasons"]] == ["all-disabled"]
    apply(made, of_command_line().actor, accept="our system marks them all")
    assert ("P-20", "H-1") in edges()
    more = HEAD + "".join(rows) + row("disabled", who="P-24,Eva,Lie,H-1")
    again = planned(more)
    assert again.counts["guard"] is None
    assert planned(more, series="another").counts["guard"] is not None


PUPILS = "SyncID,First name,Last name,Class,Status\n"


def places(key: str) -> set[str]:
    found = Membership.objects.filter(person__sync_key=key)
    return set(found.values_list("organisation__path", flat=True))


def test_k35_a_pupils_deleted_row_ends_that_series_membership_alone(cast: Cast) -> None:
    imported(PUPILS + "X-1,Ida,Lie,5A,active\n", profile="pupil", organisation="Hillside")
    Membership.objects.create(person=Person.objects.get(sync_key="X-1"), organisation=cast.lakeside)
    gone = PUPILS + "X-1,Ida,Lie,5A,deleted\nX-2,Per,Lie,5A,deleted\nX-3,Una,Lie,5A,active\n"
    made = imported(gone, profile="pupil", organisation="Hillside")
    assert places("X-1") == {"Lakeside"}
    assert Person.objects.get(sync_key="X-1").state == "active"
    assert not Person.objects.filter(sync_key="X-2").exists()
    assert made.counts["people"]["update"] == 1
    assert codes(made) == {"not-valid-now": 2}
    assert empty(gone, profile="pupil", organisation="Hillside")
    undone(made)
    assert places("X-1") == {"Lakeside", "Hillside/5A"}


def test_k35_what_another_series_or_a_hand_placed_stays(cast: Cast) -> None:
    file = PUPILS + "H-1,Nora,Berg,5A,deleted\n"
    made = imported(file, profile="pupil", organisation="Hillside")
    assert places("H-1") == {"Hillside", "Hillside/5A"}
    assert is_empty(made)
    back = PUPILS + "X-1,Ida,Lie,5A,active\n"
    imported(back, profile="pupil", organisation="Hillside", series="one")
    left = back.replace("active", "deleted")
    assert empty(left, profile="pupil", organisation="Hillside", series="two")
    assert places("X-1") == {"Hillside/5A"}


def test_k35_many_who_leave_stop_the_plan(cast: Cast) -> None:
    rows = [f"X-{number},Ida{number},Lie,5A,active\n" for number in range(25)]
    imported(PUPILS + "".join(rows), profile="pupil", organisation="Hillside")
    gone = PUPILS + "".join(rows).replace("active", "deleted")
    made = planned(gone, profile="pupil", organisation="Hillside")
    assert [each["code"] for each in made.counts["guard"]["reasons"]] == ["many-leave"]
