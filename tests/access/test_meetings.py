"""K16, K17, K19, K28: who sees which meetings and who has booked them, behind the wall."""

import csv
import io

import pytest
from django.test import Client

from kinkeeper.families.block import block
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.meetings.book import book, enter
from kinkeeper.meetings.call_off import move
from kinkeeper.meetings.models import Booking, Offer, Slot
from kinkeeper.organisations import tree
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person
from kinkeeper.registry.protect import protect
from kinkeeper.roster.vocabulary import Area
from tests.access.test_absence_reports import asked_as
from tests.access.test_feeds import components
from tests.access.test_feeds import made as address_of_feed
from tests.access.test_view_as import begun
from tests.cast import Cast, connected, person
from tests.meetings.offered import DAY, by, offered
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OFFICE = Actor(None, "the office", "a test")
HOME, ALL, STAFF = "/children/", "/children/meetings/", "/staff/meetings/"


def seen(who: Person, table: str) -> set[int]:
    return set(asked_as(who, f"SELECT id FROM meetings_{table}"))


def taken(who: Person, offer: Offer) -> set[int]:
    return set(asked_as(who, f"SELECT wall.taken_slots({offer.pk})"))


def booked(parent: Person, child: Person, slot: Slot) -> Booking:
    return book(by(parent), parent, child, slot)


def test_k16_k17_k19_by_sql_alone_no_one_learns_who_comes(cast: Cast) -> None:
    """Another parent of the child, an ended relationship, another class, another school."""
    offer, slots = offered(cast.maria, cast.class_5a)
    class_5b = tree.ensure("Hillside/5B")[0]
    beside = person("bert.beside", "teacher", class_5b)
    made = booked(cast.kari, cast.nora, slots[0])
    every = {slot.pk for slot in slots}
    for who, offers, bookings in (
        (cast.kari, True, {made.pk}), (cast.jonas, True, set()),
        (cast.maria, True, {made.pk}), (cast.henry, True, {made.pk}),
        (cast.admin, True, {made.pk}), (cast.lara, False, set()), (beside, False, set()),
        (cast.stranger, False, set()), (cast.nora, False, set()), (cast.elias, False, set()),
    ):  # fmt: skip
        assert seen(who, "offer") == ({offer.pk} if offers else set()), who
        assert seen(who, "slot") == (every if offers else set()), who
        assert seen(who, "booking") == bookings, who
        assert taken(who, offer) == ({slots[0].pk} if offers else set()), who
    for rights in (Given([Area.SCHOOL_DAY]), Given([Area.MESSAGES]), None):
        if rights is None:
            block(OFFICE, cast.kari, cast.nora, reason="an order")
        else:
            set_rights(OFFICE, cast.kari, cast.nora, rights, reason="agreed")
        assert seen(cast.kari, "offer") | seen(cast.kari, "booking") == set()
        assert taken(cast.jonas, offer) == set()  # the time is free again at once
        assert taken(cast.kari, offer) == set()


def test_k14_k19_who_left_the_class_holds_no_time_and_both_sides_see_that(
    cast: Cast, signed_in: As
) -> None:
    """Another parent sees a free time and nothing else; the class no name; the office does."""
    offer, slots = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, slots[0])
    ola = person("ola.other", "pupil", cast.class_5a)
    mother = person("mona.other", "parent", cast.hillside)
    connected(mother, ola)
    here = f"{STAFF}{offer.pk}/"
    assert taken(mother, offer) == {slots[0].pk}
    Membership.objects.filter(person=cast.nora, organisation=cast.class_5a).update(
        organisation=tree.ensure("Hillside/5B")[0]
    )
    assert taken(mother, offer) == taken(cast.maria, offer) == set()
    assert asked_as(mother, f"SELECT wall.released_slots({offer.pk})") == []
    assert asked_as(cast.kari, f"SELECT wall.released_slots({offer.pk})") == []
    assert "no longer stands" not in signed_in(mother).get(ALL).content.decode()
    parent = signed_in(cast.kari)
    page = parent.get(ALL).content.decode()
    assert "no longer stands" in page
    assert "Choose a time" not in page
    assert "Change the time" not in page
    home = parent.get(HOME).content.decode()
    assert "Your meeting about Nora" in home
    assert "Book a time" not in home
    assert parent.post(f"{ALL}{offer.pk}/{cast.nora.pk}/", {"slot": slots[1].pk}).status_code == 422
    assert parent.post(f"{ALL}booked/{made.pk}/cancel/").status_code == 302
    office, teacher = (
        signed_in(each).get(here).content.decode() for each in (cast.henry, cast.maria)
    )
    assert "Nora Berg no longer belongs here" in office
    assert "Released" in teacher
    assert "Nora" not in teacher
    booked(mother, ola, slots[0])
    made.refresh_from_db()
    assert made.state == "released"
    assert "no longer stands" in parent.get(ALL).content.decode()
    assert "Ola" in signed_in(cast.maria).get(here).content.decode()


