"""K26: whoever decides a proposal sees how the file describes the child, where, and the class."""

import pytest
from django.test import Client

from kinkeeper.access import viewer
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.organisations import tree
from kinkeeper.people.models import Membership
from kinkeeper.readings import as_named
from kinkeeper.roster.text.isolate import bare
from tests.cast import Cast
from tests.importing import imported, planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
HEAD = "First name,Last name,E-mail,Child first name,Child last name,Class\n"
ROW = "Ida,Dal,ida@e.org,Nora,Berg,5 a\n"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return bare(answer.content.decode())


def test_k26_pages_that_decide_say_how_the_child_is_described(anna: Client, cast: Cast) -> None:
    made = imported(("liste.csv", (HEAD + ROW).encode()), organisation="Hillside")
    [asked] = Relationship.objects.filter(state=RelationshipState.PROPOSED)
    decides = f"/staff/relationships/proposed/{asked.pk}"
    for address in (
        "/staff/inbox/",
        "/staff/relationships/",
        f"{decides}/grant/",
        f"{decides}/decline/",
        f"/staff/people/{cast.nora.pk}/",
    ):
        said = page(anna, address)
        assert f"liste.csv, row 2 · Parent (import {made.pk}, " in said
        assert "has “Nora Berg · 5 a” for the child." in said
        assert "Class here: 5A." in said
    # it stays so for as long as it has to be decided
    imported(("neu.csv", f"{HEAD}Bo,Lie,bo@e.org,,,\n{ROW}".encode()), organisation="Hillside")
    assert "neu.csv, row 3 · Parent" in page(anna, "/staff/inbox/")


@pytest.mark.django_db(transaction=True)
def test_k26_the_plan_says_so_before(anna: Client, cast: Cast) -> None:
    plan = planned(HEAD + ROW, organisation="Hillside")
    said = page(anna, f"/staff/imports/{plan.pk}/")
    assert "In the file: Nora Berg · 5 a" in said
    assert "One pupil here has the child’s name and class." in said
    assert "Ida Dal, with Nora Berg · 5 a in the file" in page(
        anna, f"/staff/imports/{plan.pk}/children/"
    )
    imported(HEAD + ROW, organisation="Hillside")
    again = planned(HEAD + ROW, organisation="Hillside")
    said = page(anna, f"/staff/imports/{again.pk}/")
    assert "Already proposed" in said
    assert "Already connected" not in said


def test_k26_a_child_with_a_key_is_in_a_row_as_well(anna: Client) -> None:
    imported(("a.csv", b"SyncID,First name,Last name,ChildID,Custody\nP-5,Ada,Lie,H-1,no\n"))
    said = page(anna, "/staff/inbox/")
    assert "The file: a.csv, row 2 (import " in said
    assert "Class here" not in said


def test_k14_of_an_import_or_a_class_out_of_reach_nothing_is_told(cast: Cast) -> None:
    imported(HEAD + ROW, organisation="Hillside", by=cast.henry)
    Membership.objects.create(person=cast.nora, organisation=tree.ensure("Lakeside/6B")[0])
    [asked] = Relationship.objects.filter(state=RelationshipState.PROPOSED)
    [said] = as_named.of(viewer.of_command_line(cast.henry), [asked]).values()
    assert (said.called, said.classes) == ("Nora Berg · 5 a", "5A")
    [said] = as_named.of(viewer.of_command_line(cast.admin), [asked]).values()
    assert said.classes == "5A, 6B"
    assert not as_named.of(viewer.of_command_line(cast.lara), [asked])


@pytest.mark.django_db(transaction=True)
def test_k01_a_mistyped_internal_id_is_no_description(anna: Client) -> None:
    text = "SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,12a\n"
    plan = planned(text, child_match="internal-id")
    said = page(anna, f"/staff/imports/{plan.pk}/")
    assert "12a" in said
    assert "In the file:" not in said
