"""K17, K28, NOT-05: parents are told of meetings to book, and what the school did to theirs."""

import pytest
from django.test import Client

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.meetings.book import book, cancel, change, enter
from kinkeeper.meetings.call_off import call_off, move, seen
from kinkeeper.notifications.due import mark
from kinkeeper.notifications.models import Choice, Kind, Pace, Reader
from kinkeeper.notifications.post import post
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Membership
from kinkeeper.people.protection_models import Protection
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast
from tests.meetings.offered import DAY, by, offered
from tests.messaging.talk import OFFICE
from tests.notifications.conftest import due_now, sent
from tests.notifications.mailbox import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hillside")]
KARI, JONAS = "kari@example.org", "jonas@example.org"


def posted(**more: object) -> dict[str, str]:
    Mailbox.empty()
    due_now(**more)
    post()
    return sent()


def marked() -> set[int]:
    Reader.objects.update(look_at=None)
    mark(moment())
    return set(Reader.objects.exclude(look_at=None).values_list("person", flat=True))


def test_not_05_k19_what_is_offered_is_told_once_until_it_is_booked(cast: Cast) -> None:
    """That there is something about meetings, for which child; with whom, when and of what not."""
    _offer, slots = offered(cast.maria, cast.class_5a, title="Custody")
    assert marked() == {cast.kari.pk, cast.jonas.pk}
    book(by(cast.jonas), cast.jonas, cast.nora, slots[0])
    found = posted()
    assert set(found) == {KARI}  # who has booked knows
    assert "1 thing about meetings" in found[KARI]
    assert "Nora" in found[KARI]
    for secret in ("Custody", "Maria", "Jonas", "17", "Elias"):
        assert secret not in found[KARI].partition("http")[0]
    assert posted() == {}
    made = book(by(cast.kari), cast.kari, cast.nora, slots[1])
    cancel(by(cast.kari), cast.kari, made)
    assert posted() == {}  # what the parent did is no news


def test_not_05_what_the_school_noted_moved_or_cancelled_is_told_each_time(cast: Cast) -> None:
    _offer, slots = offered(cast.maria, cast.class_5a, per_child=2)
    made = book(by(cast.kari), cast.kari, cast.nora, slots[0])
    assert set(posted()) == {JONAS}
    noted = enter(by(cast.maria), slots[1], cast.nora, cast.jonas)
    assert marked() >= {cast.jonas.pk}
    assert set(posted()) == {JONAS}
    move(by(cast.maria), made, slots[2], "ill")
    assert cast.kari.pk in marked()
    assert set(posted()) == {KARI}
    assert posted() == {}
    move(by(cast.maria), made, slots[3], "ill")
    seen(by(cast.kari), made)  # read on the page before the e-mail left
    assert posted() == {}
    call_off(by(cast.maria), noted, "ill")
    call_off(by(cast.maria), made, "ill")
    found = posted()
    assert set(found) == {KARI, JONAS}
    assert "ill" not in found[KARI].replace("will", "").partition("http")[0]
    assert posted() == {}


def test_not_05_what_the_school_entered_is_no_news_once_it_was_read_or_changed(
    cast: Cast,
) -> None:
    """And the parent is not told of the own change."""
    _offer, slots = offered(cast.maria, cast.class_5a)
    noted = enter(by(cast.maria), slots[0], cast.nora, cast.jonas)
    client = Client()
    client.force_login(cast.jonas)
    assert client.get("/children/meetings/").status_code == 200
    assert JONAS not in posted()
    again = enter(by(cast.maria), slots[1], cast.nora, cast.kari)
    assert set(posted()) == {KARI}
    change(by(cast.kari), cast.kari, again, slots[2])
    change(by(cast.jonas), cast.jonas, noted, slots[3])
    assert posted() == {}


@pytest.mark.parametrize("ends", ["right", "area", "left", "protected", "withdrawn"])
def test_k17_k28_no_e_mail_tells_of_meetings_that_are_not_the_parents_any_more(
    cast: Cast, ends: str
) -> None:
    offer, _slots = offered(cast.maria, cast.class_5a)
    marked()
    if ends == "right":
        set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    elif ends == "area":
        set_rights(OFFICE, cast.kari, cast.nora, Given([Area.MESSAGES]), reason="agreed")
    elif ends == "left":
        Membership.objects.filter(person=cast.nora, organisation=cast.class_5a).delete()
    elif ends == "protected":
        Protection.objects.create(person=cast.nora, reason="an order")
    else:
        type(offer).objects.update(withdrawn_at=moment())
    assert KARI not in posted()


def test_not_05_meetings_are_a_kind_that_a_parent_chooses(cast: Cast) -> None:
    """Never for one child; with the e-mail of the day, and the other things of it, for another."""
    offered(cast.maria, cast.class_5a)
    offered(cast.henry, cast.hillside, day=moment().date() + 9 * DAY)
    for child, pace in ((cast.nora, Pace.NEVER), (cast.elias, Pace.DAILY)):
        Choice.objects.create(person=cast.kari, child=child, kind=Kind.MEETINGS, pace=pace)
    later = moment() + DAY
    assert KARI not in posted(daily_at=later, weekly_at=later)
    found = posted()
    assert "1 thing about meetings" in found[KARI]
    assert "Elias" in found[KARI]
    assert "Nora" not in found[KARI]
