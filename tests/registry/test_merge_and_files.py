"""After a merge files still name the account that went; before one, plans rest on both."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.sections.apply_context import Stale
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.usernames import free_username
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast, connected, person
from tests.importing import codes, edges, imported, planned, undone
from tests.merging import OFFICE, merged, unmerged

pytestmark = pytest.mark.django_db
HEAD = "SyncID,User name,First name,Last name,E-mail,ChildID\n"
BOTH = (
    HEAD
    + "P-1,kari.berg,Kari,Berg,kari@example.org,H-1\n"
    + "X-1,kari.berg2,Kari Marie,Berg,km@example.org,L-9\n"
)


@pytest.fixture
def twin(cast: Cast) -> Person:
    twin = person(
        "kari.berg2", Profile.PARENT, cast.hillside, cast.lakeside, given_name="Kari Marie",
        family_name="Berg", sync_key="X-1", email="km@example.org",
    )  # fmt: skip
    connected(twin, cast.mila)
    return twin


def test_k09_the_same_file_plans_nothing_after_a_merge(cast: Cast, twin: Person) -> None:
    imported(BOTH)
    merged(cast.kari, twin)
    roster_import = planned(BOTH)
    assert (is_empty(roster_import), codes(roster_import)) == (True, {})
    assert is_empty(planned(HEAD + "X-1,kari.berg2,Other,Name,other@example.org,L-9\n"))


def test_pc036_a_row_with_the_former_key_means_the_kept_person(cast: Cast, twin: Person) -> None:
    merged(cast.kari, twin)
    everybody = Person.objects.count()
    roster_import = imported(HEAD + "X-1,,Kari,Berg,,H-2\nX-1,,Kari,Berg,,L-1\n")
    assert (
        roster_import.counts["people"]["create"],
        roster_import.counts["people"]["unchanged"],
    ) == (0, 1)
    assert ("P-1", "L-1") in edges()
    assert Person.objects.count() == everybody


def test_pc037_an_adopted_account_takes_the_key_and_keeps_what_it_had(cast: Cast) -> None:
    by_hand = person("ida.lie", Profile.PARENT, cast.hillside, email="ida@example.org")
    by_hand.set_password("quiet lantern over the lake")
    by_hand.save()
    connected(by_hand, cast.nora)
    imported(HEAD + "K-1,,Ida,Lie,ida@example.org,H-2\n")
    made = merged(by_hand, Person.objects.get(sync_key="K-1"))
    assert by_hand.sync_key == "K-1"
    assert by_hand.check_password("quiet lantern over the lake")
    assert {("K-1", "H-1"), ("K-1", "H-2")} <= edges()
    assert is_empty(planned(HEAD + "K-1,,Ida,Lie,ida@example.org,H-2\n"))
    unmerged(made)
    by_hand.refresh_from_db()
    assert by_hand.sync_key is None
    assert ("K-1", "H-2") in edges()


def test_a_former_username_leads_too_and_is_nobody_elses(cast: Cast, twin: Person) -> None:
    merged(cast.kari, twin)
    imported("User name,First name,Last name,ChildID\nkari.berg2,Kari,Berg,L-1\n")
    assert ("P-1", "L-1") in edges()
    assert free_username("Kari", "Berg") == "kari.berg3"
    taking = planned(HEAD + "N-5,kari.berg2,Nina,Moe,,\n")
    assert codes(taking) == {"username-taken": 1}
    renaming = planned(HEAD + "P-2,kari.berg2,Jonas,Lund,,\n", overwrite="all")
    assert codes(renaming) == {"username-taken": 1}
    for field, value in (("sync_key", "X-1"), ("username", "kari.berg2")):
        with pytest.raises(Refusal, match="Somebody else"):
            edit(OFFICE, cast.jonas, {field: value}, reach=WHOLE_SITE)


@pytest.mark.parametrize("match_on", ["username", "email"])
def test_a_former_key_does_not_differ(cast: Cast, twin: Person, match_on: str) -> None:
    merged(cast.kari, twin)
    text = HEAD + "X-1,kari.berg,Kari,Berg,kari@example.org,L-9\n"
    roster_import = planned(text, match_on=match_on)
    assert (codes(roster_import), is_empty(roster_import)) == ({}, True)


@pytest.mark.parametrize("match", ["sync-key", "username", "internal-id"])
def test_a_child_is_found_by_the_former_names(cast: Cast, match: str) -> None:
    again = person("nora.berg2", Profile.PUPIL, cast.hillside, sync_key="H-7")
    merged(cast.nora, again)
    name = {"sync-key": "H-7", "username": "nora.berg2", "internal-id": str(again.pk)}[match]
    text = f"SyncID,First name,Last name,ChildID\nP-9,Vera,Stranger,{name}\n"
    imported(text, child_match=match)
    assert ("P-9", "H-1") in edges()
    assert is_empty(planned(text, child_match=match))


def test_k08_a_pending_relationship_to_a_former_key_is_fulfilled(cast: Cast) -> None:
    """The pending one reaches Hillside alone; the pupil with the key comes there by the merge."""
    away = person("nora.berg2", Profile.PUPIL, cast.lakeside, sync_key="H-7")
    roster_import = imported(
        "SyncID,First name,Last name,ChildID\nP-2,Jonas,Lund,H-7\n",
        by=cast.henry, organisation="Hillside",
    )  # fmt: skip
    assert roster_import.counts["relationships"]["pending"] == 1
    merged(cast.elias, away)
    assert ("P-2", "H-2") in edges()


def test_k10_plans_that_rest_on_either_account_are_out_of_date(cast: Cast, twin: Person) -> None:
    who = viewer.of_command_line().actor
    on_gone, on_kept = planned(HEAD + "X-1,,Kari Marie,Berg,,H-1\n"), planned(BOTH)
    made = merged(cast.kari, twin)
    for roster_import in (on_gone, on_kept):
        with pytest.raises(Stale):
            apply(roster_import, who)
    led = planned(HEAD + "X-1,,Kari Marie,Berg,,H-1\n")
    unmerged(made)
    with pytest.raises(Stale):
        apply(led, who)
    connects = planned(HEAD + "X-1,,Kari Marie,Berg,,L-1\n")
    merged(cast.kari, twin)
    with pytest.raises(Stale):
        apply(connects, who)
    assert ("P-1", "L-1") not in edges()


def test_k14_a_former_key_out_of_reach_tells_nothing(cast: Cast) -> None:
    """Henry knows the key of Hillside's account; the kept one is Lakeside's."""
    here = person("vera.hill", Profile.PARENT, cast.hillside, sync_key="V-1")
    Person.objects.filter(pk=cast.maria.pk).update(sync_key="T-1")
    merged(cast.maria, here)
    cast.maria.memberships.update(organisation=cast.lakeside)
    roster_import = planned(HEAD + "V-1,,Vera,Hill,,\n", by=cast.henry, organisation="Hillside")
    assert codes(roster_import) == {"not-allowed": 1}
    assert roster_import.problems.get().value == ""


def test_k13_undo_takes_the_access_that_moved(cast: Cast) -> None:
    roster_import = imported(HEAD + "Z-1,,Kari,Berg,,H-1\nZ-1,,Kari,Berg,,L-9\n")
    gone = Person.objects.get(sync_key="Z-1")
    made = merged(cast.kari, gone)
    assert ("P-1", "L-9") in edges()
    told = undone(roster_import)
    assert ("P-1", "L-9") not in edges()
    assert ("P-1", "H-1") in edges()
    assert "merged" in [each["code"] for each in told.kept]
    assert Relationship.objects.get(parent=cast.kari, child=cast.nora).sources == ["manual"]
    unmerged(made)
    assert not Relationship.objects.filter(parent=gone, state=RelationshipState.ACTIVE).exists()
    assert {("P-1", "H-1"), ("P-1", "H-2")} <= edges()


def test_k13_undo_of_the_import_that_made_the_kept_one(cast: Cast, twin: Person) -> None:
    roster_import = imported(HEAD + "Z-1,,Kari,Berg,,H-1\n")
    kept = Person.objects.get(sync_key="Z-1")
    made = merged(kept, twin)
    undone(roster_import)
    assert Person.objects.filter(pk=kept.pk).exists()
    assert ("Z-1", "L-9") in edges()
    assert ("Z-1", "H-1") not in edges()
    unmerged(made)
    assert ("X-1", "L-9") in edges()
    assert ("Z-1", "L-9") not in edges()


def test_k13_a_child_whom_an_undo_took_away_is_not_missed(cast: Cast, twin: Person) -> None:
    roster_import = imported("SyncID,First name,Last name\nN-1,Nina,Moe\n", profile="pupil")
    nina = Person.objects.get(sync_key="N-1")
    links = imported(HEAD + "P-1,,Kari,Berg,,N-1\n")
    Relationship.objects.create(parent=twin, child=nina, state=RelationshipState.ENDED)
    made = merged(cast.kari, twin)
    undone(links)
    undone(roster_import)
    assert not Person.objects.filter(pk=nina.pk).exists()
    assert unmerged(made).left == []


def test_k27_a_block_moved_by_a_merge_holds_every_file_back(cast: Cast, twin: Person) -> None:
    Relationship.objects.filter(parent=twin).update(
        state=RelationshipState.BLOCKED, reason="court order"
    )
    merged(cast.kari, twin)
    for key in ("P-1", "X-1"):
        roster_import = imported(HEAD + f"{key},,Kari,Berg,,L-9\n")
        assert roster_import.counts["relationships"]["held_back"] == 1
    assert ("P-1", "L-9") not in edges()


def test_exact_does_not_mistake_a_former_key_for_somebody_new(cast: Cast, twin: Person) -> None:
    imported(BOTH, links="exact")
    merged(cast.kari, twin)
    roster_import = imported(BOTH, links="exact")
    assert is_empty(roster_import)
    assert {("P-1", "H-1"), ("P-1", "L-9")} <= edges()
