"""K38: what an office's mailbox, password or merge would open later on."""

import re

import pytest
from django.contrib.auth import authenticate
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from kinkeeper.access import scopes
from kinkeeper.credentials.eligible import opens_only_its_setters
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.redeem import Replaced, by_token, redeem
from kinkeeper.families.connect import connect
from kinkeeper.families.may_open_account import WAY_IN, merging
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.families.release import ask, refuse, release
from kinkeeper.families.reopen_question import ask_again
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Batch
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.letters.renew_link import order_link
from kinkeeper.organisations import tree
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.registry.edit import edit
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast, person
from tests.importing import imported, undone

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"
OTHER = "seven grey herons over a dam"
NOBODY = Actor(None, "somebody", "a test")
HEAD = "SyncID,First name,Last name,E-mail\n"


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, "a test")


def fresh(one: Person) -> Person:
    return Person.objects.get(pk=one.pk)


def opened(parent: Person, admin: Person) -> None:
    [issued] = issue_many(by(admin), [parent.pk], Channel.LETTER)
    redeem(by(parent), issued.credential.pk, CHOSEN)


def sees(parent: Person) -> set[str]:
    return {child.given_name for child in scopes.children(fresh(parent))}


def offices_address(cast: Cast, address: str = "henry@private.example") -> None:
    edit(by(cast.henry), fresh(cast.kari), {"email": address}, reach=reach_of(cast.henry))


@pytest.mark.parametrize("how", ["hand", "file"])
def test_k38_another_letter_case_does_not_forget_who_set_an_address(cast: Cast, how: str) -> None:
    offices_address(cast)
    opened(cast.kari, cast.admin)
    if how == "hand":
        offices_address(cast, "Henry@private.example")
    else:
        row = "P-1,Kari,Berg,HENRY@private.example\n"
        imported(HEAD + row, by=cast.henry, overwrite="all")
    connect(by(cast.lara), cast.kari, cast.theo)
    assert post_reset_mails(NOBODY, "kari.berg") == 0


def test_k38_a_reset_link_opens_nothing_that_came_since(cast: Cast) -> None:
    offices_address(cast)
    opened(cast.kari, cast.admin)
    assert post_reset_mails(NOBODY, "kari.berg") == 1
    link = re.search(r"/forgotten/\S+", str(outbox.outbox[-1].body))
    assert link is not None
    connect(by(cast.lara), cast.kari, cast.theo)
    browser = Client()
    browser.get(link[0])
    browser.post("/forgotten/password/", {"password": OTHER})
    assert authenticate(None, username="kari.berg", password=OTHER) is None


def test_k38_a_link_ordered_alone_opens_nothing_that_came_since(cast: Cast) -> None:
    offices_address(cast)
    order_link(NOBODY, fresh(cast.kari))
    mail_batch.post(Batch.objects.latest("pk").pk, NOBODY)
    found = re.search(r"/activate/([^/\s]+)/", str(outbox.outbox[-1].body))
    assert found is not None
    assert by_token(found[1]).person == cast.kari
    connect(by(cast.lara), cast.kari, cast.theo)
    with pytest.raises(Replaced):
        by_token(found[1])


def test_k38_a_child_proposed_elsewhere_stays_shut_to_a_password_of_an_office(cast: Cast) -> None:
    head = "SyncID,User name,First name,Last name,Password,ChildID\n"
    imported(head + f"P-5,ada.moe,Ada,Moe,{CHOSEN},H-1\n", by=cast.henry)
    ada = Person.objects.get(sync_key="P-5")
    Relationship.objects.create(
        parent=ada, child=cast.theo, state=RelationshipState.PROPOSED, reach=[cast.lakeside.pk],
        sources=["import:1"],
    )  # fmt: skip
    browser = Client()
    browser.post("/sign-in/", {"username": "ada.moe", "password": CHOSEN})
    assert browser.post("/new-password/", {"password": OTHER}).status_code == 302
    connect(by(cast.lara), ada, cast.theo, reason="her mother")
    assert sees(ada) == {"Nora"}


