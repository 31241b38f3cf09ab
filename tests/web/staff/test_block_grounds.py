"""What a block rests on, on the pages: given, read, reviewed; and nothing of it for its parent."""

from datetime import date

import pytest
from django.test import Client

from kinkeeper.families import block_grounds
from kinkeeper.families.block import block
from kinkeeper.families.block_grounds import Ground
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import own_settings
from kinkeeper.people.models import Person
from tests.asking import CUSTODY
from tests.cast import Cast
from tests.dated import Clock
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
REFERENCE = "12 C 34/26"
COURT = Ground("court-order", REFERENCE, date(2027, 3, 3))
FIELDS = {"basis": "court-order", "reference": REFERENCE, "review": "2027-03-03"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def said(parent: Person, child: Person) -> list[tuple[str, str, date | None]]:
    found = block_grounds.of(parent, child)
    return [(each.basis, each.reference, each.review_on) for each in found]


COURTS = [(COURT.basis, COURT.reference, COURT.review_on)]


def test_k15_whoever_blocks_says_what_it_rests_on(cast: Cast, anna: Client, clock: Clock) -> None:
    page = f"/staff/people/{cast.nora.pk}/block/"
    anna.post(page, {"other": cast.stranger.pk, "reason": "A judge said so.", **FIELDS})
    anna.post(
        f"/staff/people/{cast.nora.pk}/remove/{cast.kari.pk}/",
        {"block": "on", "reason": "A judge said so.", **FIELDS},
    )
    assert said(cast.stranger, cast.nora) == said(cast.kari, cast.nora) == COURTS
    for person in (cast.nora, cast.kari):
        shown = anna.get(f"/staff/people/{person.pk}/").content.decode()
        assert "Legal basis: Court order" in shown
        assert REFERENCE in shown
        assert "3 March 2027" in shown
    assert "2027" in anna.get("/staff/relationships/?show=blocked").content.decode()


def test_k24_a_review_date_that_has_passed_is_refused_at_its_field(
    cast: Cast, anna: Client, clock: Clock
) -> None:
    page = f"/staff/people/{cast.nora.pk}/block/"
    late = FIELDS | {"review": "2026-11-28"}
    answer = anna.post(page, {"other": cast.stranger.pk, "reason": "A judge.", **late})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "must be in the future" in shown
    assert REFERENCE in shown
    assert not Relationship.objects.filter(parent=cast.stranger, child=cast.nora).exists()


def test_k15_a_review_that_is_due_is_asked_and_answered(
    cast: Cast, anna: Client, office: Actor, clock: Clock
) -> None:
    made = block(office, cast.kari, cast.nora, reason="A judge said so.", ground=COURT)
    title = "Should Kari Berg and Nora Berg stay blocked?"
    assert title not in anna.get("/staff/inbox/").content.decode()
    clock.set(date(2027, 3, 3))
    shown = anna.get("/staff/inbox/?kind=block-review").content.decode()
    assert title in shown
    assert REFERENCE in shown
    assert b"1 question to decide" in anna.get("/staff/").content
    page = f"/staff/relationships/blocked/{made.pk}/review/"
    assert REFERENCE in anna.get(page).content.decode()
    assert anna.post(page, FIELDS).status_code == 422  # the same day again
    anna.post(page, FIELDS | {"review": "2028-03-03"})
    assert said(cast.kari, cast.nora) == [("court-order", REFERENCE, date(2028, 3, 3))]
    assert title not in anna.get("/staff/inbox/").content.decode()


def test_k19_acc_14_nobody_reads_the_grounds_of_a_block_of_their_own(
    cast: Cast, office: Actor, signed_in: As, clock: Clock
) -> None:
    """Neither a parent at work there, nor a teacher; parents and pupils have no such page."""
    block(office, cast.jonas, cast.nora, reason="A judge said so.", ground=COURT)
    block(office, cast.henry, cast.elias, reason="A judge said so.", ground=COURT)
    clock.set(date(2027, 3, 3))

    def page(who: Person, of: Person) -> str:
        return signed_in(who).get(f"/staff/people/{of.pk}/").content.decode()

    assert REFERENCE in page(cast.admin, cast.elias)
    assert REFERENCE in page(cast.henry, cast.nora)
    assert REFERENCE not in page(cast.henry, cast.elias)
    assert REFERENCE not in page(cast.maria, cast.nora)
    asked = signed_in(cast.henry).get("/staff/inbox/").content.decode()
    assert asked.count(REFERENCE) == 1
    for who in (cast.kari, cast.jonas, cast.nora):
        for address in ("/children/", f"/children/{cast.elias.pk}/", "/me/"):
            shown = signed_in(who).get(address, follow=True).content.decode()
            assert REFERENCE not in shown
            assert "block" not in shown.casefold()


def test_k15_the_page_names_the_siblings_and_ticks_none(
    cast: Cast, anna: Client, signed_in: As
) -> None:
    page = f"/staff/people/{cast.nora.pk}/block/"
    shown = anna.get(f"{page}?other={cast.jonas.pk}").content.decode()
    assert "Theo Lund" in shown
    assert "checked" not in shown
    assert b"Theo Lund" not in signed_in(cast.henry).get(f"{page}?other={cast.jonas.pk}").content
    foreign = {"other": cast.jonas.pk, "reason": "A judge.", "siblings": [cast.mila.pk]}
    assert anna.post(page, foreign).status_code == 422
    both = {"other": cast.jonas.pk, "reason": "A judge.", "siblings": [cast.theo.pk]}
    done = anna.post(page, both, follow=True).content.decode()
    assert "Jonas Lund and Theo Lund are blocked." in done
    states = Relationship.objects.filter(parent=cast.jonas).values_list("state", flat=True)
    assert set(states) == {"blocked"}


def test_k15_disconnecting_asks_for_the_siblings_too(cast: Cast, anna: Client) -> None:
    page = f"/staff/people/{cast.nora.pk}/remove/{cast.kari.pk}/"
    assert b"Elias Berg" in anna.get(page).content
    sent = {"reason": "A judge.", "siblings": [cast.elias.pk]}
    assert anna.post(page, sent).status_code == 422
    anna.post(page, sent | {"block": "on"})
    states = Relationship.objects.filter(parent=cast.kari).values_list("state", flat=True)
    assert set(states) == {"blocked"}


def test_k27_one_asks_to_lift_a_block_and_another_confirms(
    cast: Cast, anna: Client, office: Actor, signed_in: As
) -> None:
    own_settings.change(office, cast.hillside, "block_lift_needs_two", "on")
    made = block(office, cast.kari, cast.nora, reason="A judge said so.", ground=COURT)
    page = f"/staff/relationships/blocked/{made.pk}/lift/"
    henry = signed_in(cast.henry)
    assert "Ask to lift the block" in henry.get(page).content.decode()
    asked = henry.post(page, {"reason": "The order has ended."}, follow=True).content.decode()
    assert "It stands until someone else confirms it" in asked
    own = henry.get("/staff/inbox/").content.decode()
    assert "The order has ended." in own
    assert "Withdraw the request" in own
    assert "Confirm and lift" not in own
    assert "<textarea" not in henry.get(page).content.decode()
    assert henry.post(page, {"reason": "Again."}).status_code == 422
    shown = anna.get("/staff/inbox/").content.decode()
    for words in ("Henry Office", "The order has ended.", REFERENCE, "Confirm and lift"):
        assert words in shown
    assert "Confirm and lift the block" in anna.get(page).content.decode()
    anna.post(page, {"reason": "I have read it."})
    made.refresh_from_db()
    assert made.state == "ended"
    decided = anna.get("/staff/inbox/decided/").content.decode()
    assert "Block lifted" in decided
    assert "Ask again: " not in decided


def test_k15_whoever_declines_says_what_the_block_rests_on(
    cast: Cast, anna: Client, clock: Clock
) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    made = Relationship.objects.get(parent=cast.stranger, child=cast.nora)
    page = f"/staff/relationships/proposed/{made.pk}/decline/"
    late = {"reason": "A judge.", **FIELDS, "review": "2020-01-01"}
    assert anna.post(page, late).status_code == 422
    anna.post(page, {"reason": "A judge.", **FIELDS})
    assert said(cast.stranger, cast.nora) == COURTS
