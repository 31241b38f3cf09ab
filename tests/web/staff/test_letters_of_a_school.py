"""Who is shown before letters are made is who gets one: the form is sent as the page has it."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from kinkeeper.letters.models import Letter
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
ORDER = "/staff/credentials/new/"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def fields(form: str) -> Iterator[tuple[str, str]]:
    """Of a form on a page, what a browser sends: inputs, and the first choice of each list."""
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") not in {"checkbox", "radio", "submit"} and "name" in said:
            yield said["name"], said.get("value", "")
    yield from re.findall(r'<select name="(\w+)".*?<option value="(\w+)"', form, re.S)


def forms(page: str) -> list[str]:
    return [form for form in re.findall(r"<form.*?</form>", page, re.S) if "sign-out" not in form]


def test_the_school_that_was_typed_holds_until_the_letters_are_made(
    cast: Cast, anna: Client
) -> None:
    imported("SyncID,First name,Last name,ChildID\nP-90,Ada,Lie,L-1\n", organisation="Lakeside")
    page = anna.get(ORDER).content.decode()
    [choose] = [form for form in forms(page) if 'name="organisation"' in form]
    typed = dict(fields(choose)) | {"organisation": "Hillside"}
    shown = anna.get(ORDER, typed).content.decode()
    assert 'value="Hillside"' in shown
    [make] = [form for form in forms(shown) if 'name="shown"' in form]
    anna.post(ORDER, dict(fields(make)))
    of_letters = set(Letter.objects.exclude(state="left-out").values_list("person", flat=True))
    inside = Person.objects.filter(memberships__organisation__path__startswith="Hillside")
    assert of_letters
    assert f"Make {len(of_letters)} letter" in " ".join(shown.split())
    assert of_letters <= set(inside.values_list("pk", flat=True)) | {
        relationship.parent_id for pupil in inside for relationship in pupil.as_child.all()
    }


def test_a_school_that_is_not_there_makes_nobody_a_letter(cast: Cast, anna: Client) -> None:
    page = anna.get(ORDER, {"form": "pages", "import": "", "organisation": "Nowhere"})
    assert "There is no organisation with this name" in page.content.decode()


def test_a_list_that_changed_meanwhile_is_shown_again(cast: Cast, anna: Client) -> None:
    shown = anna.get(ORDER, {"form": "pages", "import": "", "organisation": "Hillside"})
    [make] = [form for form in forms(shown.content.decode()) if 'name="shown"' in form]
    """Though as many people are on it as before."""
    Person.objects.filter(pk=cast.kari.pk).update(state="trashed")
    imported("SyncID,First name,Last name,ChildID\nP-91,Ada,Lie,H-1\n", organisation="Hillside")
    answer = anna.post(ORDER, dict(fields(make)))
    assert "The list has changed" in answer.content.decode()
    assert not Letter.objects.exists()
