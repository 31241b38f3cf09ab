"""K32 by hand: another name needs a word on why it is still the same person."""

import pytest
from django.test import Client

from kinkeeper.families.models import Question
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"given_name": "Bo", "family_name": "Tang"},
        {"given_name": "Una"},
        {"birth_date": "1990-01-01"},
    ],
)
def test_k32_another_name_by_hand_needs_a_reason(
    cast: Cast, office: Actor, values: dict[str, str]
) -> None:
    edit(office, cast.kari, {"birth_date": "1980-01-01"}, reach=WHOLE_SITE)
    with pytest.raises(Refusal) as refused:
        edit(office, cast.kari, values, reach=WHOLE_SITE)
    assert refused.value.code == "other-person"
    edit(office, cast.kari, values, reach=WHOLE_SITE, same_person="a typing error in May")
    line = Entry.objects.filter(action="person.changed").latest("pk")
    assert line.data["same_person"] == "a typing error in May"


@pytest.mark.parametrize("values", [{"family_name": "Holm"}, {"given_name": "Kari Anne"}])
def test_k32_what_a_marriage_or_a_slip_changes_needs_none(
    cast: Cast, office: Actor, values: dict[str, str]
) -> None:
    edit(office, cast.kari, values, reach=WHOLE_SITE)


def test_k32_a_twins_name_needs_a_reason(cast: Cast, office: Actor) -> None:
    edit(office, cast.nora, {"given_name": "Kristina"}, reach=WHOLE_SITE, same_person="she asked")
    edit(office, cast.elias, {"given_name": "Kristine"}, reach=WHOLE_SITE, same_person="as well")
    with pytest.raises(Refusal):
        edit(office, cast.nora, {"given_name": "Kristine"}, reach=WHOLE_SITE)


def test_k32_the_form_asks_and_takes_the_answer(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    page = f"/staff/people/{cast.kari.pk}/edit/"
    first = client.get(page)
    assert "Still the same person?" not in first.content.decode()
    form = first.context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()}
    sent |= {"given_name": "Bo", "family_name": "Tang"}
    asked = client.post(page, sent)
    assert asked.status_code == 422
    assert "Still the same person?" in asked.content.decode()
    assert client.post(page, sent | {"same_person": "new papers"}).status_code == 302
    cast.kari.refresh_from_db()
    assert cast.kari.full_name == "Bo Tang"


def test_k32_a_hand_that_writes_the_name_answers_the_question(cast: Cast, office: Actor) -> None:
    file = "SyncID,First name,Last name,ChildID\nP-1,Bo,Tang,H-1\n"
    imported(file)
    edit(
        office, cast.kari, {"given_name": "Bo", "family_name": "Tang"},
        reach=WHOLE_SITE, same_person="new papers",
    )  # fmt: skip
    assert Question.objects.get().answer == "settled"
    assert imported(file).counts["people"]["asked"] == 0


def test_k32_a_hand_that_gives_the_key_of_the_file_answers_the_question(office: Actor) -> None:
    head = "SyncID,Username,First name,Last name\n"
    imported(head + ",una,Una,Lie\n", profile="pupil")
    imported(head + "C1,una,Una,Lie\n", profile="pupil")
    asked = Question.objects.get()
    edit(office, Person.objects.get(username="una"), {"phone": "22 22 22 22"}, reach=WHOLE_SITE)
    asked.refresh_from_db()
    assert asked.answer == ""
    edit(office, Person.objects.get(username="una"), {"sync_key": "C1"}, reach=WHOLE_SITE)
    asked.refresh_from_db()
    assert asked.answer == "settled"


def test_k32_a_hand_that_writes_something_else_answers_nothing(office: Actor) -> None:
    head = "SyncID,Username,First name,Last name\n"
    imported(head + ",rea,Rea,Holm\n")
    imported(head + ",rea,Rea,Lund\n")
    edit(office, Person.objects.get(username="rea"), {"phone": "22 22 22 22"}, reach=WHOLE_SITE)
    assert Question.objects.get().answer == ""
