"""K38: however a relationship comes to be, an account that an office could open shows it only
later."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from kinkeeper.access import scopes
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.redeem import redeem
from kinkeeper.families.answer_question import connect_instead
from kinkeeper.families.connect import connect
from kinkeeper.families.may_open_account import may_open
from kinkeeper.families.models import (
    Match,
    PendingRelationship,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.readings.merging import brought
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.unmerge import unmerge
from tests.cast import Cast, connected, person
from tests.importing import codes, imported, undone

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"
KNOWN = "SyncID,First name,Last name,ChildID,Parental responsibility\n"


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, "a test")


def letter(cast: Cast, office: Person) -> None:
    """Kari's account, opened with a code that this office could read."""
    assert may_open(reach_of(office), cast.kari.pk)
    [issued] = issue_many(by(office), [cast.kari.pk], Channel.LETTER)
    redeem(by(cast.kari), issued.credential.pk, CHOSEN)


def sees(parent: Person) -> set[str]:
    return {child.given_name for child in scopes.children(Person.objects.get(pk=parent.pk))}


def proposed(cast: Cast, state: RelationshipState = RelationshipState.PROPOSED) -> Relationship:
    return Relationship.objects.create(
        parent=cast.kari, child=cast.theo, state=state, reach=[cast.lakeside.pk],
        sources=["import:1"],
    )  # fmt: skip


def a_later_file_grants(cast: Cast) -> None:
    Membership.objects.create(person=cast.kari, organisation=cast.lakeside)
    imported(f"{KNOWN}P-1,Kari,Berg,L-1,unknown\n", by=cast.lara)
    Membership.objects.filter(person=cast.kari, organisation=cast.lakeside).delete()
    letter(cast, cast.henry)
    Membership.objects.create(person=cast.kari, organisation=cast.lakeside)
    imported(f"{KNOWN}P-1,Kari,Berg,L-1,yes\n", by=cast.lara)


def a_hand_answers_whom_the_key_meant(cast: Cast) -> None:
    pending = PendingRelationship.objects.create(
        parent=cast.kari, match=Match.SYNC_KEY, value="L-I", folded="L-I", source="import:1",
        reach=[cast.lakeside.pk],
    )  # fmt: skip
    asked = Question.objects.create(
        kind=QuestionKind.LIKELY_KEY, parent=cast.kari, match=Match.SYNC_KEY,
        value="L-I", folded="L-I", reach=[cast.lakeside.pk],
    )  # fmt: skip
    letter(cast, cast.henry)
    connect_instead(by(cast.lara), asked, cast.theo, [pending], reason="on the phone")


def an_undo_takes_a_proposal_back(cast: Cast) -> None:
    Membership.objects.create(person=cast.kari, organisation=cast.lakeside)
    imported(f"{KNOWN}P-1,Kari,Berg,L-1,yes\n", by=cast.lara)
    roster_import = imported(f"{KNOWN}P-1,Kari,Berg,L-1,no\n", by=cast.lara)
    assert (
        Relationship.objects.get(parent=cast.kari, child=cast.theo).state
        == RelationshipState.PROPOSED
    )
    Membership.objects.filter(person=cast.kari, organisation=cast.lakeside).delete()
    letter(cast, cast.henry)
    undone(roster_import, by=cast.lara)


def a_merge_is_taken_back(cast: Cast) -> None:
    connect(by(cast.lara), cast.kari, cast.theo)
    Relationship.objects.filter(child=cast.theo, parent=cast.kari).update(
        reach=[cast.lakeside.pk], sources=["import:1"]
    )
    twin = person("kari.twin", "parent", cast.hillside)
    Relationship.objects.create(
        parent=twin, child=cast.theo, state=RelationshipState.PROPOSED, reach=[cast.lakeside.pk],
        sources=["import:2"], reason="a court",
    )  # fmt: skip
    whole = reach_of(cast.admin)
    made = merge(by(cast.admin), cast.kari, twin, reason="x", same_person="x", reach=whole)
    letter(cast, cast.henry)
    unmerge(by(cast.admin), made, reason="x", reach=whole, undone=set, brought=brought)


WAYS: dict[str, Callable[[Cast], None]] = {
    "a later file grants": a_later_file_grants,
    "a hand answers whom the key meant": a_hand_answers_whom_the_key_meant,
    "an undo takes a proposal back": an_undo_takes_a_proposal_back,
    "a merge is taken back": a_merge_is_taken_back,
}


@pytest.mark.parametrize("way", WAYS)
def test_k38_a_relationship_that_comes_to_be_later_waits_for_a_new_way_in(
    cast: Cast, way: str
) -> None:
    WAYS[way](cast)
    relationship = Relationship.objects.get(parent=cast.kari, child=cast.theo)
    assert relationship.state == RelationshipState.ACTIVE
    assert sees(cast.kari) == {"Nora", "Elias"}
    [issued] = issue_many(by(cast.admin), [cast.kari.pk], Channel.LETTER)
    redeem(by(cast.kari), issued.credential.pk, CHOSEN)
    assert sees(cast.kari) == {"Nora", "Elias", "Theo"}


