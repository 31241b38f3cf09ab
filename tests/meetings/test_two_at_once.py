"""REC-063: two parents press at the same moment."""

import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.db import DatabaseError, connection

from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings import book as booking
from kinkeeper.meetings import take_slot
from kinkeeper.meetings.book import book, change
from kinkeeper.meetings.make_offer import withdraw
from kinkeeper.meetings.models import Booking, Slot
from kinkeeper.people.models import Person
from tests.accounts.test_two_at_once import at_once
from tests.cast import Cast
from tests.meetings.offered import by, offered


def tried(parent: Person, child: Person, slot: Slot) -> str:
    try:
        book(by(parent), parent, child, slot)
    except Refusal as refusal:
        return refusal.code
    return "booked"


@pytest.mark.django_db(transaction=True)
def test_rec_063_rec_336_of_two_at_the_same_moment_one_has_it(cast: Cast) -> None:
    _each, (first, *_rest) = offered(cast.maria, cast.class_5a)
    one = at_once(
        lambda: tried(cast.kari, cast.nora, first), lambda: tried(cast.jonas, cast.nora, first)
    )
    assert sorted(one) == ["booked", "taken"]
    _child, (_same, second, third, *_more) = offered(cast.maria, cast.class_5a, each_parent=False)
    two = at_once(
        lambda: tried(cast.kari, cast.nora, second), lambda: tried(cast.jonas, cast.nora, third)
    )
    assert sorted(two) == ["booked", "enough"]
    assert Booking.objects.count() == 2


def crossing(
    monkeypatch: pytest.MonkeyPatch, where: ModuleType, pauses: str,
    first: Callable[[], object], second: Callable[[], object],
) -> list[object]:  # fmt: skip
    """What came of both: `first` pauses in this function, until `second` has gone as far as it can
    beside it."""
    reached, through, answers = threading.Event(), threading.Event(), []
    paused: Callable[..., Any] = getattr(where, pauses)

    def pause(*said: Any, **more: Any) -> Any:
        if threading.current_thread() is one and not reached.is_set():
            reached.set()
            through.wait(1)
        return paused(*said, **more)

    def run(act: Callable[[], object], then: threading.Event | None) -> None:
        try:
            answers.append(act())
        except (Refusal, DatabaseError) as error:
            answers.append(error)
        finally:
            connection.close()
            if then:
                then.set()

    monkeypatch.setattr(where, pauses, pause)
    one = threading.Thread(target=run, args=[first, None])
    one.start()
    assert reached.wait(20)
    other = threading.Thread(target=run, args=[second, through])
    other.start()
    for each in (one, other):
        each.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_rec_063_who_changes_a_booking_and_who_withdraws_all_wait_for_no_circle(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, (first, second, *_rest) = offered(cast.maria, cast.class_5a)
    made = book(by(cast.kari), cast.kari, cast.nora, first)
    assert crossing(
        monkeypatch, booking, "_refuse_overlap",
        lambda: change(by(cast.kari), cast.kari, made, second),
        lambda: withdraw(by(cast.maria), offer, "ill"),
    ) == [None, None]  # fmt: skip
    made.refresh_from_db()
    assert (made.state, made.slot_id) == ("called-off", second.pk)


@pytest.mark.django_db(transaction=True)
def test_rec_063_who_books_and_who_withdraws_all_wait_for_no_circle(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, (first, *_rest) = offered(cast.maria, cast.class_5a)
    assert crossing(
        monkeypatch, take_slot, "release",
        lambda: tried(cast.kari, cast.nora, first),
        lambda: withdraw(by(cast.maria), offer, "ill"),
    ) == ["booked", None]  # fmt: skip
    assert Booking.objects.get().state == "called-off"
