"""REC-063: two parents press at the same moment."""

import pytest

from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.book import book
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