def test_k38_what_waits_since_a_merge_waits_after_it_is_taken_back(cast: Cast) -> None:
    relationship = connected(cast.kari, cast.theo)
    twin = person("kari.twin", "parent", cast.hillside)
    connected(twin, cast.theo)
    whole = reach_of(cast.admin)
    made = merge(by(cast.admin), cast.kari, twin, reason="x", same_person="x", reach=whole)
    Relationship.objects.filter(pk=relationship.pk).update(
        state=RelationshipState.PROPOSED, reach=[cast.lakeside.pk], reason="a court"
    )
    letter(cast, cast.henry)
    connect(by(cast.lara), cast.kari, cast.theo, reason="the court allows it")
    assert sees(cast.kari) == {"Nora", "Elias"}
    unmerge(by(cast.admin), made, reason="x", reach=whole, undone=set, brought=brought)
    assert sees(cast.kari) == {"Nora", "Elias"}


def test_k38_what_a_new_way_in_showed_since_a_merge_stays_shown(cast: Cast) -> None:
    proposed(cast)
    letter(cast, cast.henry)
    connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")
    twin = person("kari.twin", "parent", cast.hillside)
    whole = reach_of(cast.admin)
    made = merge(by(cast.admin), cast.kari, twin, reason="x", same_person="x", reach=whole)
    letter(cast, cast.admin)
    unmerge(by(cast.admin), made, reason="x", reach=whole, undone=set, brought=brought)
    assert sees(cast.kari) == {"Nora", "Elias", "Theo"}


def test_k38_pupils_who_become_one_stay_with_the_parents_whose_office_reaches_them(
    cast: Cast,
) -> None:
    twin = person("nora.twin", "pupil", cast.lakeside)
    letter(cast, cast.henry)
    merge(
        by(cast.admin),
        twin,
        cast.nora,
        reason="one girl",
        same_person="x",
        reach=reach_of(cast.admin),
    )
    assert sees(cast.kari) == {"Nora", "Elias"}


def test_k38_a_merge_asks_how_the_kept_account_was_opened(cast: Cast) -> None:
    twin = person("kari.twin", "parent", cast.hillside)
    proposed(cast)
    letter(cast, cast.henry)
    connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")
    assert "Theo" not in sees(cast.kari)
    merge(
        by(cast.admin),
        twin,
        cast.kari,
        reason="one woman",
        same_person="x",
        reach=reach_of(cast.admin),
    )
    assert sees(twin) == {"Nora", "Elias", "Theo"}


@pytest.mark.parametrize("values", [{"email": "h@example.org"}, {"username": "hank"}])
def test_k38_a_file_of_parents_changes_no_account_of_another_administrator(
    cast: Cast, values: dict[str, str]
) -> None:
    row = {"SyncID": "S-2", "First name": "Hanna", "Last name": "Head", "ChildID": "H-1"}
    hanna = person("hanna.head", "school-administrator", cast.hillside, sync_key="S-2")
    columns = {"email": "E-mail", "username": "User name"}
    row |= {columns[name]: value for name, value in values.items()} | {"Password": CHOSEN}
    file = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    imported(file, by=cast.henry, overwrite="all", reset_passwords=True)
    stored = Person.objects.get(pk=hanna.pk)
    assert (stored.username, stored.email) == ("hanna.head", "")
    assert stored.sealed_password is None


def test_k38_a_school_changes_no_account_of_a_system_administrator(cast: Cast) -> None:
    Membership.objects.create(person=cast.admin, organisation=cast.hillside)
    Person.objects.filter(pk=cast.admin.pk).update(sync_key="S-1", email="anna@example.org")
    assert not may_open(reach_of(cast.henry), cast.admin.pk)
    assert may_open(reach_of(cast.admin), cast.admin.pk)
    file = "SyncID,User name,First name,Last name,E-mail,Password,ChildID\n"
    row = f"S-1,hank,Anna,Admin,h@example.org,{CHOSEN},H-1\n"
    roster_import = imported(file + row, by=cast.henry, overwrite="all", reset_passwords=True)
    stored = Person.objects.get(pk=cast.admin.pk)
    assert (stored.username, stored.email) == ("anna.admin", "anna@example.org")
    assert stored.sealed_password is None
    assert codes(roster_import)


@pytest.mark.django_db(transaction=True)
def test_k38_a_merge_waits_for_who_is_just_being_connected(cast: Cast) -> None:
    """The relationship had ended; the hand that connects it again has not committed."""
    twin = person("kari.twin", "parent", cast.hillside)
    relationship = connected(cast.kari, cast.theo)
    Relationship.objects.filter(pk=relationship.pk).update(state=RelationshipState.ENDED)
    done: list[str] = []

    def run() -> None:
        try:
            merge(
                by(cast.henry),
                twin,
                cast.kari,
                reason="x",
                same_person="x",
                reach=reach_of(cast.henry),
            )
            done.append("merged")
        except Refusal as refused:
            done.append(refused.code)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        connect(by(cast.lara), cast.kari, cast.theo)
        other.start()
        other.join(1)
        assert done == []
    other.join(20)
    assert done == ["shared-person"]
