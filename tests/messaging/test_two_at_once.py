"""REC-056: the button is pressed twice, and both presses arrive at the same moment."""

from collections.abc import Callable

import pytest

from kinkeeper.messaging.addressees import Addressee
from kinkeeper.messaging.class_message import audience, send
from kinkeeper.messaging.models import Conversation, Message, Sending
from kinkeeper.messaging.write import Said, begin_by_parent, begin_by_school
from tests.accounts.test_two_at_once import at_once
from tests.cast import Cast
from tests.messaging.talk import by, switch_on

pytestmark = pytest.mark.django_db(transaction=True)
SAID = Said("Bring boots.", subject="Trip")


def twice(press: Callable[[], object], number: int) -> None:
    """Both answer with the same one, and it was written once."""
    one, other = at_once(press, press)
    assert one == other
    assert Message.objects.count() == Conversation.objects.count() == number


def test_rec_056_a_parent_who_presses_twice_begins_once(cast: Cast) -> None:
    switch_on()
    kari, to = by(cast.kari), Addressee(cast.nora.pk, cast.hillside, cast.maria)
    twice(lambda: begin_by_parent(kari, cast.kari, cast.nora, to, SAID), 1)


def test_rec_056_a_teacher_who_presses_twice_begins_once(cast: Cast) -> None:
    switch_on()
    maria, school = by(cast.maria), cast.hillside
    twice(lambda: begin_by_school(maria, cast.maria, cast.nora, cast.kari, school, SAID), 1)


def test_rec_056_a_class_that_is_written_to_twice_is_written_to_once(cast: Cast) -> None:
    switch_on()
    maria, place, to = by(cast.maria), cast.class_5a, audience(cast.class_5a, frozenset())
    twice(lambda: send(maria, cast.maria, place, cast.hillside, to, SAID), 2)
    assert Sending.objects.count() == 1