def test_what_is_for_a_chosen_few_is_for_who_made_it(cast: Cast) -> None:
    tora = person("tora.teacher", "teacher", cast.class_5a)
    ola = person("ola.other", "pupil", cast.class_5a)
    mother = person("mona.other", "parent", cast.hillside)
    connected(mother, ola)
    offer, slots = offered(cast.maria, cast.class_5a, pupils=[cast.nora.pk])
    booked(cast.kari, cast.nora, slots[0])
    for who in (tora, mother, cast.lara):
        assert seen(who, "offer") | seen(who, "invitation") | seen(who, "booking") == set(), who
    assert len(seen(cast.maria, "invitation")) == len(seen(cast.henry, "invitation")) == 1
    assert (seen(cast.kari, "offer"), seen(cast.kari, "invitation")) == ({offer.pk}, set())


def test_no_page_writes_beside_an_act(cast: Cast) -> None:
    _offer, slots = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, slots[0])
    for who in (cast.kari, cast.maria, cast.henry):
        changed = f"UPDATE meetings_booking SET seat = 2 WHERE id = {made.pk} RETURNING id"
        assert asked_as(who, changed) == []


def test_k19_one_parents_pages_do_not_tell_what_another_booked(cast: Cast, signed_in: As) -> None:
    """But for the time that is not free, and, where the school gives each child one, that it is."""
    offer, slots = offered(cast.maria, cast.class_5a)
    times = f"{ALL}{offer.pk}/{cast.nora.pk}/"
    jonas = signed_in(cast.jonas)
    addresses = (HOME, ALL, times, f"{HOME}{cast.nora.pk}/", f"{HOME}{cast.nora.pk}/meetings/")

    def pages() -> list[str]:
        return [jonas.get(each).content.decode() for each in addresses]

    before = pages()
    assert all("Parents’ evening" in each for each in before)
    assert "pick--off" not in before[2]
    made = booked(cast.kari, cast.nora, slots[0])
    after = pages()
    for each in ("Kari", f"slot-{slots[0].pk}", f"booking:{made.pk}"):
        assert not [page for page in after if each in page]
    assert after[2].count("pick--off") == 1
    assert len(signed_in(cast.kari).get(HOME).content) != len(before[0])
    said = {"slot": slots[0].pk}
    answer = jonas.post(times, said)
    assert answer.status_code == 422
    assert "just been taken" in answer.content.decode()
    assert jonas.post(f"{ALL}booked/{made.pk}/cancel/").status_code == 404
    assert jonas.post(times, {"slot": slots[1].pk, "booking": made.pk}).status_code == 404
    Offer.objects.filter(pk=offer.pk).update(each_parent=False)
    Booking.objects.filter(pk=made.pk).update(each_parent=False)
    told = jonas.get(ALL).content.decode()
    assert "is booked already" in told
    assert "Kari" not in told
    assert "Book a time" not in jonas.get(HOME).content.decode()


