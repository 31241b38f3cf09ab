"""The form asks before a key moves to another pupil, and before pending relationships connect."""

import pytest
from django.test import Client

from kinkeeper.families.models import Relationship
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import FormerKey, Person
from kinkeeper.registry.edit import edit
from tests.cast import Cast
from tests.importing import edges, imported
from tests.merging import OFFICE
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def filled(client: Client, whom: Person, **more: str) -> dict[str, str]:
    form = client.get(f"/staff/people/{whom.pk}/edit/").context["form"]
    return {field.name: field.value() for field in form} | more


@pytest.fixture
def rekeyed(cast: Cast) -> Person:
    """Nora, whose key was H-1, with Jonas from a file and Kari from a hand."""
    imported("SyncID,First name,Last name,ChildID\nP-2,Jonas,Lund,H-1\n")
    edit(OFFICE, cast.nora, {"sync_key": "N-1"}, reach=WHOLE_SITE)
    return cast.nora


def test_k34_the_form_asks_whom_the_key_would_move(
    cast: Cast, rekeyed: Person, signed_in: As
) -> None:
    client, page = signed_in(cast.henry), f"/staff/people/{cast.elias.pk}/edit/"
    typed = filled(client, cast.elias, sync_key="H-1")
    assert "move_key" not in typed
    asked = client.post(page, typed | {"move_key": "typed before anything was shown"})
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "This key belonged to Nora Berg until" in text
    assert "These parents move with it: Jonas Lund." in text
    assert set(asked.context["form"].errors) == {"sync_key"}
    shown = {field.name: field.value() for field in asked.context["form"]}
    assert list(shown).index("move_key") == list(shown).index("sync_key") + 1
    still = client.post(page, shown | {"move_key": " "})
    assert set(still.context["form"].errors) == {"sync_key"}
    # somebody else comes along between the question and the answer
    Relationship.objects.filter(parent=cast.kari, child=rekeyed).update(sources=["import:1"])
    again = client.post(page, shown | {"move_key": "numbered anew"})
    assert "move with it: Kari Berg, Jonas Lund." in again.content.decode()
    shown = {field.name: field.value() for field in again.context["form"]}
    assert shown["move_key"] == "numbered anew"
    assert client.post(page, shown).status_code == 302
    cast.elias.refresh_from_db()
    assert cast.elias.sync_key == "H-1"
    assert dict(FormerKey.objects.values_list("sync_key", "person")) == {"H-2": cast.elias.pk}
    for whom in (rekeyed, cast.elias):
        told = client.get(f"/staff/people/{whom.pk}/").content.decode()
        assert ("Former key" in told) is (whom == cast.elias)
    page = client.get(f"/staff/people/{rekeyed.pk}/").content.decode()
    assert "moved the former key H-1 from Nora Berg to Elias Berg" in page
    assert "numbered anew" in page


def test_k34_a_new_person_is_asked_about_too(cast: Cast, rekeyed: Person, signed_in: As) -> None:
    client = signed_in(cast.admin)
    typed = {"profile": "pupil", "given_name": "Ida", "family_name": "Lie", "sync_key": " H-1 "}
    asked = client.post("/staff/people/add/", typed)
    assert asked.status_code == 422
    assert "These parents move with it: Jonas Lund." in asked.content.decode()
    shown = {field.name: field.value() or "" for field in asked.context["form"]}
    done = client.post("/staff/people/add/", shown | {"move_key": "numbered anew"})
    assert done.status_code == 302
    assert Person.objects.get(sync_key="H-1").given_name == "Ida"
    assert Entry.objects.filter(action="person.key-moved", person_id=rekeyed.pk).count() == 1


def test_k34_a_reason_for_one_key_moves_no_other(
    cast: Cast, rekeyed: Person, signed_in: As
) -> None:
    edit(OFFICE, rekeyed, {"sync_key": "N-2"}, reach=WHOLE_SITE)
    client, page = signed_in(cast.admin), f"/staff/people/{cast.elias.pk}/edit/"
    asked = client.post(page, filled(client, cast.elias, sync_key="H-1"))
    shown = {field.name: field.value() for field in asked.context["form"]}
    other = client.post(page, shown | {"move_key": "numbered anew", "sync_key": "N-1"})
    assert other.status_code == 422
    assert FormerKey.objects.count() == 2


def test_k14_the_form_tells_nothing_of_a_key_that_led_out_of_reach(
    cast: Cast, signed_in: As
) -> None:
    edit(OFFICE, cast.theo, {"sync_key": "L-2"}, reach=WHOLE_SITE)
    client, page = signed_in(cast.henry), f"/staff/people/{cast.elias.pk}/edit/"
    answers = []
    for key in ("L-1", "L-2"):
        typed = filled(client, cast.elias, sync_key=key, move_key="because", shown=key)
        form = client.post(page, typed).context["form"]
        answers.append((form.errors, set(form.fields)))
    assert answers[0] == answers[1]
    assert "Somebody else has this key already." in str(answers[0])


def test_k34_a_former_key_is_told_on_the_page(cast: Cast, rekeyed: Person, signed_in: As) -> None:
    page = signed_in(cast.henry).get(f"/staff/people/{rekeyed.pk}/").content.decode()
    assert "Former key" in page
    assert "H-1</bdi>, until" in page
    assert (
        "Former key"
        not in signed_in(cast.henry).get(f"/staff/people/{cast.elias.pk}/").content.decode()
    )


def test_k08_also_a_new_username_connects_nobody_unseen(cast: Cast, signed_in: As) -> None:
    text = "SyncID,First name,Last name,ChildID\nP-2,Jonas,Lund,elias.new\n"
    imported(text, child_match="username")
    client, page = signed_in(cast.admin), f"/staff/people/{cast.elias.pk}/edit/"
    asked = client.post(page, filled(client, cast.elias, username="Elias.New"))
    assert "It connects: Jonas Lund." in asked.content.decode()
    assert ("P-2", "H-2") not in edges()
    again = filled(client, cast.elias, username="Elias.Berg")
    assert client.post(page, again).status_code == 302


def test_k08_the_form_shows_whom_a_new_key_connects(cast: Cast, signed_in: As) -> None:
    imported("SyncID,First name,Last name,ChildID\nP-2,Jonas,Lund,H-7\nP-9,Vera,Stranger,H-7\n")
    client, page = signed_in(cast.admin), f"/staff/people/{cast.elias.pk}/edit/"
    asked = client.post(page, filled(client, cast.elias, sync_key="H-7", connect_waiting="on"))
    assert asked.status_code == 422
    assert "It connects: Jonas Lund, Vera Stranger." in asked.content.decode()
    assert set(asked.context["form"].errors) == {"connect_waiting"}
    assert ("P-2", "H-7") not in edges()
    shown = {field.name: field.value() or "" for field in asked.context["form"]}
    assert client.post(page, shown | {"connect_waiting": "on"}).status_code == 302
    assert {("P-2", "H-7"), ("P-9", "H-7")} <= edges()
