"""K26, K27: what one file says of the right to see a child outlives what another does not say."""

import pytest
from django.utils import timezone

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_person
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.families.connect import connect
from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.readings import changeable_relationships as reach_of_relationships
from kinkeeper.registry.add import add
from tests.cast import Cast
from tests.importing import codes, edges, imported, planned, undone

pytestmark = pytest.mark.django_db
PLAIN = "SyncID,First name,Last name,ChildID\n"
SAID = "SyncID,First name,Last name,Parental responsibility,Restriction,E-mail,ChildID\n"
PENDING = PLAIN + "P-60,Ada,Lie,X-1\n"
PUPIL = "SyncID,First name,Last name\nX-1,Eva,Lie\n"


def state_of(key: str) -> str:
    return Relationship.objects.get(parent__sync_key=key).state


@pytest.mark.parametrize("row", ["P-60,Ada,Lie,no,,,X-1\n", "P-60,Ada,Lie,,court order,,X-1\n"])
@pytest.mark.parametrize("by_hand", [True, False])
def test_k27_a_later_no_lowers_a_pending_relationship(
    cast: Cast, office: Actor, row: str, *, by_hand: bool
) -> None:
    imported(PENDING)
    second = imported(SAID + row)
    assert second.counts["relationships"]["proposed"] == 1
    assert is_empty(planned(SAID + row))
    imported(PENDING)  # and nothing raises it again
    if by_hand:
        values = {"profile": "pupil", "sync_key": "X-1", "given_name": "Eva", "family_name": "Lie"}
        add(office, values, organisations=[cast.hillside])
    else:
        imported(PUPIL, profile="pupil")
    assert state_of("P-60") == RelationshipState.PROPOSED


def test_k26_a_row_that_is_left_out_is_evidence_all_the_same(cast: Cast) -> None:
    clean, bad = "P-62,Ada,Lie,,,,H-1\n", "P-62,Ada,Lie,,no contact,nonsense,H-1\n"
    for rows in (clean + bad, bad + clean):
        made = planned(SAID + rows)
        assert made.counts["relationships"]["create"] == 0
        assert made.counts["relationships"]["proposed"] == 1


def test_k27_a_later_yes_lifts_no_restriction(cast: Cast) -> None:
    imported(SAID + "P-63,Ada,Lie,,no contact,,H-1\n")
    imported("SyncID,First name,Last name,Custody,ChildID\nP-63,Ada,Lie,yes,H-1\n")
    relationship = Relationship.objects.get(parent__sync_key="P-63")
    assert (relationship.state, relationship.reason) == (RelationshipState.PROPOSED, "no contact")


def test_k27_an_undo_lifts_no_restriction(cast: Cast) -> None:
    imported(PLAIN + "P-64,Ada,Lie,H-1\n")
    restricting = imported(SAID + "P-64,Ada,Lie,,no contact,,H-1\n")
    assert state_of("P-64") == RelationshipState.PROPOSED
    told = undone(restricting)
    assert state_of("P-64") == RelationshipState.PROPOSED
    assert any(each["code"] == "restricted" for each in told.kept)


def test_k13_a_pending_relationship_that_a_file_lowered_is_as_it_was_after_the_undo(
    cast: Cast,
) -> None:
    imported(SAID + "P-65,Ada,Lie,yes,,,X-9\n")
    lowering = imported(SAID + "P-65,Ada,Lie,no,,,X-9\n")
    assert not PendingRelationship.objects.get(value="X-9").granted
    undone(lowering)
    assert PendingRelationship.objects.get(value="X-9").granted


def test_k27_an_undo_raises_no_pending_relationship_under_a_restriction_in_words(
    cast: Cast,
) -> None:
    imported(SAID + "P-65,Ada,Lie,yes,,,X-9\n")
    undone(imported(SAID + "P-65,Ada,Lie,,no contact,,X-9\n"))
    assert not PendingRelationship.objects.get(value="X-9").granted


def test_k27_an_undo_raises_no_pending_relationship_that_another_file_lowers(cast: Cast) -> None:
    imported(SAID + "P-65,Ada,Lie,yes,,,X-9\n")
    first = imported(SAID + "P-65,Ada,Lie,no,,,X-9\n")
    imported(SAID + "P-65,Ada,Lie,no,,,X-9\n", series="other")
    undone(first)
    assert not PendingRelationship.objects.get(value="X-9").granted


def test_k24_a_restriction_of_a_relationship_by_hand_is_told(cast: Cast, office: Actor) -> None:
    connect(office, cast.kari, cast.nora)
    made = imported(SAID + "P-1,Kari,Berg,,no contact,,H-1\n")
    assert codes(made) == {"restricted-by-hand": 1}
    assert ("P-1", "H-1") in edges()


def test_k08_an_internal_id_means_nobody_who_is_yet_to_come(cast: Cast, office: Actor) -> None:
    highest = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = "".join(f"P-7{at},Str,Anger,{highest + at}\n" for at in range(1, 9))
    imported(PLAIN + rows, child_match="internal-id")
    before = edges()
    for name in ("Eva", "Una", "Ivo"):
        add(office, {"profile": "pupil", "given_name": name, "family_name": "N"}, organisations=[])
    imported("SyncID,First name,Last name\nN-1,Nia,New\n", profile="pupil")
    assert edges() == before