def test_a_parent_books_changes_and_cancels(cast: Cast, signed_in: As) -> None:
    offer, slots = offered(cast.maria, cast.class_5a)
    theirs, other = offered(cast.lara, cast.lakeside)
    kari, times = signed_in(cast.kari), f"{ALL}{offer.pk}/{cast.nora.pk}/"
    assert "Book a time: " in kari.get(HOME).content.decode()
    assert kari.post(times, {}).status_code == 422
    assert kari.post(times, {"slot": other[0].pk}).status_code == 404
    for wrong in (f"{offer.pk}/{cast.elias.pk}", f"{offer.pk}/{cast.theo.pk}",
                  f"{theirs.pk}/{cast.nora.pk}", f"{theirs.pk}/{cast.mila.pk}"):  # fmt: skip
        assert kari.get(f"{ALL}{wrong}/").status_code == 404, wrong
    assert kari.post(times, {"slot": slots[0].pk}).status_code == 302
    made = Booking.objects.get()
    assert "Book a time: " not in kari.get(HOME).content.decode()
    assert "stays yours" in kari.get(f"{times}?change={made.pk}").content.decode()
    change = {"slot": slots[1].pk, "booking": made.pk}
    assert kari.post(times, change).status_code == 302
    made.refresh_from_db()
    assert made.slot_id == slots[1].pk
    assert kari.post(f"{ALL}booked/{made.pk}/cancel/").status_code == 302
    assert "Book a time: " in kari.get(HOME).content.decode()


def test_who_comes_when_for_staff_and_what_they_change(cast: Cast, signed_in: As) -> None:
    offer, slots = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, slots[0])
    maria, page = signed_in(cast.maria), f"{STAFF}{offer.pk}/"
    assert "Kari Berg" in maria.get(page).content.decode()
    rows = list(csv.reader(io.StringIO(maria.get(f"{page}meetings.csv").content.decode())))
    assert [row[3:6] for row in rows[1:]] == [["H-1", "Nora Berg", "Kari Berg"]]
    enter_ = f"{STAFF}times/{slots[1].pk}/book/"
    asked = maria.post(enter_, {"child": cast.nora.pk}).content.decode()
    assert "Jonas Lund" in asked
    assert maria.post(enter_, {"child": cast.theo.pk}).status_code == 422
    said = {"child": cast.nora.pk, "caller": cast.jonas.pk}
    assert maria.post(enter_, said).status_code == 302
    moved = {"slot": slots[2].pk, "reason": "The room is taken."}
    assert maria.post(f"{STAFF}booked/{made.pk}/move/", moved).status_code == 302
    kari, jonas = signed_in(cast.kari), signed_in(cast.jonas)
    assert "has moved your meeting" in kari.get(HOME).content.decode()
    assert "The room is taken." not in jonas.get(ALL).content.decode()
    assert "The room is taken." in kari.get(ALL).content.decode()
    assert "has moved your meeting" not in kari.get(HOME).content.decode()  # it is read
    tora = signed_in(person("tora.teacher", "teacher", cast.class_5a))
    assert "Kari Berg" in tora.get(page).content.decode()
    for shut in (f"{page}withdraw/", f"{STAFF}booked/{made.pk}/cancel/"):
        assert tora.post(shut, {"reason": "x"}).status_code == 404
    assert signed_in(cast.lara).get(page).status_code == 404
    all_of_it = {"reason": "The school is closed."}
    assert signed_in(cast.henry).post(f"{page}withdraw/", all_of_it).status_code == 302
    for parent in (kari, jonas):
        assert "has cancelled your meeting" in parent.get(HOME).content.decode()
        assert "The school is closed." in parent.get(ALL).content.decode()


def test_k17_staff_read_that_a_time_was_released(cast: Cast, signed_in: As) -> None:
    offer, slots = offered(cast.maria, cast.class_5a)
    booked(cast.kari, cast.nora, slots[0])
    block(OFFICE, cast.kari, cast.nora, reason="an order")
    maria, page = signed_in(cast.maria), f"{STAFF}{offer.pk}/"
    before = maria.get(page).content.decode()
    enter(by(cast.maria), slots[0], cast.nora, None)  # it is written down by the next booking
    for text in (before, maria.get(page).content.decode()):
        assert "the parent who booked no longer has access" in text
        assert "Kari" not in text


