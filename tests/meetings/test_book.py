"""REC-063, REC-064, REC-335, REC-336: who has which time."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.block import block
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.book import book, cancel, change, enter
from kinkeeper.meetings.call_off import call_off, move
from kinkeeper.meetings.make_offer import close, open_again, withdraw
from kinkeeper.meetings.models import Booking, Offer, Slot
from kinkeeper.people.models import Membership, Person
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast, connected, person
from tests.meetings.offered import by, offered
from tests.merging import merged, unmerged

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
BOOKED = {"state": "booked"}


def code(act: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refusal) as caught:
        act(*args)
    return caught.value.code


def booked(parent: Person, child: Person, slot: Slot) -> Booking:
    return book(by(parent), parent, child, slot)


def test_rec_063_rec_064_a_time_is_one_familys_and_each_parent_has_their_own(cast: Cast) -> None:
    offer, (first, second, *_rest) = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, first)
    assert code(booked, cast.jonas, cast.nora, first) == "taken"
    assert code(booked, cast.kari, cast.nora, second) == "enough"
    booked(cast.jonas, cast.nora, second)  # one for each parent
    assert code(change, by(cast.kari), cast.kari, made, second) == "taken"
    assert code(change, by(cast.kari), cast.kari, made, first) == "same-time"
    assert code(cancel, by(cast.jonas), cast.jonas, made) == "not-allowed"
    cancel(by(cast.kari), cast.kari, made)
    assert code(cancel, by(cast.kari), cast.kari, made) == "cancelled"
    made = booked(cast.kari, cast.nora, first)
    assert Booking.objects.filter(offer=offer, **BOOKED).count() == 2
    # the database holds it, whatever was looked at before
    again = {"offer": offer, "child": cast.elias, "parent": cast.kari, "each_parent": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(slot=first, seat=0, number=1, **again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(slot=first, seat=1, number=2, **again | {"child": cast.nora})


def test_rec_336_with_one_for_each_child_no_one_books_again(cast: Cast) -> None:
    """K19: and the sentence says nothing of who did."""
    offer, (first, second, *_rest) = offered(cast.maria, cast.class_5a, each_parent=False)
    booked(cast.kari, cast.nora, first)
    with pytest.raises(Refusal, match="have been booked already") as caught:
        booked(cast.jonas, cast.nora, second)
    assert "Kari" not in str(caught.value)
    common = {"offer": offer, "slot": second, "child": cast.nora, "seat": 0, "number": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(parent=cast.jonas, each_parent=False, **common)


def test_rec_335_brothers_and_sisters_share_a_time_of_one_parent(cast: Cast) -> None:
    Membership.objects.create(person=cast.elias, organisation=cast.class_5a)
    connected(cast.jonas, cast.elias)
    _offer, (first, second, *_rest) = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, first)
    booked(cast.kari, cast.elias, first)
    assert code(booked, cast.jonas, cast.elias, first) == "taken"
    cancel(by(cast.kari), cast.kari, made)
    assert code(booked, cast.jonas, cast.nora, first) == "taken"
    booked(cast.jonas, cast.nora, second)
    assert code(booked, cast.jonas, cast.nora, second) == "enough"


def test_no_one_is_in_two_meetings_at_once(cast: Cast) -> None:
    _one, (first, *_rest) = offered(cast.maria, cast.class_5a)
    _two, (same, later, *_more) = offered(cast.henry, cast.hillside)
    booked(cast.kari, cast.nora, first)
    assert code(booked, cast.kari, cast.elias, same) == "overlaps"
    assert code(enter, by(cast.henry), same, cast.elias, cast.kari) == "overlaps"
    booked(cast.kari, cast.elias, later)
    booked(cast.jonas, cast.nora, same)


def test_who_may_not_act_or_is_not_asked_books_nothing(cast: Cast) -> None:
    """K16: a child of another class or school, a parent of another child, no area, only to see."""
    offer, (first, *_rest) = offered(cast.maria, cast.class_5a)
    some, (chosen, *_more) = offered(cast.henry, cast.hillside, pupils=[cast.elias.pk])
    for parent, child in ((cast.kari, cast.elias), (cast.jonas, cast.theo),
                          (cast.stranger, cast.nora)):  # fmt: skip
        assert code(booked, parent, child, first) == "not-allowed"
    assert code(booked, cast.kari, cast.nora, chosen) == "not-allowed"
    assert code(enter, by(cast.maria), first, cast.elias, None) == "not-invited"
    booked(cast.kari, cast.elias, chosen)
    for given_ in (Given([Area.SCHOOL_DAY]), Given([Area.MESSAGES], sees_only=[Area.MESSAGES])):
        set_rights(OFFICE, cast.kari, cast.nora, given_, reason="agreed")
        assert code(booked, cast.kari, cast.nora, first) == "not-allowed"
        assert code(enter, by(cast.maria), first, cast.nora, cast.kari) == "not-allowed"
    assert some.chosen
    assert not offer.chosen
    assert not Booking.objects.filter(offer=offer).exists()


def test_after_the_last_day_parents_call_and_the_school_still_may(cast: Cast) -> None:
    offer, (first, second, third, *_rest) = offered(cast.maria, cast.class_5a)
    made = booked(cast.kari, cast.nora, first)
    Offer.objects.filter(pk=offer.pk).update(closes_at=timezone.now())
    kari = by(cast.kari)
    assert code(booked, cast.jonas, cast.nora, second) == "closed"
    assert code(change, kari, cast.kari, made, second) == "closed"
    assert code(cancel, kari, cast.kari, made) == "closed"
    maria = by(cast.maria)
    phoned = enter(maria, second, cast.nora, cast.jonas)
    assert code(enter, maria, third, cast.nora, cast.jonas) == "enough"
    assert code(move, maria, made, third, " ") == "reason-missing"
    assert code(move, maria, made, second, "ill") == "taken"
    move(maria, made, third, "I am ill until half past five.")
    call_off(maria, phoned, "The teacher is ill.")
    assert code(call_off, maria, phoned, "Again.") == "cancelled"
    made.refresh_from_db()
    assert (made.slot_id, made.moved_from) == (third.pk, first.starts_at)
    acts = Entry.objects.filter(action__startswith="meeting.").order_by("pk")
    assert [each.action for each in acts] == [
        f"meeting.{act}" for act in ("offered", "booked", "entered", "moved", "called-off")
    ]
    assert acts[3].child_id == cast.nora.pk
    Slot.objects.update(starts_at=F("starts_at") - timedelta(days=30))
    assert code(call_off, maria, made, "Late.") == "over"
    assert code(enter, maria, first, cast.nora, None) == "over"


def test_a_closed_time_and_meetings_that_were_withdrawn_take_no_one(cast: Cast) -> None:
    offer, (first, second, *_rest) = offered(cast.maria, cast.class_5a)
    maria = by(cast.maria)
    close(maria, first)
    assert code(booked, cast.kari, cast.nora, first) == "taken"
    open_again(maria, first)
    made = booked(cast.kari, cast.nora, first)
    assert code(close, maria, first) == "booked"
    withdraw(maria, offer, "The school is closed that week.")
    made.refresh_from_db()
    assert (made.state, made.reason) == ("called-off", "The school is closed that week.")
    assert code(booked, cast.kari, cast.nora, second) == "withdrawn"
    assert code(withdraw, maria, offer, "Again.") == "withdrawn"


def test_k17_what_ends_a_relationship_frees_the_time_at_once(cast: Cast) -> None:
    _offer, (first, *_rest) = offered(cast.maria, cast.class_5a, each_parent=False)
    made = booked(cast.kari, cast.nora, first)
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    set_rights(OFFICE, cast.kari, cast.nora, Given(list(Area)), reason="a mistake")
    assert code(booked, cast.jonas, cast.nora, first) == "enough"  # it holds again
    block(OFFICE, cast.kari, cast.nora, reason="an order")
    booked(cast.jonas, cast.nora, first)
    made.refresh_from_db()
    assert made.state == "released"
    line = Entry.objects.get(action="meeting.released")
    assert (line.actor_id, line.child_id) == (None, cast.nora.pk)
    assert code(change, by(cast.kari), cast.kari, made, first) == "cancelled"


@pytest.mark.parametrize("chosen", [False, True])
def test_k14_who_left_the_class_or_the_school_holds_no_time(cast: Cast, chosen: bool) -> None:
    """The time is free at once, and who comes back before another takes it has it again."""
    more = {"pupils": [cast.nora.pk], "per_child": 2} if chosen else {}
    _offer, (first, second, *_rest) = offered(cast.maria, cast.class_5a, **more)
    made = booked(cast.kari, cast.nora, first)
    here = Membership.objects.get(person=cast.nora, organisation=cast.class_5a)
    here.delete()
    assert code(change, by(cast.kari), cast.kari, made, second) == "cancelled"
    assert code(cancel, by(cast.kari), cast.kari, made) == "cancelled"
    assert code(move, by(cast.maria), made, second, "ill") == "cancelled"
    assert code(booked, cast.kari, cast.nora, second) == "not-allowed"
    assert code(enter, by(cast.maria), second, cast.nora, None) == "not-invited"
    Booking.objects.update(state="booked")
    here.save(force_insert=True)
    made.refresh_from_db()
    change(by(cast.kari), cast.kari, made, second)
    here.delete()
    Membership.objects.create(person=cast.elias, organisation=cast.class_5a)
    if chosen:
        made.offer.invitations.create(child=cast.elias)
    booked(cast.kari, cast.elias, second)
    made.refresh_from_db()
    assert made.state == "released"
    assert Entry.objects.filter(action="meeting.released", child_id=cast.nora.pk).exists()


def test_k27_brother_and_sister_who_were_merged_by_mistake_have_their_seats_again(
    cast: Cast,
) -> None:
    """Both came at one time; while they were one, another sister took the seat that was free."""
    nils, mia = (person(f"{each}.berg", "pupil", cast.class_5a) for each in ("nils", "mia"))
    for each in (nils, mia):
        connected(cast.kari, each)
    _offer, (first, *_rest) = offered(cast.maria, cast.class_5a)
    for each in (cast.nora, nils):
        booked(cast.kari, each, first)
    done = merged(cast.nora, nils)
    assert Booking.objects.filter(slot=first, **BOOKED).count() == 1
    booked(cast.kari, mia, first)
    unmerged(done)
    held = Booking.objects.filter(slot=first, **BOOKED)
    assert set(held.values_list("child", flat=True)) == {cast.nora.pk, nils.pk, mia.pk}
    # where another family has the time by now, it stays theirs
    done = merged(cast.nora, nils)
    for booking in held:
        cancel(by(cast.kari), cast.kari, booking)
    taken = booked(cast.jonas, cast.nora, first)
    unmerged(done)
    assert list(Booking.objects.filter(slot=first, **BOOKED)) == [taken]


@pytest.mark.parametrize("ended", ["cancelled", "called-off", "withdrawn", "past"])
def test_k27_an_unmerge_brings_back_no_meeting_that_ended_while_they_were_one(
    cast: Cast, ended: str
) -> None:
    nils = person("nils.berg", "pupil", cast.class_5a)
    connected(cast.kari, nils)
    offer, (first, *_rest) = offered(cast.maria, cast.class_5a)
    booked(cast.kari, cast.nora, first)
    other = booked(cast.kari, nils, first)
    done = merged(cast.nora, nils)
    if ended == "withdrawn":
        Offer.objects.filter(pk=offer.pk).update(withdrawn_at=timezone.now())
    elif ended == "past":
        begun = timezone.now() - timedelta(hours=1)
        Slot.objects.filter(pk=first.pk).update(starts_at=begun, ends_at=timezone.now())
    else:
        Booking.objects.filter(slot=first, **BOOKED).update(state=ended)
    unmerged(done)
    assert not Booking.objects.filter(pk=other.pk, **BOOKED).exists()


def test_k27_two_accounts_that_both_booked_keep_both(cast: Cast) -> None:
    twin = person("kari.two", "parent", cast.hillside, given_name="Kari", family_name="Berg")
    connected(twin, cast.nora)
    pupil = person("nora.two", "pupil", cast.hillside, cast.class_5a)
    for parent in (cast.kari, twin):
        connected(parent, pupil)
    for each_parent in (True, False):
        _offer, slots = offered(
            cast.maria, cast.class_5a, each_parent=each_parent, per_child=2,
            day=timezone.localdate() + timedelta(days=8 + each_parent),
        )  # fmt: skip
        booked(cast.kari, cast.nora, slots[0])
        booked(cast.kari, pupil, slots[0])
        booked(twin, cast.nora, slots[1])
        booked(twin, pupil, slots[2])
    done = merged(cast.kari, twin)
    assert Booking.objects.filter(parent=cast.kari, **BOOKED).count() == 8
    merged(cast.nora, pupil)
    held = Booking.objects.filter(parent=cast.kari, child=cast.nora, **BOOKED)
    assert held.values("slot").distinct().count() == 6
    assert held.count() == 6  # what was twice one time is one
    assert code(booked, cast.kari, cast.nora, slots[3]) == "enough"
    cancel(by(cast.kari), cast.kari, held.filter(slot=slots[0]).get())
    assert code(booked, cast.kari, cast.nora, slots[3]) == "enough"
    unmerged(done)
    assert Booking.objects.filter(parent=twin, **BOOKED).count() == 4


TRIES = st.lists(
    st.tuples(
        st.sampled_from(["book", "change", "cancel", "move", "call-off", "enter"]),
        st.sampled_from(["kari", "jonas", "stranger"]),
        st.integers(0, 2),
        st.sampled_from(["nora", "elias"]),
    ),
    max_size=14,
)


@given(tries=TRIES, each_parent=st.booleans(), per_child=st.integers(1, 2))
def test_rec_063_whatever_parents_and_the_school_do_no_time_is_two_families(
    cast: Cast, tries: list[tuple[str, str, int, str]], each_parent: bool, per_child: int
) -> None:
    said: list[str] = []
    with transaction.atomic():
        Membership.objects.create(person=cast.elias, organisation=cast.class_5a)
        offer, slots = offered(
            cast.maria, cast.class_5a, each_parent=each_parent, per_child=per_child
        )
        for act, who, number, whom in tries:
            parent, child, slot = getattr(cast, who), getattr(cast, whom), slots[number]
            mine = Booking.objects.filter(parent=parent, child=child, offer=offer).first()
            try:
                with transaction.atomic():
                    tried(cast, act, parent, child, slot, mine)
            except Refusal as refusal:
                said.append(str(refusal))
            lawful(offer)
        transaction.set_rollback(True)
    assert not [each for each in said if re.search("Kari|Jonas|Nora|Elias|Berg", each)]


def tried(  # noqa: PLR0917  # one of the tries
    cast: Cast, act: str, parent: Person, child: Person, slot: Slot, mine: Booking | None
) -> None:
    if act == "book":
        booked(parent, child, slot)
    elif act == "enter":
        enter(by(cast.maria), slot, child, None)
    elif mine is None:
        return
    elif act == "change":
        change(by(parent), parent, mine, slot)
    elif act == "cancel":
        cancel(by(parent), parent, mine)
    elif act == "move":
        move(by(cast.maria), mine, slot, "ill")
    else:
        call_off(by(cast.maria), mine, "ill")


def lawful(offer: Offer) -> None:
    held = list(Booking.objects.filter(offer=offer, **BOOKED))
    for slot in {each.slot_id for each in held}:
        whose = {each.parent_id or -each.child_id for each in held if each.slot_id == slot}
        assert len(whose) == 1
    counted: dict[tuple[int, int | None], int] = {}
    for each in held:
        key = (each.child_id, each.parent_id if offer.each_parent else None)
        counted[key] = counted.get(key, 0) + 1
    assert max(counted.values(), default=0) <= offer.per_child
