"""K18 and K27 as a law: by a merge of two accounts, and on the way back, no consent widens."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db.models.functions import Now
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.families.consent import continue_after, decide, end_continuation, going_on
from kinkeeper.families.consent_models import Basis, Consent
from kinkeeper.families.stated_rights import on
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Area
from tests.cast import connected
from tests.merging import OFFICE, merged, unmerged
from tests.registry.test_merge_rights_laws import Two

pytestmark = pytest.mark.django_db
type Fresh = Callable[[], AbstractContextManager[None]]
DAY = date(2026, 9, 1)
AREAS = st.sets(st.sampled_from([Area.ABSENCE, Area.CONTACT, Area.MESSAGES])).map(frozenset)
# Who says it, and what is allowed by it; of a file nothing is no consent.
SAID = st.lists(st.tuples(st.sampled_from(["pupil", "file"]), AREAS), max_size=3)
GOES_ON = st.sampled_from(["neither", "kept", "gone", "both"])


def say(parent: Person, pupil: Person, who: str, areas: frozenset[Area]) -> None:
    """A file as `decide_pairs.consents` has it."""
    if who == "pupil":
        decide(Actor(pupil.pk, "the pupil", "a test"), pupil, parent, areas)
        return
    said = Consent.objects.filter(parent=parent, pupil=pupil)
    if not areas or said.filter(source="").exists():
        return
    said.filter(withdrawn_at=None).update(withdrawn_at=Now())
    Consent.objects.create(parent=parent, pupil=pupil, areas=sorted(areas), source="import:1")


def sees(parent: Person, pupil: Person) -> frozenset[Area]:
    return frozenset(on(parent, pupil, DAY).sees)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    past = {name: draw(SAID) for name in ("kept", "gone", "since")}
    return past | {"of_pupil": draw(st.booleans()), "after": draw(AREAS)}


WITHDRAWN = [("pupil", frozenset({Area.ABSENCE})), ("pupil", frozenset[Area]())]
BY_FILE = [("file", frozenset({Area.ABSENCE, Area.CONTACT}))]
QUIET: dict[str, Any] = {"of_pupil": False, "since": [], "after": frozenset({Area.ABSENCE})}


@given(histories())
@example(QUIET | {"kept": [], "gone": WITHDRAWN})
@example(QUIET | {"kept": BY_FILE, "gone": WITHDRAWN})
@example(QUIET | {"kept": BY_FILE, "gone": BY_FILE, "since": WITHDRAWN})
@example(QUIET | {"kept": [], "gone": BY_FILE, "since": BY_FILE})
def test_k18_k27_a_merge_and_its_way_back_widen_no_consent(
    fresh: Fresh, past: dict[str, Any]
) -> None:
    with fresh():
        two = Two(of_pupil=past["of_pupil"])
        kept, gone = two.pair(two.one), two.pair(two.two)
        for parent, pupil in (kept, gone):
            Person.objects.filter(pk=pupil.pk).update(birth_date=date(2005, 5, 3))
            connected(parent, pupil)
        for one in {*kept, *gone}:
            one.refresh_from_db()
        for pair, said in ((kept, past["kept"]), (gone, past["gone"])):
            for each in said:
                say(*pair, *each)
        before, others = sees(*kept), sees(*gone)
        decided = any(who == "pupil" and areas for who, areas in past["gone"])

        made = merged(two.one, two.two)
        joined = sees(*kept)
        assert joined <= before
        assert joined <= others or not Consent.objects.filter(parent=gone[0], pupil=gone[1])
        if decided:
            say(*kept, "file", past["after"])
            assert sees(*kept) == joined

        for each in past["since"]:
            say(*kept, *each)
        now = sees(*kept)
        unmerged(made)
        assert sees(*gone) <= others
        own = [areas for who, areas in past["since"] if who == "pupil"]
        if (
            own
            and Consent.objects.filter(
                parent=kept[0], pupil=kept[1], source="", given_at__gt=made.made_at
            ).exists()
        ):
            assert sees(*gone) <= now
            say(*gone, "file", past["after"])
            assert sees(*gone) <= now
        else:
            assert sees(*kept) <= before


@given(goes_on=GOES_ON, ended=st.booleans(), of_pupil=st.booleans())
def test_k18_k27_whose_access_goes_on_goes_on_with_the_person(
    fresh: Fresh, goes_on: str, *, ended: bool, of_pupil: bool
) -> None:
    with fresh():
        two = Two(of_pupil=of_pupil)
        kept, gone = two.pair(two.one), two.pair(two.two)
        for name, pair in (("kept", kept), ("gone", gone)):
            Person.objects.filter(pk=pair[1].pk).update(birth_date=date(2005, 5, 3))
            connected(*pair)
            if goes_on in {name, "both"}:
                continue_after(OFFICE, *pair, Basis.GUARDIANSHIP, reason="an order")
        before, others = sees(*kept), sees(*gone)
        made = merged(two.one, two.two)
        assert sees(*kept) == before | others
        if ended and goes_on != "neither":
            end_continuation(OFFICE, *kept, reason="lifted")
        unmerged(made)
        if ended and goes_on != "neither":
            assert going_on(*kept) is going_on(*gone) is None
            assert sees(*kept) | sees(*gone) == frozenset()
        else:
            assert (sees(*kept), sees(*gone)) == (before, others)
