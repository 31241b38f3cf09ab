"""Every profile is known wherever profiles differ, and one that is not known there sees nobody."""

from collections.abc import Callable, Container

import pytest
from django.http import Http404
from django.test import RequestFactory

from kinkeeper.access import rules, scopes
from kinkeeper.access.rules import Verb, may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import OF_SCHOOL, Person, Profile
from kinkeeper.people.reach import reach_of
from kinkeeper.roster.formats import roles
from kinkeeper.roster.headings.sample_rows import SAMPLE
from kinkeeper.roster.problems import WORDS
from kinkeeper.web.entry.home import HOMES
from kinkeeper.web.staff.home import home
from tests.cast import Cast

MADE_UP = "inspector"
LISTS: dict[str, Container[str]] = {
    "access.rules.MAY": rules.MAY,
    "roster.headings.sample_rows.SAMPLE": SAMPLE,
    "roster.formats.roles.WORDS": roles.WORDS,
    "roster.problems.WORDS": WORDS["profile"],
    "web.entry.home.HOMES": HOMES,
    "school's own, or an administrator": {
        *rules.SCHOOLS_OWN, Profile.SYSTEM_ADMINISTRATOR, Profile.SCHOOL_ADMINISTRATOR
    },
    "comes in alone, or for a child": {*OF_SCHOOL, Profile.PARENT},
}  # fmt: skip
SCOPES: list[Callable[[Viewer], object]] = [
    scopes.people, scopes.editable_people, scopes.relationships
]  # fmt: skip


@pytest.fixture
def inspector(monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """May what a school administrator may, on the whole site; nobody has said whom it sees."""
    monkeypatch.setitem(rules.MAY, MADE_UP, rules.SCHOOL_WORK)
    return Viewer(None, MADE_UP, WHOLE_SITE, Actor(None, "Ines", "a test"))


@pytest.mark.parametrize("place", LISTS)
def test_every_profile_is_in(place: str) -> None:
    assert [str(profile) for profile in Profile if profile not in LISTS[place]] == []


@pytest.mark.django_db
@pytest.mark.parametrize("scope", SCOPES)
def test_k14_a_profile_that_no_scope_names_sees_nobody(
    cast: Cast, inspector: Viewer, scope: Callable[[Viewer], list[object]]
) -> None:
    assert list(scope(inspector)) == []


@pytest.mark.django_db
def test_a_profile_that_nobody_named_reaches_nowhere() -> None:
    assert reach_of(Person(pk=1, profile=MADE_UP)).organisations == frozenset()


@pytest.mark.parametrize("profile", [MADE_UP, Profile.SYSTEM_ADMINISTRATOR])
def test_a_school_administrator_handles_no_profile_but_the_schools_own(profile: str) -> None:
    lara = Viewer(None, Profile.SCHOOL_ADMINISTRATOR, WHOLE_SITE, Actor(None, "Lara", "a test"))
    assert rules.may(lara, Verb.PEOPLE_EDIT)
    assert not may_handle_profile(lara, profile)


def test_a_profile_without_a_first_page_gets_none(inspector: Viewer) -> None:
    request = RequestFactory().get("/staff/")
    request.viewer = inspector  # type: ignore[attr-defined]  # as the gate does
    with pytest.raises(Http404):
        home(request)  # type: ignore[arg-type]  # as above
