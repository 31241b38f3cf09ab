"""K16 as laws: core and database say the same of who may see what, and no merge widens it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families import set_rights, stated_rights
from kinkeeper.families.areas import Rights, Said, rights_at
from kinkeeper.families.days import Days
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.lib import db
from kinkeeper.organisations import own_settings, tree
from kinkeeper.organisations.models import Setting
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset
from tests.cast import person
from tests.merging import OFFICE

pytestmark = pytest.mark.django_db
START = date(2026, 9, 1)
type Fresh = Callable[[], AbstractContextManager[None]]
DAYS = st.none() | st.integers(0, 6).map(lambda n: START + timedelta(n))
LOOKED_AT = [START + timedelta(n) for n in range(-1, 8)]
AREAS = st.sets(st.sampled_from(Area)).map(frozenset)
SOURCES = st.sampled_from(["manual", "import:1", "import:2"])


@st.composite
def spans(draw: st.DrawFn) -> Days:
    first, last = draw(DAYS), draw(DAYS)
    return Days(last, first) if first and last and last < first else Days(first, last)


@st.composite
def things(draw: st.DrawFn) -> Said:
    """One thing that is said, by a voice that says several."""
    areas, days = draw(st.none() | AREAS), draw(spans())
    only = draw(AREAS) & (frozenset(Area) if areas is None else areas)
    return Said((draw(SOURCES), draw(st.sampled_from([1, 2])), 7), areas, only, days)


def stored(parent: Person, child: Person, said: list[Said]) -> None:
    for each in said:
        voice = each.voice
        assert isinstance(voice, tuple)
        RightsStatement.objects.create(
            parent=parent, child=child, source=voice[0], of_parent=voice[1], of_child=voice[2],
            areas=None if each.areas is None else sorted(each.areas),
            sees_only=sorted(each.sees_only), starts_on=each.days.starts_on,
            ends_on=each.days.ends_on,
        )  # fmt: skip


def in_database(parent: Person, child: Person, day: date) -> Rights:
    def ask(function: str) -> frozenset[Area]:
        found = db.value(f"SELECT {function}(%s, %s, %s)", [parent.pk, child.pk, day])
        assert found == [area for area in Area if area in found]
        return frozenset(map(Area, found))

    return Rights(ask("families_areas"), ask("families_areas_to_act_in"))


PLACES = ("", "North", "North/1A", "North/1B", "Northern", "South")


@given(
    st.lists(things(), max_size=5),
    st.lists(st.sampled_from(PLACES), max_size=3, unique=True),
    st.dictionaries(st.sampled_from(PLACES), st.sampled_from(Preset), max_size=4),
)
def test_k16_database_and_core_say_the_same(
    fresh: Fresh, said: list[Said], places: list[str], defaults: dict[str, Preset]
) -> None:
    with fresh():
        check(said, places, defaults)


def check(said: list[Said], places: list[str], defaults: dict[str, Preset]) -> None:
    parent, child = person("ada.berg", Profile.PARENT), person("bo.berg", Profile.PUPIL)
    for path in PLACES:
        node = tree.ensure(path)[0] if path else tree.site()
        if path in places:
            Membership.objects.create(person=child, organisation=node)
        if path in defaults:
            own_settings.change(OFFICE, node, "rights", defaults[path])
    stored(parent, child, said)
    default = stated_rights.default_at(places, own_settings.contacts())
    assert stated_rights.default(child) == default
    for day in LOOKED_AT:
        expected = rights_at(said, default, day)
        assert stated_rights.on(parent, child, day) == expected
        assert in_database(parent, child, day) == expected


@given(st.lists(things(), max_size=5), AREAS, things())
def test_k16_what_is_said_besides_by_another_voice_never_widens(
    said: list[Said], default: frozenset[Area], more: Said
) -> None:
    other = Said("another", more.areas, more.sees_only, more.days)
    for day in LOOKED_AT:
        before, after = rights_at(said, default, day), rights_at([*said, other], default, day)
        if said or more.areas is None:
            assert after.sees <= before.sees
            assert after.acts <= before.acts
        assert after.acts <= after.sees


@given(st.lists(st.tuples(AREAS, spans(), st.booleans()), min_size=1, max_size=4), AREAS)
def test_k16_what_a_hand_gives_counts_on_its_days_and_the_others_as_asked(
    fresh: Fresh, given_by_hand: list[tuple[frozenset[Area], Days, bool]], default: frozenset[Area]
) -> None:
    """Against the plain meaning: a calendar in which each act writes its days."""
    with fresh():
        write(given_by_hand, default)


def write(
    given_by_hand: list[tuple[frozenset[Area], Days, bool]], default: frozenset[Area]
) -> None:
    parent, child = person("ada.berg", Profile.PARENT), person("bo.berg", Profile.PUPIL)
    calendar = dict.fromkeys(LOOKED_AT, default)
    for areas, days, keeps in given_by_hand:
        made = set_rights.Given(areas, days=days, keeps_others=keeps)
        set_rights.set_rights(OFFICE, parent, child, made, reason="agreed")
        for day in LOOKED_AT:
            calendar[day] = areas if days.on(day) else calendar[day] if keeps else frozenset()
    stated = stated_rights.statements(parent, child)
    for day in LOOKED_AT:
        assert stated_rights.of(stated, default, day).sees == calendar[day]


def test_k16_every_preset_is_the_same_in_the_database() -> None:
    for preset, areas in AREAS_OF.items():
        assert set(db.value("SELECT families_areas_of_preset(%s)", [preset.value])) == areas
    assert db.value("SELECT families_areas_of_preset('slip')") == []


def test_k16_a_default_that_is_no_preset_gives_nothing() -> None:
    parent, child = person("ada.berg", Profile.PARENT), person("bo.berg", Profile.PUPIL)
    Setting.objects.create(name="rights", value="slip")
    assert stated_rights.on(parent, child, START) == in_database(parent, child, START)
    assert not stated_rights.on(parent, child, START).sees
