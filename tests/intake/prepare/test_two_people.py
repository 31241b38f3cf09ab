"""K21: whoever has a name of two people gets no way in until a person has settled it."""

import pytest

from kinkeeper.credentials.eligible import Choice, choose
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.confirm_name import one_person
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast, connected
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,Name,E-mail,ChildID\n"
ROW = "P-90,Anna & Lars Lie,a@example.org,H-1\n"


def anna_and_lars() -> Person:
    return Person.objects.get(sync_key="P-90")


def choice(by_email: bool = False) -> Choice:
    return choose([anna_and_lars()], by_email=by_email, reach=WHOLE_SITE)[0]


def test_k21_two_people_in_one_row_are_proposed_and_get_no_letter(cast: Cast) -> None:
    roster_import = imported(HEAD + ROW)
    assert codes(roster_import)["two-people"] == 1
    [relationship] = Relationship.objects.filter(parent=anna_and_lars())
    assert (relationship.state, relationship.reason) == (RelationshipState.PROPOSED, "two-people")
    relationship.state = RelationshipState.ACTIVE
    relationship.save()
    assert {choice(by_email).code for by_email in (False, True)} == {"two-people"}


def test_k9_the_same_file_again_changes_nothing(cast: Cast) -> None:
    imported(HEAD + ROW)
    again = planned(HEAD + ROW).counts
    assert not any(again["people"][act] for act in ("create", "update"))
    assert not any(again["relationships"][act] for act in ("create", "proposed", "pending"))


def test_k21_who_is_one_person_gets_a_letter_and_further_children(
    cast: Cast, office: Actor
) -> None:
    imported(HEAD + ROW)
    one_person(office, anna_and_lars())
    Relationship.objects.filter(parent=anna_and_lars()).update(state=RelationshipState.ACTIVE)
    assert choice().gets_one
    assert Entry.objects.filter(action="person.is-one").count() == 1
    more = imported(HEAD + ROW + ROW.replace("H-1", "H-2"))
    assert "two-people" not in codes(more)
    assert ("P-90", "H-2") in edges()


def test_k21_what_was_said_holds_for_that_name_alone(cast: Cast, office: Actor) -> None:
    imported(HEAD + ROW)
    one_person(office, anna_and_lars())
    edit(
        office,
        anna_and_lars(),
        {"given_name": "Anna und Lars"},
        reach=WHOLE_SITE,
        same_person="spelled differently",
    )
    connected_here(cast)
    assert choice().code == "two-people"


def test_k21_a_name_made_one_persons_by_hand_stays_and_opens(cast: Cast, office: Actor) -> None:
    imported(HEAD + ROW)
    edit(office, anna_and_lars(), {"given_name": "Anna"}, reach=WHOLE_SITE, same_person="one")
    connected_here(cast)
    assert choice().gets_one
    more = imported(HEAD + ROW + ROW.replace("H-1", "H-2"))
    assert anna_and_lars().full_name == "Anna Lie"
    assert codes(more)["two-people"] == 2
    assert ("P-90", "H-2") not in edges()


def test_nothing_is_said_of_a_name_that_is_plain(cast: Cast, office: Actor) -> None:
    with pytest.raises(Refusal):
        one_person(office, cast.kari)


def test_k36_a_relationship_that_is_active_stays(cast: Cast) -> None:
    cast.kari.given_name, cast.kari.family_name = "Kari og Jonas", "Berg"
    cast.kari.save()
    key, child = cast.kari.sync_key, cast.nora.sync_key
    imported(f"{HEAD}{key},Kari og Jonas Berg,,{child}\n")
    assert (key, child) in edges()


def connected_here(cast: Cast) -> None:
    Relationship.objects.filter(parent=anna_and_lars()).delete()
    connected(anna_and_lars(), cast.nora)