def test_k28_a_protected_family_and_the_own_family_have_no_name(cast: Cast, signed_in: As) -> None:
    Membership.objects.create(person=cast.elias, organisation=cast.class_5a)
    offer, slots = offered(cast.maria, cast.class_5a)
    booked(cast.kari, cast.elias, slots[0])
    made = booked(cast.jonas, cast.nora, slots[1])
    protect(OFFICE, cast.elias, reason="an order", reach=WHOLE_SITE)
    connected(cast.henry, cast.nora)
    page = f"{STAFF}{offer.pk}/"
    maria, henry = (signed_in(each).get(page).content.decode() for each in (cast.maria, cast.henry))
    assert "Elias" not in maria + henry
    assert "Kari" not in maria + henry
    assert (maria.count("Taken. Ask"), henry.count("Taken. Ask")) == (1, 2)
    assert "Jonas" in maria
    assert "Jonas" not in henry
    assert signed_in(cast.henry).post(f"{STAFF}booked/{made.pk}/cancel/").status_code == 403
    assert "Elias" not in signed_in(cast.maria).get(f"{page}meetings.csv").content.decode()


def test_k17_r_045_a_view_and_a_calendar_show_the_own_meeting_as_long_as_it_holds(
    cast: Cast, signed_in: As
) -> None:
    """Who views as the parent books, changes and reads nothing away."""
    offer, slots = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, slots[0])
    move(by(cast.maria), made, slots[1], "The room is taken.")
    booked(cast.jonas, cast.nora, slots[0])
    feed = address_of_feed(cast, signed_in)
    [told] = components(Client().get(feed))
    assert told["summary"] == "Nora: Parents’ evening, Maria Ortega"
    assert told["dtstart"].dt == slots[1].starts_at
    times, cancel = f"{ALL}{offer.pk}/{cast.nora.pk}/", f"{ALL}booked/{made.pk}/cancel/"
    henry = begun(signed_in(cast.henry), cast.kari)
    assert henry.get(times).status_code == 200
    assert "The room is taken." in henry.get(ALL).content.decode()
    for address, said in ((times, {"slot": slots[2].pk, "booking": made.pk}), (cancel, {})):
        assert henry.post(address, said).status_code in {403, 404}
    assert Booking.objects.get(pk=made.pk, slot=slots[1]).seen_at is None
    block(OFFICE, cast.kari, cast.nora, reason="an order")
    assert components(Client().get(feed)) == []


def test_a_school_that_offers_none_has_nothing_of_it(cast: Cast, signed_in: As) -> None:
    kari = signed_in(cast.kari)
    for address in (HOME, f"{HOME}{cast.nora.pk}/"):
        assert "meeting" not in kari.get(address).content.decode().lower()
    assert "offers no meetings" in kari.get(ALL).content.decode()


def test_times_are_made_in_two_steps(cast: Cast, signed_in: As) -> None:
    maria, address = signed_in(cast.maria), f"{STAFF}new/{cast.class_5a.pk}/"
    assert maria.get(f"{STAFF}new/{cast.hillside.pk}/").status_code == 404
    assert "Maria Ortega" in maria.get(address).content.decode()
    day = today_at("Hillside/5A") + 30 * DAY
    said = {
        "title": "Parents’ evening", "with_whom": "Maria Ortega", "for_whom": "everyone",
        "day1": str(day), "first": "17:00", "last": "18:00", "minutes": "15", "pause": "0",
        "closes_on": str(day - DAY), "each": "each-parent", "per_child": "1",
    }  # fmt: skip
    assert maria.post(address, said | {"last": "16:00"}).status_code == 422
    before = maria.post(address, said).content.decode()
    assert "4 times will be offered" in before
    assert not Offer.objects.exists()
    assert maria.post(address, said | {"shown": "3"}).status_code == 200  # not what was shown
    assert maria.post(address, said | {"step": "edit", "shown": "4"}).status_code == 200
    assert not Offer.objects.exists()
    some = {"for_whom": "other", "shown": "4"}
    assert maria.post(address, said | some | {"pupils": cast.elias.pk}).status_code == 422
    assert maria.post(address, said | some | {"pupils": cast.nora.pk}).status_code == 302
    assert list(Offer.objects.get().invitations.values_list("child", flat=True)) == [cast.nora.pk]
    assert Slot.objects.count() == 4
