"""K18 as laws: core, database and wall say the same of who is of age, and what is left to whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access import scopes
from kinkeeper.families import consent, majority, stated_rights
from kinkeeper.families.consent_models import Consent, Continuation
from kinkeeper.families.majority import comes_of_age_on
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations.models import Setting
from kinkeeper.people.local_date import date_of, params
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.vocabulary import Area
from tests.cast import connected, person

pytestmark = pytest.mark.django_db
type Fresh = Callable[[], AbstractContextManager[None]]
LEAP_DAYS = st.sampled_from([date(2000, 2, 29), date(2004, 2, 29), date(2008, 2, 29)])
BIRTHS = st.dates(date(1990, 1, 1), date(2030, 12, 31)) | LEAP_DAYS
AGES = st.integers(15, 21)
ZONES = st.sampled_from(["Europe/Oslo", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"])
AREAS = st.sets(st.sampled_from(Area)).map(frozenset)


@given(BIRTHS, AGES)
def test_k18_core_and_database_name_the_same_day(born: date, age: int) -> None:
    comes = comes_of_age_on(born, age)
    assert db.value("SELECT families_comes_of_age(%s, %s)", [born, age]) == comes
    assert comes.year == born.year + age
    assert comes_of_age_on(born + timedelta(1), age) >= comes


def test_lnk_08_who_was_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert comes_of_age_on(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert comes_of_age_on(date(2008, 2, 29), 20) == date(2028, 2, 29)


@given(born=BIRTHS, age=AGES, zone=ZONES, around=st.integers(-1, 1), second=st.integers(0, 86399))
def test_r_054_k18_it_begins_at_local_midnight_over_clock_changes(  # noqa: PLR0917  # what varies
    fresh: Fresh, born: date, age: int, zone: str, around: int, second: int
) -> None:
    """Around the day, at any second of the world's clock, the database's local date decides."""
    comes = comes_of_age_on(born, age)
    moment = datetime(comes.year, comes.month, comes.day, tzinfo=UTC)
    moment += timedelta(days=around, seconds=second)
    local = moment.astimezone(ZoneInfo(zone)).date()
    with fresh():
        Setting.objects.update_or_create(name="age_of_majority", defaults={"value": age})
        child = person("bo.berg", Profile.PUPIL, birth_date=born)
        said = db.value(
            "SELECT families_decides(%s, (%s::timestamptz AT TIME ZONE %s)::date)",
            [child.pk, moment, zone],
        )
    assert said == (local >= comes)


@given(
    born=st.none() | st.integers(-400, 400),
    said=st.lists(AREAS, max_size=3),
    goes_on=st.booleans(),
)
def test_k18_who_sees_what_is_the_same_in_core_database_and_wall(
    fresh: Fresh, born: int | None, said: list[frozenset[Area]], goes_on: bool
) -> None:
    with fresh():
        check(born, said, goes_on)


def check(born: int | None, said: list[frozenset[Area]], goes_on: bool) -> None:
    birth = None
    if born is not None:
        base = datetime.now(ZoneInfo(settings.TIME_ZONE)).date() - timedelta(days=born)
        birth = base.replace(year=base.year - 18, day=min(base.day, 28))
    parent = person("ada.berg", Profile.PARENT)
    child = person("bo.berg", Profile.PUPIL, birth_date=birth)
    connected(parent, child)
    today = date_of(child)
    of_age = birth is not None and comes_of_age_on(birth, 18) <= today
    allowed: frozenset[Area] = frozenset()
    if of_age:
        for areas in said:
            consent.decide(Actor(child.pk, "Bo", "a test"), child, parent, areas)
            allowed = areas
    if goes_on:
        Continuation.objects.create(parent=parent, child=child, basis="guardianship", reason="x")
    expected = frozenset(Area) if goes_on or not of_age else allowed
    assert stated_rights.on(parent, child, today).sees == expected
    found = {each: rights.sees for each, rights in scopes.children_with_rights(parent).items()}
    assert found == ({child: expected} if expected else {})
    asked = [parent.pk, child.pk]
    now = db.value("SELECT families_ended_by_now(%s, %s, %s, %s)", [*asked, *params().values()])
    day = db.value("SELECT families_ended_by_age(%s, %s, %s)", [*asked, today])
    assert now == day == (not expected)
    assert Consent.objects.filter(pupil=child, withdrawn_at=None).count() == bool(allowed)


def test_k18_the_age_that_core_and_database_take_where_nothing_is_set() -> None:
    child = Person(birth_date=date(2000, 5, 5))
    assert majority.of(child) == date(2018, 5, 5)
    child = person("bo.berg", Profile.PUPIL, birth_date=date(2000, 5, 5))
    for day, of_age in ((date(2018, 5, 4), False), (date(2018, 5, 5), True)):
        assert majority.decides(child, day) == of_age
