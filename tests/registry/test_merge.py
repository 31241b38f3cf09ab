"""Two accounts of one person become one."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kinkeeper.access.sign_in import may_enter
from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.families import block, disconnect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.families.refusals import MergedAway
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.registry.edit import edit
from kinkeeper.registry.not_duplicates import differ
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.restore import restore
from tests.cast import Cast, connected, person
from tests.importing import edges, imported
from tests.merging import OFFICE, children, merged, relationship, unmerged

pytestmark = pytest.mark.django_db


def test_pc054_children_once_each_and_the_way_back(cast: Cast, twin: Person) -> None:
    made = merged(cast.kari, twin)
    assert children(cast.kari) == {"Nora", "Elias", "Mila"}
    assert not Relationship.objects.filter(parent=twin).exists()
    assert children(twin) == set()
    told = unmerged(made)
    assert told.left == []
    assert children(Person.objects.get(pk=cast.kari.pk)) == {"Nora", "Elias"}
    assert children(Person.objects.get(pk=twin.pk)) == {"Elias", "Mila"}


def test_the_account_that_went_lets_nobody_in_and_rests(cast: Cast, twin: Person) -> None:
    Credential.objects.create(
        person=twin, channel="letter", link_hash=b"x", expires_at="2099-01-01T00:00Z"
    )
    made = merged(cast.kari, twin)
    assert not may_enter(twin)
    assert Credential.objects.get(person=twin).state == CredentialState.VOIDED
    with pytest.raises(Refusal, match="undo the merge"):
        restore(OFFICE, twin)
    with pytest.raises(Refusal, match="undo the merge"):
        edit(OFFICE, twin, {"sync_key": "other"}, reach=WHOLE_SITE)
    for change in ({"state": "active"}, {"sync_key": None}, {"username_folded": "free"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=twin.pk).update(**change)
    unmerged(made)
    twin.refresh_from_db()
    assert may_enter(twin)


def test_k20_the_password_of_the_kept_account_stays(cast: Cast, twin: Person) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(password="hers")
    Person.objects.filter(pk=twin.pk).update(password="another")
    merged(cast.kari, twin)
    assert (cast.kari.password, twin.password) == ("hers", "another")


def test_what_the_kept_account_lacks_it_takes(cast: Cast, twin: Person) -> None:
    made = merged(cast.kari, twin)
    assert (cast.kari.phone, cast.kari.email) == ("555 01 23", "kari@example.org")
    places = {place.path for place in cast.kari.organisations.all()}
    assert places == {"Hillside", "Lakeside"}
    unmerged(made)
    cast.kari.refresh_from_db()
    assert cast.kari.phone == ""
    assert {place.path for place in cast.kari.organisations.all()} == {"Hillside"}


STATES = (
    None,
    RelationshipState.ENDED,
    RelationshipState.ACTIVE,
    RelationshipState.PROPOSED,
    RelationshipState.BLOCKED,
)


@pytest.mark.parametrize("kept", STATES)
@pytest.mark.parametrize("gone", STATES)
def test_k27_the_most_cautious_state_wins(
    cast: Cast, twin: Person, kept: RelationshipState | None, gone: RelationshipState | None
) -> None:
    for parent, state in ((cast.kari, kept), (twin, gone)):
        if state is not None:
            Relationship.objects.create(parent=parent, child=cast.theo, state=state)
    made = merged(cast.kari, twin)
    found = Relationship.objects.filter(parent=cast.kari, child=cast.theo).first()
    both = {kept, gone}
    expected = next((each for each in reversed(STATES[3:]) if each in both), None)
    if expected is None:
        expected = next(
            (each for each in (RelationshipState.ACTIVE, RelationshipState.ENDED) if each in both),
            None,
        )
    assert (found.state if found else None) == expected
    unmerged(made)
    for parent, state in ((cast.kari, kept), (twin, gone)):
        after = Relationship.objects.filter(parent=parent, child=cast.theo).first()
        assert (after.state if after else None) == state


def test_k13_what_was_ended_asserts_nothing_in_the_joined_relationship(
    cast: Cast, twin: Person
) -> None:
    disconnect.disconnect(OFFICE, cast.kari, cast.elias, reason="moved", block=False)
    Relationship.objects.filter(parent=twin, child=cast.elias).update(sources=["import:5"])
    merged(cast.kari, twin)
    assert relationship(cast.kari, cast.elias).sources == ["import:5"]


def test_k27_a_block_of_either_side_holds_and_both_reasons_are_kept(
    cast: Cast, twin: Person
) -> None:
    block.block(OFFICE, twin, cast.nora, reason="court order")
    block.block(OFFICE, twin, cast.theo, reason="order A")
    block.block(OFFICE, cast.kari, cast.theo, reason="order B")
    merged(cast.kari, twin)
    assert children(cast.kari) == {"Elias", "Mila"}
    assert relationship(cast.kari, cast.nora).reason == "court order"
    assert relationship(cast.kari, cast.theo).reason == "order B · order A"


def test_k27_a_proposal_is_not_weakened_even_by_a_hand_that_connected(
    cast: Cast, twin: Person
) -> None:
    Relationship.objects.create(
        parent=twin, child=cast.nora, state=RelationshipState.PROPOSED, reason="supervised only",
        sources=["import:3"],
    )  # fmt: skip
    merged(cast.kari, twin)
    found = relationship(cast.kari, cast.nora)
    assert (found.state, found.reason) == (RelationshipState.PROPOSED, "supervised only")
    assert children(cast.kari) == {"Elias", "Mila"}


def test_pc056_nobody_is_pending_to_oneself(cast: Cast, twin: Person) -> None:
    imported("SyncID,First name,Last name,ChildID\nX-1,Kari,Berg,P-77\n")
    PendingRelationship.objects.filter(parent=twin).update(value="P-1", folded="P-1")
    made = merged(cast.kari, twin)
    assert not PendingRelationship.objects.filter(state="waiting").exists()
    unmerged(made)
    assert PendingRelationship.objects.get(state="waiting").parent_id == twin.pk


def test_pending_relationships_move_and_twins_fold(cast: Cast, twin: Person) -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    imported(head + "P-1,Kari,Berg,N-1\n")
    imported(head + "X-1,Kari,Berg,N-1\nX-1,Kari,Berg,N-2\n")
    made = merged(cast.kari, twin)
    pendings = PendingRelationship.objects.filter(state="waiting")
    assert sorted(pendings.values_list("parent_id", "value")) == [
        (cast.kari.pk, "N-1"),
        (cast.kari.pk, "N-2"),
    ]
    imported("SyncID,First name,Last name\nN-2,Nina,Berg\n", profile="pupil")
    assert ("P-1", "N-2") in edges()
    unmerged(made)
    assert ("X-1", "N-2") in edges()
    assert ("P-1", "N-2") not in edges()
    assert sorted(pendings.values_list("parent_id", "value")) == [
        (cast.kari.pk, "N-1"),
        (twin.pk, "N-1"),
    ]


def test_a_parent_who_teaches_keeps_one_account_and_gets_no_rights(
    cast: Cast, twin: Person
) -> None:
    made = merged(cast.maria, twin)
    assert children(cast.maria) == {"Elias", "Mila"}
    places = Membership.objects.filter(person=cast.maria)
    assert [place.organisation_id for place in places] == [cast.class_5a.pk]
    unmerged(made)
    assert children(Person.objects.get(pk=cast.maria.pk)) == set()


def test_two_accounts_of_a_pupil(cast: Cast) -> None:
    again = person("nora.berg2", Profile.PUPIL, cast.lakeside, sync_key="L-7")
    connected(cast.stranger, again)
    imported("SyncID,First name,Last name,ChildID\nP-5,Ida,Lie,L-7\n")
    made = merged(cast.nora, again)
    parents = {
        relationship.parent.given_name
        for relationship in cast.nora.as_child.filter(state=RelationshipState.ACTIVE)
    }
    assert parents == {"Kari", "Jonas", "Vera", "Ida"}
    imported("SyncID,First name,Last name,ChildID\nP-6,Per,Moe,L-7\n")
    assert ("P-6", "H-1") in edges()
    unmerged(made)
    assert ("P-9", "L-7") in edges()
    assert ("P-9", "H-1") not in edges()
    assert ("P-6", "H-1") not in edges()


def test_who_cannot_be_merged(cast: Cast, twin: Person) -> None:
    """PC-056: a parent and a child least of all, so that no relationship with oneself can arise."""

    def code(kept: Person, gone: Person, by: Actor = OFFICE) -> str:
        with pytest.raises(Refusal, match=r"\w+ \w+") as refused:
            merged(kept, gone, by)
        return refused.value.code

    second = person("anna.second", Profile.SYSTEM_ADMINISTRATOR)
    assert code(cast.kari, cast.kari) == "same-person"
    assert code(cast.kari, cast.nora) == code(cast.nora, cast.kari) == "other-profile"
    assert code(cast.kari, cast.maria) == "other-profile"
    assert code(cast.admin, second) == "administrator"
    himself = Actor(twin.pk, "Kari", "a test")
    assert code(cast.kari, twin, himself) == "oneself"
    merged(cast.kari, twin)
    assert code(cast.kari, twin) == "in-trash"
    assert code(twin, cast.jonas) == "in-trash"


def test_an_act_on_the_account_that_went_is_refused(cast: Cast, twin: Person) -> None:
    merged(cast.kari, twin)
    with pytest.raises(MergedAway, match="merged into another"):
        block.block(OFFICE, twin, cast.theo, reason="too late")
    assert not Relationship.objects.filter(parent=twin).exists()


def test_k23_the_journal_tells_of_both_accounts_and_each_child(cast: Cast, twin: Person) -> None:
    made = merged(cast.kari, twin)
    unmerged(made)
    lines = Entry.objects.filter(person_id__in=[cast.kari.pk, twin.pk]).order_by("pk")
    actions = [line.action for line in lines]
    assert actions[:4] == ["relationship.merged", "relationship.merged"] + [
        "person.merged",
        "person.merged-away",
    ]
    assert {"relationship.parted", "person.unmerged", "person.parted"} <= set(actions)
    assert lines.get(action="person.merged").data["reason"] == "the same mother, on the phone"


def test_pc036_no_second_account_gets_a_credential_before_somebody_decides(cast: Cast) -> None:
    imported("SyncID,First name,Last name,ChildID\nNEW-1,KARI,Berg,H-1\n")
    new = Person.objects.get(sync_key="NEW-1")

    def codes() -> list[str]:
        return [
            choice.code for choice in choose([cast.kari, new], by_email=False, reach=WHOLE_SITE)
        ]

    assert codes() == ["", "second-account"]
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-11-01T08:00Z", password="kept")
    assert codes() == ["", "second-account"]
    differ(OFFICE, cast.kari, new, reason="mother and grandmother")
    assert codes() == ["", ""]
    merged(cast.kari, new)
    assert codes() == ["signed-in-already", "not-active"]


def test_a_forgotten_password_is_sent_to_the_kept_account(cast: Cast, twin: Person) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(password="hers")
    merged(cast.kari, twin)
    assert post_reset_mails(OFFICE, "kari.berg2") == 1
    assert mail.outbox[0].to == ["kari@example.org"]