def test_k08_two_schools_are_pending_to_the_same_key_each_for_itself(
    cast: Cast, office: Actor
) -> None:
    file = PLAIN + "P-2,Jonas,Lund,L-77\n"
    imported(file, by=cast.henry)
    lakeside = imported(file, by=cast.lara)
    assert lakeside.counts["relationships"]["pending"] == 1
    assert is_empty(planned(file, by=cast.lara))
    henry, lara = of_person(cast.henry, "a test"), of_person(cast.lara, "a test")
    assert [pending.reach for pending in scopes.pending(henry)] == [[cast.hillside.pk]]
    assert [pending.reach for pending in scopes.pending(lara)] == [[cast.lakeside.pk]]
    values = {"profile": "pupil", "sync_key": "L-77", "given_name": "Liv", "family_name": "Lund"}
    add(office, values, organisations=[cast.lakeside])
    assert ("P-2", "L-77") in edges()


def test_k06_exact_ends_the_pending_relationships_of_its_own_files(cast: Cast) -> None:
    imported(PLAIN + "P-60,Ada,Lie,X-1\nP-60,Ada,Lie,H-1\n", organisation="Hillside")
    file = PLAIN + "P-60,Ada,Lie,H-1\n"
    made = imported(file, organisation="Hillside", links="exact")
    assert made.counts["relationships"]["remove"] == 1
    assert not PendingRelationship.objects.filter(state=PendingState.WAITING).exists()
    assert is_empty(planned(file, organisation="Hillside", links="exact"))
    undone(made)
    assert PendingRelationship.objects.filter(state=PendingState.WAITING).count() == 1


def test_k21_a_corrected_address_voids_what_went_to_the_wrong_one(
    cast: Cast, office: Actor
) -> None:
    issue_many(office, [cast.kari.pk], Channel.EMAIL)
    made = imported("SyncID,First name,Last name,E-mail\nP-1,Kari,Berg,right@example.org\n")
    assert Credential.objects.get(person=cast.kari).state == "voided"
    issue_many(office, [cast.kari.pk], Channel.EMAIL)
    undone(made)
    assert not Credential.objects.filter(person=cast.kari, state="issued").exists()


def test_k14_an_import_leads_nobody_in_who_belongs_elsewhere_too(cast: Cast) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(last_login=timezone.now(), password="his own")
    head = "SyncID,User name,First name,Last name,E-mail,Password\n"
    made = imported(
        head + "P-2,taken.over,Jonas,Lund,henry@example.org,quiet lantern over lakes\n",
        by=cast.henry,
        overwrite="all",
        reset_passwords=True,
    )
    jonas = Person.objects.get(pk=cast.jonas.pk)
    assert (jonas.username, jonas.email, jonas.password) == (
        "jonas.lund",
        "jonas@example.org",
        "his own",
    )
    assert jonas.sealed_password is None
    assert codes(made)["shared-person"] == 3  # username, address and password, each named


@pytest.mark.parametrize("match_on", [None, "username", "email"])
def test_k14_nothing_joins_a_key_and_a_name_out_of_reach(cast: Cast, match_on: str | None) -> None:
    head = "SyncID,User name,First name,Last name,E-mail\n"

    def told(key: str) -> list[tuple[str, str, str]]:
        rows = f"{key},qqq,A,B,vera@example.org\n,vera.stranger,C,D,x@example.org\n"
        if match_on:
            rows = f"{key},vera.stranger,A,B,vera@example.org\n"
        made = planned(head + rows, by=cast.henry, match_on=match_on)
        return [(p.code, p.column, p.value) for p in made.problems.order_by("number")]

    assert told("P-9") == told("L-9")  # hers, and another one's out of reach


def test_k14_an_ended_relationship_is_no_way_to_a_parent_elsewhere(cast: Cast) -> None:
    Relationship.objects.create(
        parent=cast.stranger, child=cast.nora, state=RelationshipState.ENDED
    )
    henry = of_person(cast.henry, "a test")
    assert reach_of_relationships.ends(henry, cast.stranger.pk, cast.nora.pk) is None


def test_r_060_k10_a_plan_makes_no_organisation_before_it_is_applied(cast: Cast) -> None:
    made = planned(PLAIN + "P-5,Ada,Lie,H-1\n", organisation="Hilside/Typo")
    assert not Organisation.objects.filter(path__startswith="Hilside").exists()
    made = imported(PLAIN + "P-5,Ada,Lie,H-1\n", organisation="Newside/7B")
    made.refresh_from_db()
    assert made.organisation.path == "Newside/7B"
    undone(made)
    assert not Organisation.objects.filter(path__startswith="Newside").exists()


def test_k13_an_undo_leaves_organisations_that_stood_before(cast: Cast) -> None:
    made = imported(PLAIN + "P-5,Ada,Lie,\n", organisation="Lakeside/9Z")
    undone(made)
    assert Organisation.objects.filter(path="Lakeside").exists()
    assert not Organisation.objects.filter(path="Lakeside/9Z").exists()
