"""K38: who could read the last way in, of whatever kind, decides what the account shows later."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from kinkeeper.access import scopes
from kinkeeper.credentials import redeem as redeeming
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, Tries
from kinkeeper.credentials.redeem import redeem
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.families.release import ask, release
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Batch, Form
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.letters.renew_link import order_link
from kinkeeper.lib import link_tokens
from kinkeeper.people.models import Membership, NewAddress, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.registry.confirm_address import confirm
from kinkeeper.registry.edit import edit
from tests.cast import Cast, person
from tests.importing import imported

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"
OTHER = "seven grey herons over a dam"
NOBODY = Actor(None, "somebody", "a test")


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, "a test")


def fresh(one: Person) -> Person:
    return Person.objects.get(pk=one.pk)


def sees(parent: Person) -> set[str]:
    return {child.given_name for child in scopes.children(fresh(parent))}


def letter(cast: Cast, office: Person) -> None:
    [issued] = issue_many(by(office), [cast.kari.pk], Channel.LETTER)
    redeem(by(cast.kari), issued.credential.pk, CHOSEN)


def offices_address(cast: Cast) -> None:
    values = {"email": "henry@private.example"}
    edit(by(cast.henry), fresh(cast.kari), values, reach=reach_of(cast.henry))


def reset(cast: Cast) -> None:
    Tries.objects.all().delete()
    assert post_reset_mails(NOBODY, "kari.berg") == 1
    link = re.search(r"/forgotten/\S+", str(outbox.outbox[-1].body))
    assert link is not None
    browser = Client()
    browser.get(link[0])
    assert browser.post("/forgotten/password/", {"password": OTHER}).status_code == 200


def mailed(cast: Cast) -> None:
    offices_address(cast)
    order_link(NOBODY, fresh(cast.kari))
    mail_batch.post(Batch.objects.latest("pk").pk, NOBODY)
    found = re.search(r"/activate/([^/\s]+)/", str(outbox.outbox[-1].body))
    assert found is not None
    redeem(by(cast.kari), redeeming.by_token(found[1]).pk, CHOSEN)


def reset_in_the_offices_mailbox(cast: Cast) -> None:
    offices_address(cast)
    letter(cast, cast.admin)
    reset(cast)


def password_of_a_file(cast: Cast) -> None:
    letter(cast, cast.admin)
    file = f"SyncID,First name,Last name,Password\nP-1,Kari,Berg,{OTHER}\n"
    imported(file, by=cast.henry, overwrite="all", reset_passwords=True)
    assert fresh(cast.kari).must_change_password


def proposed(cast: Cast) -> None:
    Relationship.objects.create(
        parent=cast.kari, child=cast.theo, state=RelationshipState.PROPOSED,
        reach=[cast.lakeside.pk], sources=["import:1"],
    )  # fmt: skip


WAYS: dict[str, Callable[[Cast], None]] = {
    "letter": lambda cast: letter(cast, cast.henry),
    "mailed link": mailed,
    "reset link": reset_in_the_offices_mailbox,
    "preset password": password_of_a_file,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("relationship", ["proposed", "pending"])
def test_k38_a_child_granted_later_waits_for_a_new_way_in(
    cast: Cast, way: str, relationship: str
) -> None:
    if relationship == "proposed":
        proposed(cast)
    else:
        about = {"match": "sync-key", "value": "L-1", "folded": "L-1", "source": "import:1"}
        PendingRelationship.objects.create(parent=cast.kari, reach=[cast.lakeside.pk], **about)
    WAYS[way](cast)
    assert fresh(cast.kari).way_in_reach == [cast.hillside.pk]
    if relationship == "proposed":
        connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")
    else:
        resolve_for(by(cast.lara), [cast.theo.pk])
    assert sees(cast.kari) == {"Nora", "Elias"}
    letter(cast, cast.admin)
    assert sees(cast.kari) == {"Nora", "Elias", "Theo"}


def granted_elsewhere(cast: Cast) -> None:
    proposed(cast)
    letter(cast, cast.henry)
    connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")
    assert sees(cast.kari) == {"Nora", "Elias"}


def test_k38_a_reset_in_the_owners_own_mailbox_is_a_new_way_in(cast: Cast) -> None:
    granted_elsewhere(cast)
    Person.objects.filter(pk=cast.kari.pk).update(email_reach=[])
    reset(cast)
    assert sees(cast.kari) == {"Nora", "Elias", "Theo"}


def test_k38_a_reset_in_a_mailbox_of_which_nobody_knows_shows_no_more(cast: Cast) -> None:
    granted_elsewhere(cast)
    assert fresh(cast.kari).email_reach is None
    reset(cast)
    assert fresh(cast.kari).way_in_reach == [cast.hillside.pk]
    assert sees(cast.kari) == {"Nora", "Elias"}


def test_k39_an_address_confirmed_with_a_reset_in_its_givers_mailbox_is_no_proof(
    cast: Cast,
) -> None:
    reset_in_the_offices_mailbox(cast)
    browser = Client()
    browser.post("/sign-in/", {"username": "kari.berg", "password": OTHER})
    values = {"email": "henry.too@private.example"}
    edit(by(cast.henry), fresh(cast.kari), values, reach=reach_of(cast.henry))
    mail_batch.post(Batch.objects.latest("pk").pk, NOBODY)
    mine = [each for each in outbox.outbox if "henry.too@private.example" in each.to]
    link = re.search(r"/address/\S+", str(mine[-1].body))
    assert link is not None
    browser.get(link[0])
    assert browser.post("/address/confirm/").status_code == 302
    assert fresh(cast.kari).email_reach == [cast.hillside.pk]


def beside(act: Callable[[], object]) -> tuple[threading.Thread, list[str]]:
    """The act on a connection of its own, and what became of it once it is through."""
    done: list[str] = []

    def run() -> None:
        try:
            act()
            done.append("done")
        except redeeming.Unusable as refused:
            done.append(refused.code)
        finally:
            connection.close()

    return threading.Thread(target=run), done


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["grant", "way in"])
def test_k38_a_grant_and_a_way_in_at_one_time_see_each_other(cast: Cast, first: str) -> None:
    proposed(cast)
    [issued] = issue_many(by(cast.henry), [cast.kari.pk], Channel.LETTER)

    def grant() -> object:
        return connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")

    def use() -> object:
        return redeem(by(cast.kari), issued.credential.pk, CHOSEN)

    other, done = beside(use if first == "grant" else grant)
    with transaction.atomic():
        (grant if first == "grant" else use)()
        other.start()
        other.join(1)
        assert done == []
    other.join(20)
    assert done == ["replaced" if first == "grant" else "done"]
    used = Credential.objects.get().state == "redeemed"
    assert used == (first == "way in")
    assert not used or sees(cast.kari) == {"Nora", "Elias"}


def test_k38_a_link_that_the_site_mails_to_an_offices_address_is_read_by_the_office(
    cast: Cast,
) -> None:
    proposed(cast)
    offices_address(cast)
    batch = order(by(cast.admin), [fresh(cast.kari)], Form.EMAIL)
    mail_batch.post(batch.pk, by(cast.admin))
    found = re.search(r"/activate/([^/\s]+)/", str(outbox.outbox[-1].body))
    assert found is not None
    redeem(by(cast.kari), redeeming.by_token(found[1]).pk, CHOSEN)
    connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")
    assert sees(cast.kari) == {"Nora", "Elias"}


def test_k38_a_released_letter_shows_what_was_released(cast: Cast) -> None:
    granted_elsewhere(cast)
    asked = ask(by(cast.henry), reach_of(cast.henry), [cast.kari.pk], WAY_IN)
    assert asked is not None
    release(by(cast.lara), asked, reach=reach_of(cast.lara))
    letter(cast, cast.henry)
    assert sees(cast.kari) == {"Nora", "Elias", "Theo"}


def test_k39_an_address_of_the_office_above_the_one_that_opened_the_account_is_no_proof(
    cast: Cast,
) -> None:
    cara = person("cara.class", "school-administrator", cast.class_5a)
    Membership.objects.filter(person=cast.kari).update(organisation=cast.class_5a)
    disconnect(by(cast.admin), cast.kari, cast.elias, reason="x", block=False)
    letter(cast, cara)
    person_now = fresh(cast.kari)
    new = NewAddress.objects.create(
        person=person_now, email="h@example.org", reach=[cast.hillside.pk],
        link_hash=link_tokens.digest("a token"), expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    NewAddress.objects.filter(pk=new.pk).update(set_at=timezone.now() + timedelta(seconds=5))
    assert confirm(by(cast.kari), fresh(cast.kari), "a token")
    assert fresh(cast.kari).email_reach == [cast.hillside.pk]
