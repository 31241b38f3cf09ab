"""One person's page, and the form that changes a person."""

import pytest

from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import tree
from kinkeeper.people.models import Membership
from tests.cast import Cast
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_what_ended_is_told_from_both_ends_with_since_when_and_why(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    disconnect(office, cast.kari, cast.nora, reason="moved abroad", block=False)
    anna = signed_in(cast.admin)
    for person in (cast.kari, cast.nora):
        page = anna.get(f"/staff/people/{person.pk}/").content.decode()
        assert "No longer connected: 1" in page
        assert "The relationship of Kari Berg and Nora Berg ended on" in page
        assert "moved abroad" in page
    assert b"No longer connected" not in anna.get(f"/staff/people/{cast.elias.pk}/").content
    teacher = signed_in(cast.maria).get(f"/staff/people/{cast.nora.pk}/").content
    assert b"moved abroad" not in teacher


def test_k14_a_former_child_out_of_reach_is_not_named(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    disconnect(office, cast.jonas, cast.theo, reason="moved abroad", block=False)
    page = signed_in(cast.henry).get(f"/staff/people/{cast.jonas.pk}/").content.decode()
    assert "Theo" not in page
    assert "No longer connected" not in page


def test_k24_all_that_is_wrong_is_said_at_once_and_at_its_field(cast: Cast, signed_in: As) -> None:
    typed = {
        "given_name": "", "username": cast.jonas.username, "sync_key": "P-9", "email": "nobody",
        "birth_date": "tomorrow", "organisations": "Hillside\nNowhere\nElsewhere",
    }  # fmt: skip
    answer = signed_in(cast.admin).post(f"/staff/people/{cast.kari.pk}/edit/", typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == set(typed)
    assert len(errors["organisations"]) == 2
    cast.kari.refresh_from_db()
    assert cast.kari.given_name == "Kari"


def test_k24_also_what_depends_on_the_viewers_reach(cast: Cast, signed_in: As) -> None:
    typed = {"given_name": "Jonas", "username": "other", "birth_date": "x", "organisations": ""}
    answer = signed_in(cast.henry).post(f"/staff/people/{cast.jonas.pk}/edit/", typed)
    errors = answer.context["form"].errors
    assert {"birth_date"} < set(errors)
    assert "asked for a release" in str(errors)
    Membership.objects.filter(person=cast.jonas, organisation=cast.lakeside).delete()
    Relationship.objects.filter(parent=cast.jonas, child=cast.theo).delete()
    answer = signed_in(cast.henry).post(f"/staff/people/{cast.jonas.pk}/edit/", typed)
    assert set(answer.context["form"].errors) == {"birth_date", "organisations"}


def test_k24_a_new_person_is_judged_at_once_too(cast: Cast, signed_in: As) -> None:
    typed = {"profile": "x", "given_name": "", "sync_key": "P-9", "organisation": "Nowhere"}
    answer = signed_in(cast.admin).post("/staff/people/add/", typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(typed)


def test_organisations_are_changed_with_the_rest(cast: Cast, signed_in: As) -> None:
    tree.ensure("Hillside/6B")
    page = f"/staff/people/{cast.nora.pk}/edit/"
    form = signed_in(cast.admin).get(page).context["form"]
    typed = {field.name: field.value() for field in form} | {"organisations": "Hillside/6B"}
    assert signed_in(cast.admin).post(page, typed).status_code == 302
    assert [str(each.path) for each in cast.nora.organisations.all()] == ["Hillside/6B"]


def test_taking_the_password_says_where_the_reason_is_kept(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.admin).get(f"/staff/people/{cast.kari.pk}/start-over/").content.decode()
    assert "Kept in the journal" in page
    assert "Kept with the relationship" not in page


def test_where_a_relationship_came_from_can_be_looked_at(cast: Cast, signed_in: As) -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    roster_import = imported(head + "P-1,Kari,Berg,X-7\nP-7,Ida,Lie,H-1\n", organisation="Hillside")
    other = imported(head + "P-1,Kari,Berg,X-8\n")  # of the whole site: not Henry's to open
    link, closed = (f"/staff/imports/{each.pk}/" for each in (roster_import, other))
    anna = signed_in(cast.admin)
    listed = anna.get("/staff/relationships/").content.decode()
    assert link in listed
    assert closed in listed
    assert link in anna.get(f"/staff/people/{cast.nora.pk}/").content.decode()
    henrys = signed_in(cast.henry)
    for page in ("/staff/relationships/", f"/staff/people/{cast.nora.pk}/"):
        assert closed not in henrys.get(page).content.decode()
