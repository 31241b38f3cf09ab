"""K16 and K27 as a law: by a merge, and on the way back, nobody comes to see more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.families import stated_rights
from kinkeeper.families.areas import Rights
from kinkeeper.families.days import Days
from kinkeeper.families.models import RelationshipState
from kinkeeper.families.refusals import NothingSet
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.set_rights import Given, forget, set_rights
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.vocabulary import Area, Preset
from tests.cast import connected, person
from tests.merging import OFFICE, merged, unmerged

pytestmark = pytest.mark.django_db
type Fresh = Callable[[], AbstractContextManager[None]]
type Hand = tuple[frozenset[Area] | None, int, int, bool]
START = date(2026, 9, 1)
LOOKED_AT = [START + timedelta(n) for n in range(5)]
AREAS = st.sets(st.sampled_from([Area.ABSENCE, Area.CONTACT, Area.MESSAGES])).map(frozenset)
# None: what a hand said is forgotten. Days are numbers from the start; 9 is none.
HANDS = st.tuples(st.none() | AREAS, st.integers(0, 3) | st.just(9), st.integers(1, 4) | st.just(9),
                  st.booleans())  # fmt: skip
FILES = st.none() | AREAS


def by_hand(parent: Person, child: Person, hand: Hand) -> None:
    areas, first, last, keeps = hand
    if areas is None:
        try:
            forget(OFFICE, parent, child, reason="a slip")
        except NothingSet:
            return
        return
    days = Days(
        None if first == 9 else START + timedelta(first),
        None if last == 9 else START + timedelta(max(last, first if first != 9 else 0)),
    )
    set_rights(OFFICE, parent, child, Given(areas, days=days, keeps_others=keeps), reason="agreed")


def by_file(parent: Person, child: Person, areas: frozenset[Area] | None) -> None:
    if areas is not None:
        RightsStatement.objects.create(
            parent=parent, child=child, of_parent=parent.pk, of_child=child.pk, source="import:1",
            areas=sorted(areas),
        )  # fmt: skip


def seen(parent: Person, child: Person) -> list[Rights]:
    return [stated_rights.on(parent, child, day) for day in LOOKED_AT]


def no_more(fewer: list[Rights], more: list[Rights]) -> bool:
    return all(
        one.sees <= two.sees and one.acts <= two.acts for one, two in zip(fewer, more, strict=True)
    )


def left_by_hands(hands: list[Hand], day: date) -> frozenset[Area] | None:
    """The areas that these hands leave on the day; None where they say nothing of it."""
    for areas, first, last, keeps in reversed(hands):
        if areas is None:
            return None
        begins = START + timedelta(first) if first != 9 else date.min
        ends = START + timedelta(max(last, first if first != 9 else 0)) if last != 9 else date.max
        if begins <= day <= ends:
            return areas
        if not keeps:
            return frozenset()
    return None


class Two:
    """Two accounts of one parent, connected to one child, or of one child."""

    def __init__(self, *, of_pupil: bool) -> None:
        profiles = (Profile.PUPIL, Profile.PARENT) if of_pupil else (Profile.PARENT, Profile.PUPIL)
        name = {"given_name": "Ada", "family_name": "Berg"}
        self.one, self.two = (person(f"ada.{n}", profiles[0], **name) for n in "ab")
        self.other = person("bo.berg", profiles[1])
        self.of_pupil = of_pupil

    def pair(self, account: Person) -> tuple[Person, Person]:
        return (self.other, account) if self.of_pupil else (account, self.other)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """What hands and a file said of each account, and hands of the joined person since."""
    hands = st.lists(HANDS, max_size=2)
    return {
        "of_pupil": draw(st.booleans()),
        "default": draw(st.sampled_from(Preset)),
        "kept": (draw(FILES), draw(hands)),
        "gone": (draw(FILES), draw(hands)),
        "since": draw(hands),
        "ended": draw(st.booleans()),
    }


CONTACT, ABSENCE = frozenset({Area.CONTACT}), frozenset({Area.ABSENCE})
ENDED_ONE_SAID_MORE = {
    "of_pupil": False, "default": Preset.WITHOUT_CONTACT, "kept": (None, []),
    "gone": (None, [(CONTACT, 9, 9, True)]), "since": [], "ended": True,
}  # fmt: skip
FILE_SAID_LESS = {
    "of_pupil": False, "default": Preset.EVERYTHING, "kept": (frozenset(), []),
    "gone": (None, []), "since": [(ABSENCE, 9, 9, False)], "ended": False,
}  # fmt: skip
NARROWED_SINCE = {
    "of_pupil": False, "default": Preset.EVERYTHING, "kept": (None, []),
    "gone": (None, [(ABSENCE, 0, 9, True)]), "ended": False,
    "since": [(None, 9, 9, False), (frozenset(), 9, 9, True)],
}  # fmt: skip


@given(histories())
@example(ENDED_ONE_SAID_MORE)
@example(FILE_SAID_LESS)
@example(NARROWED_SINCE)
def test_k16_k27_a_merge_never_widens_and_is_taken_back_without_widening(
    fresh: Fresh, past: dict[str, Any]
) -> None:
    with fresh():
        settings.change(OFFICE, "rights", past["default"])
        since, ended = past["since"], past["ended"]
        two = Two(of_pupil=past["of_pupil"])
        kept, gone = two.pair(two.one), two.pair(two.two)
        connected(*kept)
        row = connected(*gone)
        if ended:
            type(row).objects.filter(pk=row.pk).update(state=RelationshipState.ENDED)
        for pair, (file, hands) in ((kept, past["kept"]), (gone, past["gone"])):
            by_file(*pair, file)
            for hand in hands:
                by_hand(*pair, hand)
        before, others = seen(*kept), seen(*gone)
        stated = RightsStatement.objects.filter(ended_at=None)
        gone_said = stated.filter(parent=gone[0], child=gone[1]).exists()

        made = merged(two.one, two.two)
        joined = seen(*kept)
        assert no_more(joined, before)
        if gone_said or not ended:
            assert no_more(joined, others)

        for hand in since:
            by_hand(*kept, hand)
        now = seen(*kept)
        unmerged(made)
        if not since:
            assert (seen(*kept), seen(*gone)) == (before, others)
        assert no_more(seen(*gone), others)
        if not ended:
            for day, rights in zip(LOOKED_AT, seen(*gone), strict=True):
                bound = left_by_hands(since, day)
                assert bound is None or rights.sees <= bound
            if past["kept"] == (None, []) and since and since[-1][0] is not None:
                assert no_more(seen(*gone), now)
