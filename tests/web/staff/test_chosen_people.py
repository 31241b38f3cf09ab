"""Ticks in the list of people: they stay from page to page, and none of them never means all."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.people import PAGE
from kinkeeper.web.staff import chosen_people
from tests.cast import Cast, person
from tests.importing import imported
from tests.web.conftest import As


@given(st.sets(st.integers(1, 2**63 - 1), max_size=50))
def test_whoever_is_written_is_read(people: set[int]) -> None:
    assert chosen_people.read(chosen_people.written(people)) == sorted(people)


@pytest.mark.parametrize(
    "text", ["-1", "1..2", "ä", "1 2", "zzzzzzzzzzzzz.zzzzzzzzzzzzz", "9" * 400]
)
def test_what_nobody_wrote_is_nobody(text: str) -> None:
    assert chosen_people.read(text) == []


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def carried(page: str) -> str:
    found = re.search(r'name="chosen" value="([^"]*)"', page)
    return found[1] if found else ""


@pytest.mark.django_db
def test_nobody_chosen_does_nothing_and_says_so(anna: Client) -> None:
    answer = anna.get("/staff/people/?letters=1&q=kari")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "You have not chosen anyone" in page
    assert 'value="kari"' in page


@pytest.mark.django_db
def test_ticks_stay_over_pages_and_filters(cast: Cast, anna: Client) -> None:
    people = [
        person(f"zz{number:03}.parent", Profile.PARENT, cast.hillside) for number in range(PAGE + 5)
    ]
    first, last = people[0], people[-1]
    second = anna.get("/staff/people/", {"q": "parent", "page": "2", "person": str(first.pk)})
    page = second.content.decode()
    assert "1 person chosen" in page
    shown = {each.pk for each in second.context["found"].people}
    other = next(each for each in people if each.pk in shown)
    again = {"q": "kari", "chosen": carried(page) or chosen_people.written([first.pk])}
    filtered = anna.get("/staff/people/", again | {"person": str(other.pk)}).content.decode()
    assert "2 people chosen" in filtered
    everybody = anna.get("/staff/people/", {"chosen": carried(filtered), "everybody": "1"})
    assert "2 people chosen" in anna.get(everybody.headers["Location"]).content.decode()
    letters = anna.get("/staff/people/", {"chosen": carried(filtered), "letters": "1"})
    order = anna.get(letters.headers["Location"])
    asked = [*order.context["getting"], *order.context["left_out"]]
    assert {each.person.pk for each in asked} == {first.pk, other.pk}
    assert last.pk not in order.context["form"].cleaned_data["person"]
    none = anna.get("/staff/people/", {"chosen": carried(filtered), "nobody": "1"})
    assert "people chosen" not in none.content.decode()


@pytest.mark.django_db
def test_a_tick_that_is_taken_away_stays_away(cast: Cast, anna: Client) -> None:
    page = anna.get("/staff/people/", {"q": "kari", "person": str(cast.kari.pk)}).content.decode()
    assert "checked" in page
    assert carried(page) == ""
    assert "checked" not in anna.get("/staff/people/?q=kari").content.decode()


@pytest.mark.django_db
def test_k14_somebody_out_of_reach_cannot_be_chosen(cast: Cast, signed_in: As) -> None:
    address = f"/staff/credentials/new/?chosen={chosen_people.written([cast.stranger.pk])}"
    order = signed_in(cast.henry).get(address)
    assert order.context["getting"] == []
    assert Person.objects.filter(pk=cast.stranger.pk).exists()


@pytest.mark.django_db
def test_letters_for_those_an_import_made(cast: Cast, anna: Client, signed_in: As) -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    plan = imported(head + "P-5,Ada,Lie,H-1\nP-6,Ida,Moe,H-1\nP-1,Kari,Berg,H-1\n")
    page = " ".join(anna.get(f"/staff/imports/{plan.pk}/").content.decode().split())
    assert "Letters for these 2" in page
    order = anna.get(f"/staff/credentials/new/?import={plan.pk}")
    assert [each.person.full_name for each in order.context["getting"]] == ["Ada Lie", "Ida Moe"]
    assert "Make 2 letters" in " ".join(order.content.decode().split())
    answer = anna.post("/staff/credentials/new/", {"form": "pages", "import": plan.pk})
    assert answer.status_code == 302
    assert signed_in(cast.lara).get(f"/staff/credentials/new/?import={plan.pk}").status_code == 404
    pupils = imported("SyncID,First name,Last name\nN-9,Mia,Lie\n", profile="pupil")
    assert "Next: import the parents" in anna.get(f"/staff/imports/{pupils.pk}/").content.decode()
