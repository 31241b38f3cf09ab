"""K14: an administrator of one school learns and changes nothing of another, by whatever way."""

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.intake import jobs
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.letter_data import pages
from kinkeeper.organisations.reach import below
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.trash import trash
from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def henry(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.henry)


def test_acc_07_the_journal_counts_nobody_out(cast: Cast, henry: Client) -> None:
    assert henry.get(f"/staff/people/{cast.mila.pk}/").status_code == 404
    assert henry.get("/staff/people/999999/").status_code == 404
    page = henry.get("/staff/journal/?only=denied").content.decode()
    assert "Mila" not in page
    assert page.count("Refused</span>") == 0
    assert Entry.objects.filter(action="person.view", person_id=cast.mila.pk).exists()


def test_lnk_05_a_reason_at_another_school_is_not_told(
    cast: Cast, office: Actor, henry: Client
) -> None:
    disconnect(office, cast.jonas, cast.theo, reason="Court order 12/3")
    for address in ("/staff/journal/", f"/staff/people/{cast.jonas.pk}/"):
        page = henry.get(address).content.decode()
        assert "Jonas Lund" in page
        assert "Theo" not in page
        assert "Court order" not in page
    assert (
        "No entry of this kind"
        in henry.get(f"/staff/journal/?person={cast.theo.pk}").content.decode()
    )


def test_another_schools_name_is_not_told(cast: Cast, henry: Client) -> None:
    for address in (f"/staff/people/{cast.jonas.pk}/", "/staff/people/?q=jonas"):
        page = henry.get(address).content.decode()
        assert "Hillside" in page
        assert "Lakeside" not in page


def test_crd_15_who_belongs_elsewhere_too_is_not_led_in(cast: Cast, henry: Client) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(last_login=timezone.now(), password="his")
    address = f"/staff/people/{cast.jonas.pk}/"
    form = {"given_name": "Jonas Eli", "family_name": "Lund", "username": "jonas.lund"}
    form |= {"sync_key": "P-2", "organisations": "Hillside"}
    taken = henry.post(f"{address}edit/", form | {"email": "henry@example.org"})
    assert taken.status_code == 422
    assert henry.post(f"{address}edit/", form | {"email": "jonas@example.org"}).status_code == 302
    assert henry.post(f"{address}start-over/", {"reason": "phoned"}).status_code == 422
    henry.post(f"{address}trash/")
    jonas = Person.objects.get(pk=cast.jonas.pk)
    assert (jonas.given_name, jonas.email, jonas.state, jonas.password) == (
        "Jonas Eli",
        "jonas@example.org",
        "active",
        "his",
    )
    with pytest.raises(Refusal):
        trash(Actor(None, "a", "b"), cast.jonas, reach=below([cast.hillside]))


def test_k14_a_letter_names_only_children_of_the_own_school(cast: Cast, office: Actor) -> None:
    issued = issue_many(office, [cast.jonas.pk], Channel.LETTER)
    (page,) = pages([cast.jonas], issued, below([cast.hillside]))
    assert page.children == ("Nora",)


def test_acc_09_who_lost_the_right_applies_nothing(cast: Cast) -> None:
    roster_import = planned("SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,H-1\n", by=cast.henry)
    Membership.objects.filter(person=cast.henry).delete()
    jobs.apply_import(roster_import_id=roster_import.pk, actor=[cast.henry.pk, "Henry", "a test"])
    roster_import.refresh_from_db()
    assert roster_import.state == "planned"
    assert Entry.objects.filter(action="import.late").exists()


def test_acc_14_nobody_opens_a_child_to_themselves(cast: Cast, signed_in: As) -> None:
    Relationship.objects.create(parent=cast.henry, child=cast.elias, state="proposed")
    relationship = Relationship.objects.get(parent=cast.henry)
    grant = f"/staff/relationships/proposed/{relationship.pk}/grant/"
    answer = signed_in(cast.henry).post(grant, {"reason": "I am the father"})
    assert answer.status_code == 403
    assert signed_in(cast.admin).post(grant, {"reason": "papers seen"}).status_code == 302


def test_a_person_moves_to_another_class_by_hand(cast: Cast, henry: Client) -> None:
    form = {"given_name": "Nora", "family_name": "Berg", "username": "nora.berg"}
    form |= {"sync_key": "H-1", "organisations": "Hillside\nLakeside"}
    address = f"/staff/people/{cast.nora.pk}/edit/"
    assert henry.post(address, form).status_code == 422  # not his to give
    assert henry.post(address, form | {"organisations": "Hillside"}).status_code == 302
    assert [node.path for node in cast.nora.organisations.all()] == ["Hillside"]
    assert Entry.objects.get(action="person.moved").data["out_of"] == ["Hillside/5A"]


def test_k24_who_cannot_get_in_starts_over_with_a_letter(cast: Cast, henry: Client) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(
        last_login=timezone.now(), password="old", email=""
    )
    page = f"/staff/people/{cast.kari.pk}/"
    assert "Start over" in henry.get(page).content.decode()
    assert henry.post(f"{page}start-over/", {"reason": ""}).status_code == 422
    answer = henry.post(f"{page}start-over/", {"reason": "forgot, no e-mail; showed passport"})
    assert answer.headers["Location"] == f"/staff/credentials/new/?person={cast.kari.pk}"
    assert "1 person will get one" in henry.get(answer.headers["Location"]).content.decode()
    assert Person.objects.get(pk=cast.kari.pk).password == ""
    assert Entry.objects.get(action="password.taken").data["reason"].startswith("forgot")


def test_all_that_is_wrong_with_a_new_person_is_told_at_once(cast: Cast, henry: Client) -> None:
    form = {
        "profile": Profile.PARENT,
        "given_name": "",
        "family_name": "X",
        "username": "kari.berg",
    }
    form |= {"sync_key": "P-1", "email": "nonsense", "organisation": "Nowhere"}
    page = henry.post("/staff/people/add/", form | {"given_name": "Y"}).content.decode()
    for words in ("has this username", "has this key", "one e-mail address", "no organisation"):
        assert words in page, words