def test_k39_an_address_confirmed_with_a_letter_of_its_giver_is_no_proof(cast: Cast) -> None:
    opened(cast.kari, cast.henry)
    browser = Client()
    browser.post("/sign-in/", {"username": "kari.berg", "password": CHOSEN})
    offices_address(cast)
    mail_batch.post(Batch.objects.latest("pk").pk, NOBODY)
    mine = [each for each in outbox.outbox if "henry@private.example" in each.to]
    link = re.search(r"/address/\S+", str(mine[-1].body))
    assert link is not None
    browser.get(link[0])
    assert browser.post("/address/confirm/").status_code == 302
    assert fresh(cast.kari).email == "henry@private.example"
    assert fresh(cast.kari).email_reach == [cast.hillside.pk]


def test_k39_who_was_in_goes_on_being_in_after_a_merge(cast: Cast) -> None:
    opened(cast.kari, cast.admin)
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now(), email_reach=[])
    new = person("kari.twin", "parent", cast.hillside)
    merge(
        by(cast.henry),
        new,
        fresh(cast.kari),
        reason="one woman",
        same_person="x",
        reach=reach_of(cast.henry),
    )
    imported(HEAD + "P-1,Kari,Twin,wrong@example.org\n", by=cast.henry, overwrite="all")
    assert fresh(new).email == "kari@example.org"


def test_k38_an_undo_says_of_no_address_that_it_set_it_when_it_did_not(cast: Cast) -> None:
    row = "P-1,Kari,Berg,new@example.org\n"
    roster_import = imported(HEAD + row, by=cast.admin, overwrite="all")
    offices_address(cast)
    undone(roster_import, by=cast.admin)
    assert fresh(cast.kari).email == "henry@private.example"
    connect(by(cast.lara), cast.kari, cast.theo)
    assert not opens_only_its_setters(fresh(cast.kari))


@pytest.mark.parametrize("relationship", ["pending", "proposed"])
def test_k38_no_relationship_of_another_school_goes_over_to_somebody_else(
    cast: Cast, relationship: str
) -> None:
    mine = person("henry.private", "parent", cast.hillside)
    if relationship == "pending":
        about = {"match": "sync-key", "value": "L-1", "folded": "L-1", "source": "import:1"}
        PendingRelationship.objects.create(parent=cast.kari, reach=[cast.lakeside.pk], **about)
    else:
        Relationship.objects.create(
            parent=cast.kari, child=cast.theo, state=RelationshipState.PROPOSED,
            reach=[cast.lakeside.pk], sources=["import:1"],
        )  # fmt: skip
    henry = reach_of(cast.henry)
    with pytest.raises(Refusal):
        merge(by(cast.henry), mine, cast.kari, reason="x", same_person="x", reach=henry)
    assert (
        ask(by(cast.henry), henry, [mine.pk, cast.kari.pk], merging(mine.pk, cast.kari.pk))
        is not None
    )


def test_k38_a_merge_opens_no_child_to_whom_an_office_could_let_in(cast: Cast) -> None:
    opened(cast.kari, cast.henry)
    merge(
        by(cast.admin),
        fresh(cast.kari),
        cast.stranger,
        reason="x",
        same_person="x",
        reach=reach_of(cast.admin),
    )
    assert sees(cast.kari) == {"Nora", "Elias"}


def test_k38_who_refuses_takes_back_what_others_had_released(cast: Cast) -> None:
    third = tree.ensure("Third")[0]
    tom = person("tom.office", "school-administrator", third)
    Membership.objects.create(person=cast.jonas, organisation=third)
    asked = ask(by(cast.henry), reach_of(cast.henry), [cast.jonas.pk], WAY_IN)
    assert asked is not None
    release(by(cast.lara), asked, reach=reach_of(cast.lara))
    asked.refresh_from_db()
    refuse(by(tom), asked, reach=reach_of(tom))
    asked.refresh_from_db()
    ask_again(by(tom), asked)
    assert not asked.parts.exclude(released_at=None).exists()
