"""K26: an import proposes where a file says no, or does not say; a person grants."""

import pytest

from kinkeeper.credentials.eligible import choose
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.add import add
from tests.cast import Cast
from tests.importing import codes, edges, imported
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,Parental responsibility,ChildID\n"
PLAIN = "SyncID,First name,Last name,ChildID\n"


def relationship_of(key: str, child: Person) -> Relationship:
    return Relationship.objects.get(parent__sync_key=key, child=child)


@pytest.mark.parametrize("said", ["no", "Nei", "0", "N", "", "unknown", "?"])
def test_r_048_k26_without_a_yes_there_is_a_proposal_and_no_access(
    cast: Cast, signed_in: As, said: str
) -> None:
    """LNK-04."""
    roster_import = imported(HEAD + f"P-5,Ada,Lie,{said},H-1\n")
    assert roster_import.counts["relationships"]["proposed"] == 1
    assert codes(roster_import) == {"proposed": 1}
    ada = Person.objects.get(sync_key="P-5")
    assert relationship_of("P-5", cast.nora).state == RelationshipState.PROPOSED
    [choice] = choose([ada], by_email=False, reach=WHOLE_SITE)
    assert choice.code == "no-relationship"
    assert signed_in(ada).get(f"/children/{cast.nora.pk}/").status_code == 404
    again = imported(HEAD + f"P-5,Ada,Lie,{said},H-1\n")
    assert again.counts["relationships"]["proposed"] == 0
    assert again.counts["relationships"]["existing"] == 1


@pytest.mark.parametrize("said", ["yes", "Ja", "1", "Y", "oui", "X", "true"])
def test_k26_a_yes_connects(cast: Cast, said: str) -> None:
    imported(HEAD + f"P-5,Ada,Lie,{said},H-1\n")
    assert ("P-5", "H-1") in edges()


def test_pc_050_neither_yes_nor_no_is_an_error(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-5,Ada,Lie,maybe,H-1\nP-6,Ida,Lie,yes,H-1\n")
    assert codes(roster_import) == {"not-yes-or-no": 1}
    assert not Person.objects.filter(sync_key="P-5").exists()


def test_k26_a_restriction_is_read_by_a_person_first(cast: Cast) -> None:
    file = "SyncID,First name,Last name,Court order,ChildID\nP-5,Ada,Lie,see file 12/3,H-1\n"
    imported(file + "P-6,Ida,Lie,,H-1\n")
    relationship = relationship_of("P-5", cast.nora)
    assert (relationship.state, relationship.reason) == (
        RelationshipState.PROPOSED,
        "see file 12/3",
    )
    assert ("P-6", "H-1") in edges()


def test_k26_a_person_grants_and_the_next_file_does_not_take_it_back(
    cast: Cast, office: Actor
) -> None:
    imported(HEAD + "P-5,Ada,Lie,no,H-1\n")
    connect(office, Person.objects.get(sync_key="P-5"), cast.nora)
    roster_import = imported(HEAD + "P-5,Ada,Lie,no,H-1\n")
    assert roster_import.counts["relationships"]["existing"] == 1
    assert ("P-5", "H-1") in edges()


def test_k26_a_declined_proposal_is_not_made_again(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-5,Ada,Lie,no,H-1\n")
    disconnect(office, Person.objects.get(sync_key="P-5"), cast.nora, reason="the court said no")
    roster_import = imported(HEAD + "P-5,Ada,Lie,yes,H-1\n")
    assert roster_import.counts["relationships"]["held_back"] == 1


def test_k26_a_no_withdraws_what_only_files_said(cast: Cast) -> None:
    imported(PLAIN + "P-5,Ada,Lie,H-1\n")
    imported(HEAD + "P-5,Ada,Lie,,H-1\n")
    assert ("P-5", "H-1") in edges()  # an empty cell changes nothing
    imported(HEAD + "P-5,Ada,Lie,no,H-1\n")
    assert relationship_of("P-5", cast.nora).state == RelationshipState.PROPOSED


def test_k26_only_a_yes_of_a_file_opens_a_proposal(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,no,H-1\n")
    imported(PLAIN + "P-5,Ada,Lie,H-1\n")
    assert relationship_of("P-5", cast.nora).state == RelationshipState.PROPOSED
    imported(HEAD + "P-5,Ada,Lie,yes,H-1\n")
    assert ("P-5", "H-1") in edges()


def test_k26_of_rows_that_disagree_the_most_cautious_counts(cast: Cast) -> None:
    for file in ("P-5,Ada,Lie,yes,H-1\nP-5,Ada,Lie,no,H-1\n",
                 "P-6,Ada,Lie,no,H-2\nP-6,Ada,Lie,yes,H-2\n"):  # fmt: skip
        imported(HEAD + file)
    assert relationship_of("P-5", cast.nora).state == RelationshipState.PROPOSED
    assert relationship_of("P-6", cast.elias).state == RelationshipState.PROPOSED


def test_k08_k26_what_is_pending_without_a_yes_is_proposed_when_the_child_arrives(
    cast: Cast,
) -> None:
    imported(HEAD + "P-5,Ada,Lie,no,X-1\nP-6,Ida,Lie,yes,X-1\n")
    assert PendingRelationship.objects.filter(granted=False).count() == 1
    pupils = imported("SyncID,First name,Last name\nX-1,Xen,Berg\n", profile="pupil")
    assert pupils.counts["relationships"]["create"] == 1
    assert pupils.counts["relationships"]["proposed"] == 1
    xen = Person.objects.get(sync_key="X-1")
    assert relationship_of("P-5", xen).state == RelationshipState.PROPOSED
    assert relationship_of("P-6", xen).state == RelationshipState.ACTIVE


def test_k08_k26_also_when_a_hand_adds_the_child(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-5,Ada,Lie,no,X-1\n")
    new = {"profile": "pupil", "given_name": "Xen", "family_name": "B", "sync_key": "X-1"}
    add(office, new, organisations=[])
    assert (
        relationship_of("P-5", Person.objects.get(sync_key="X-1")).state
        == RelationshipState.PROPOSED
    )
