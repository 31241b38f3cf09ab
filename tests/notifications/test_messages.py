"""K17, K28, NOT-05: parents are told by e-mail that the school wrote, and nothing of what."""

import pytest

from kinkeeper.families.block import block
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.messaging.class_message import audience, send
from kinkeeper.messaging.keep import withdraw, withdraw_from_class
from kinkeeper.messaging.models import Conversation
from kinkeeper.messaging.read_marks import read
from kinkeeper.messaging.write import Said, answer_by_parent, answer_by_school
from kinkeeper.notifications.due import mark
from kinkeeper.notifications.models import Reader
from kinkeeper.notifications.post import post
from kinkeeper.organisations import settings
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.protection_models import Protection
from kinkeeper.records.models import Group
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast
from tests.messaging.talk import OFFICE, by, from_school, switch_on
from tests.notifications.conftest import due_now, sent
from tests.notifications.mailbox import Mailbox

pytestmark = pytest.mark.django_db
KARI = "kari@example.org"


def posted() -> dict[str, str]:
    Mailbox.empty()
    due_now()
    post()
    return sent()


@pytest.fixture
def talk(cast: Cast, hillside: Group) -> Conversation:
    switch_on()
    return from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Custody hearing")


def test_not_05_rec_326_a_parent_is_told_of_a_message_at_once_and_of_nothing_in_it(
    cast: Cast, talk: Conversation
) -> None:
    Reader.objects.update(look_at=None)
    mark(moment())
    waits = Reader.objects.exclude(look_at=None).values_list("person", flat=True)
    assert list(waits) == [cast.kari.pk]
    found = posted()
    assert set(found) == {KARI}
    assert "1 conversation" in found[KARI]
    assert "Nora" in found[KARI]
    for secret in ("Custody", "Maria", "Ortega", "Elias"):
        assert secret not in found[KARI]
    assert posted() == {}  # once
    answer_by_parent(by(cast.kari), talk, Said("Yes."))
    assert posted() == {}
    answer_by_school(by(cast.maria), talk, Said("More."))
    assert set(posted()) == {KARI}
    answer_by_school(by(cast.maria), talk, Said("Still more."))
    read(cast.kari, talk, 2**40)
    assert posted() == {}


def test_k17_k28_not_05_nothing_is_told_of_what_is_not_shown_when_it_leaves(
    cast: Cast, talk: Conversation
) -> None:
    other = from_school(cast.maria, cast.nora, cast.jonas, cast.hillside, "Hello")
    withdraw(by(cast.maria), other, other.messages.get(), by_office=False)
    assert "jonas@example.org" not in posted()
    answer_by_school(by(cast.maria), talk, Said("More."))
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    assert posted() == {}
    everything = Given(list(Area))
    set_rights(OFFICE, cast.kari, cast.nora, everything, reason="agreed")
    settings.change(OFFICE, "messages_stopped", True)
    assert posted() == {}
    settings.change(OFFICE, "messages_stopped", False)
    mark_of = Protection.objects.create(person=cast.nora, reason="an order")
    assert posted() == {}
    mark_of.delete()
    block(OFFICE, cast.kari, cast.nora, reason="an order")
    assert posted() == {}


def test_rec_056_of_what_is_withdrawn_from_a_class_no_one_is_told(
    cast: Cast, talk: Conversation
) -> None:
    """What waits in the queue is looked at again when its turn comes."""
    posted()
    to, said = audience(cast.class_5a, frozenset()), Said("Lice", None, "Lice")
    sent_out = send(by(cast.maria), cast.maria, cast.class_5a, cast.hillside, to, said)
    mark(moment())
    assert Reader.objects.exclude(look_at=None).count() == 2
    assert withdraw_from_class(by(cast.maria), sent_out) == 2
    assert posted() == {}
