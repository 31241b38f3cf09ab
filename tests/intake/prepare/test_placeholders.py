"""K33: nobody is found by a placeholder, who is stored with one from before neither."""

import pytest

from kinkeeper.families import pending_relationships
from kinkeeper.families.models import Match, PendingRelationship, PendingState
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.people.references import NoReference, by_reference
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,User name,First name,Last name,ChildID\n"


def test_k33_nothing_is_pending_to_a_placeholder_and_nobody_is_found_by_one(cast: Cast) -> None:
    waiting = imported(HEAD + "q1,q.one,Ann,Ek,NULL\nq2,q.two,Ben,Fox,NULL\n")
    assert waiting.counts["relationships"]["pending"] == 0
    imported(HEAD.replace(",ChildID", "") + "NULL,new.kid,New,Kid\n", profile="pupil")
    assert Person.objects.get(username="new.kid").sync_key is None
    imported(HEAD + "#N/A,ann.v,Ann,Vik,H-1\n")
    imported(HEAD + "#N/A,ben.w,Ben,Wold,H-2\n")
    assert ("ann.v", "H-1") in edges()
    assert ("ben.w", "H-2") in edges()
    assert not {edge for edge in edges() if edge[0] in {"q1", "q2"}}
    again = planned(HEAD + "#N/A,ben.w,Ben,Wold,H-2\n")
    assert (again.counts["people"]["unchanged"], codes(again)) == (1, {"placeholder": 1})


def test_k33_who_has_such_a_key_from_before_is_not_found_by_it(cast: Cast, office: Actor) -> None:
    kid = person("old.kid", "pupil", cast.hillside, sync_key="NULL")
    parent = person("old.parent", "parent", sync_key="n/a")
    imported(HEAD + "q1,q.one,Ann,Ek,NULL\nn/a,q.two,Ben,Fox,H-1\n")
    assert not {edge for edge in edges() if "NULL" in edge or "n/a" in edge}
    assert ("q.two", "H-1") in edges()
    parent.refresh_from_db()
    assert parent.given_name == "Old"
    for reference in ("key:NULL", "user:n/a", "key: null "):
        with pytest.raises(NoReference, match="id:17"):
            by_reference(reference)
    assert Person.objects.get(by_reference(f"id:{kid.pk}")) == kid


def test_k33_a_pending_relationship_from_before_is_met_by_nobody_and_can_be_cancelled(
    cast: Cast, office: Actor
) -> None:
    pending = PendingRelationship.objects.create(
        parent=cast.kari, match=Match.SYNC_KEY, value="NULL", folded="NULL", source="import:1"
    )
    kid = person("old.kid", "pupil", cast.hillside, sync_key="NULL")
    assert pending_relationships.resolve_for(office, [kid.pk]) == 0
    imported("User name,First name,Last name\nold.kid,Old,Kid\n", profile="pupil")
    pending.refresh_from_db()
    assert pending.state == PendingState.WAITING
    pending_relationships.cancel(office, pending)


@pytest.mark.parametrize("field", ["sync_key", "username", "email", "phone"])
def test_k33_no_hand_types_a_placeholder(cast: Cast, office: Actor, field: str) -> None:
    with pytest.raises(Refusal, match="stands for a missing value") as refused:
        edit(office, cast.kari, {field: "ukjent"}, reach=WHOLE_SITE)
    assert (refused.value.code, refused.value.field) == ("placeholder", field)
    new = {"profile": "parent", "given_name": "Ada", field: "n.a."}
    with pytest.raises(Refusal) as refused:
        add(office, new, organisations=[])
    assert refused.value.code == "placeholder"


def test_k33_a_form_that_leaves_an_old_one_alone_is_taken(cast: Cast, office: Actor) -> None:
    old = person("old.parent", "parent", phone="-")
    edit(office, old, {"phone": "-", "city": "Oslo"}, reach=WHOLE_SITE)
    assert Person.objects.get(pk=old.pk).city == "Oslo"


def test_k33_somebody_called_null_gets_a_username_that_names_her(cast: Cast, office: Actor) -> None:
    null = add(office, {"profile": "parent", "given_name": "Null"}, organisations=[])
    assert (null.given_name, null.username) == ("Null", "person.null")


def test_k33_a_placeholder_ends_no_relationship_in_an_exact_file(cast: Cast) -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    imported(head + "P-7,Ada,Lie,H-1\nP-7,Ada,Lie,H-2\n")
    failed = planned(head + "P-7,Ada,Lie,H-1\nP-7,Ada,Lie,#N/A\n", links="exact")
    assert failed.counts["relationships"]["remove"] == 0
    whole = planned(head + "P-7,Ada,Lie,H-1\n", links="exact")
    assert whole.counts["relationships"]["remove"] == 1
