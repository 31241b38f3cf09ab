"""The first page of staff: the first steps, what waits, and a teacher's own pupils."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from kinkeeper.access import viewer
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.models import Form, Letter, LetterState
from kinkeeper.letters.order import order
from kinkeeper.organisations import own_settings, settings
from kinkeeper.people.models import Person
from kinkeeper.readings import own_pupils, parent_progress, to_do
from kinkeeper.readings.own_pupils import WayIn
from tests.cast import Cast, connected, person
from tests.importing import planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
IN = "2026-01-01T00:00Z"


def steps(who: Person) -> dict[str, tuple[bool, bool]]:
    asking = viewer.of_person(who, "a test")
    found = to_do.first_steps(asking, parent_progress.counts(asking))
    return {each.step.value: (each.done, each.may) for each in found}


def waiting(who: Person) -> to_do.Waiting:
    return to_do.waiting(viewer.of_person(who, "a test"))


def pupils(who: Person, *, not_reached: bool = False) -> dict[str, list[tuple[str, WayIn]]]:
    found = own_pupils.find(viewer.of_person(who, "a test"), not_reached=not_reached, page=1)
    return {
        each.person.username: [(parent.name, parent.way_in) for parent in each.parents]
        for each in found.pupils
    }


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_first_steps_are_ticked_as_they_are_done(cast: Cast, office: Actor) -> None:
    settings.change(office, "parent_login", False)
    Relationship.objects.all().delete()
    begun = {
        "parent_login": (False, True), "pupils": (True, True), "parents": (False, True),
        "letters": (False, True),
    }  # fmt: skip
    assert steps(cast.admin) == begun
    assert steps(cast.henry)["parent_login"] == (False, False)
    connected(cast.kari, cast.nora)
    assert steps(cast.admin)["parents"][0]
    issue_many(office, [cast.kari.pk], Channel.LETTER)
    assert steps(cast.admin)["letters"][0]
    settings.change(office, "parent_login", True)
    assert steps(cast.admin) == {}


def test_steps_are_those_of_the_own_organisations(cast: Cast, office: Actor) -> None:
    """What Hillside has done is not done at Lakeside."""
    issue_many(office, [cast.kari.pk], Channel.LETTER)
    assert steps(cast.henry) == {}
    assert steps(cast.lara)["letters"] == (False, True)


def test_parents_listed_elsewhere_count_for_the_school_of_their_children(cast: Cast) -> None:
    """As those of a file that was imported for the whole site."""
    cast.kari.memberships.all().delete()
    Relationship.objects.exclude(parent=cast.kari).delete()
    assert steps(cast.henry)["parents"][0]
    Person.objects.filter(pk=cast.kari.pk).update(last_login=IN)
    assert steps(cast.henry) == {}


def test_the_page_of_an_empty_site_leads_from_step_to_step(cast: Cast, signed_in: As) -> None:
    Relationship.objects.all().delete()
    page = signed_in(cast.admin).get("/staff/").content.decode()
    assert "First steps" in page
    assert 'href="/staff/imports/new/?profile=parent"' in page
    assert 'href="/staff/imports/new/?profile=pupil"' not in page  # there are pupils
    Person.objects.filter(pk=cast.kari.pk).update(last_login=IN)
    connected(cast.kari, cast.nora)
    page = signed_in(cast.admin).get("/staff/").content.decode()
    assert "First steps" not in page
    assert "Waiting for you" in page


def test_who_may_not_switch_login_on_is_told_who_can(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    settings.change(office, "parent_login", False)
    page = words(signed_in(cast.henry).get("/staff/").content.decode())
    assert "Switch on parent login A system administrator can do this." in page
    assert "/staff/settings/" not in signed_in(cast.henry).get("/staff/").content.decode()


def test_plans_questions_and_schools_without_an_office_wait(cast: Cast, office: Actor) -> None:
    plan = planned("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,L-1\n", by=cast.admin)
    Relationship.objects.filter(parent=cast.stranger).update(state="proposed")
    found = waiting(cast.admin)
    assert (found.plans, found.questions) == ([plan], 1)
    assert [school.path for school in found.without_office] == ["Hillside", "Lakeside"]
    own_settings.change(office, cast.hillside, "office", "Hillside, 2000")
    assert [school.path for school in waiting(cast.admin).without_office] == ["Lakeside"]
    assert waiting(cast.henry).nothing  # the plan is the whole site's, the child Lakeside's
    settings.change(office, "office", "District, 1000")
    assert waiting(cast.admin).without_office == []


def test_a_mail_that_failed_waits_until_there_is_another_way_in(cast: Cast, office: Actor) -> None:
    settings.change(office, "office", "District, 1000")
    by_henry = Actor(cast.henry.pk, "Henry", "a test")
    batch = order(by_henry, [cast.kari], Form.EMAIL)
    assert waiting(cast.henry).nothing
    Letter.objects.filter(batch=batch).update(state=LetterState.FAILED)
    found = waiting(cast.henry)
    assert (found.unsent, found.last_unsent) == (1, batch.pk)
    assert waiting(cast.lara).unsent == 0
    order(by_henry, [cast.kari], Form.PAGES)
    assert waiting(cast.henry).unsent == 0
    Letter.objects.exclude(batch=batch).delete()
    Person.objects.filter(pk=cast.kari.pk).update(last_login=IN)
    assert waiting(cast.henry).unsent == 0


def test_the_page_says_what_waits(cast: Cast, signed_in: As, office: Actor) -> None:
    planned(("pupils.csv", b"SyncID,First name,Last name\nN-1,Ada,Berg\n"), profile="pupil")
    Relationship.objects.filter(parent=cast.stranger).update(state="proposed")
    page = words(signed_in(cast.admin).get("/staff/").content.decode())
    assert "1 question to decide" in page
    assert "The plan for pupils.csv: nothing has been changed yet." in page
    assert "2 schools do not say how parents contact their office" in page


def test_a_teacher_sees_which_parents_are_in(cast: Cast, office: Actor) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login=IN)
    assert pupils(cast.maria) == {
        "nora.berg": [("Kari Berg", WayIn.SIGNED_IN), ("Jonas Lund", WayIn.NO_CODE)]
    }
    issue_many(office, [cast.jonas.pk], Channel.LETTER)
    assert pupils(cast.maria)["nora.berg"][1] == ("Jonas Lund", WayIn.HAS_CODE)
    Credential.objects.update(expires_at=IN)
    assert pupils(cast.maria)["nora.berg"][1] == ("Jonas Lund", WayIn.NO_CODE)


def test_k14_a_teacher_sees_only_the_own_classes(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.maria).get("/staff/").content.decode()
    assert "Nora" in page
    for name in ("Elias", "Theo", "Mila", "Vera"):
        assert name not in page


def test_a_teacher_is_told_no_proposed_blocked_or_former_parent(cast: Cast) -> None:
    for state in ("proposed", "blocked", "ended"):
        Relationship.objects.filter(parent=cast.jonas).update(state=state)
        assert [name for name, _way in pupils(cast.maria)["nora.berg"]] == ["Kari Berg"]
    Person.objects.filter(pk=cast.kari.pk).update(state="trashed")
    assert pupils(cast.maria) == {"nora.berg": []}


def test_a_teacher_finds_the_pupils_of_whom_no_parent_has_signed_in(
    cast: Cast, signed_in: As
) -> None:
    lone = person("lone.pupil", "pupil", cast.class_5a)
    assert pupils(cast.maria, not_reached=True).keys() == {"nora.berg", "lone.pupil"}
    Person.objects.filter(pk=cast.kari.pk).update(last_login=IN)
    assert pupils(cast.maria, not_reached=True).keys() == {"lone.pupil"}
    page = words(signed_in(cast.maria).get("/staff/?only=not-reached").content.decode())
    assert "No parent: ask the office" in page
    assert "Nora" not in page
    Person.objects.filter(pk=lone.pk).delete()
    page = words(signed_in(cast.maria).get("/staff/?only=not-reached").content.decode())
    assert "Each of these pupils has a parent who has signed in." in page


def test_a_class_of_any_size_is_as_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        connected(cast.kari, person(f"pupil.n{number}", "pupil", cast.class_5a))
    who = viewer.of_person(cast.maria, "a test")
    with django_assert_max_num_queries(7):  # two of the own family
        found = own_pupils.find(who, not_reached=False, page=9)
    assert (found.page, found.last_page, len(found.pupils)) == (2, 2, 11)
