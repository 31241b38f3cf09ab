"""Files that come again and again: late, in part, half-way, twice at once, or the wrong one."""

import pytest
from django.db import connection

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_command_line, of_person
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.intake import locks
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.stored_plan import summary
from kinkeeper.intake.upload.discard import discard
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.locks import Lock
from kinkeeper.people.models import Person, PersonState, Profile
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned, undone

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
BOTH = HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,H-2\n"
OBSERVERS = "user_observers.csv"
USERS = b"user_id,login_id,first_name,last_name,status,declared_user_type\n"


def test_pc_008_dots_in_a_files_name_mean_nothing(cast: Cast) -> None:
    roster_import = planned(("parents.2024.08.csv", (HEAD + "P-5,Ada,Lie,H-1\n").encode()))
    assert (roster_import.state, roster_import.file_names) == ("planned", ["parents.2024.08.csv"])


def test_pc_057_every_status_is_read_or_told(cast: Cast) -> None:
    rows = "P-1,H-1,ACTIVE\nP-2,H-2,Deleted\nP-2,H-2, active \nP-9,H-1,inactive\n"
    roster_import = imported((OBSERVERS, f"observer_id,student_id,status\n{rows}".encode()))
    assert codes(roster_import) == {"not-valid-now": 1, "bad-status": 1}
    bad = [each for each in summary(roster_import)["problems"] if each["code"] == "bad-status"]
    assert [(each["row"], each["value"], each["severity"]) for each in bad] == [
        (5, "inactive", "error")
    ]
    assert {("P-1", "H-1"), ("P-2", "H-2")} <= edges()
    assert ("P-9", "H-1") not in edges()


def test_pc_058_the_end_of_what_never_was_makes_nothing(cast: Cast) -> None:
    rows = b"observer_id,student_id,status\nP-9,H-1,deleted\nP-2,H-2,active\n"
    roster_import = imported((OBSERVERS, rows))
    assert codes(roster_import) == {"not-valid-now": 1}
    assert not Relationship.objects.filter(parent=cast.stranger, child=cast.nora).exists()
    assert ("P-2", "H-2") in edges()


def test_pc_066_a_plan_that_was_never_applied_is_no_yesterday(cast: Cast, office: Actor) -> None:
    imported(BOTH, links="exact")
    half = planned(HEAD + "P-5,Ada,Lie,H-1\nP-6,Ida,Moe,H-1\n", links="exact")
    discard(office, half)
    today = planned(BOTH, links="exact")
    assert today.counts["relationships"]["remove"] == 0
    assert today.counts["people"]["unchanged"] == 1
    fewer = planned(HEAD + "P-5,Ada,Lie,H-2\n", links="exact")
    assert fewer.counts["relationships"]["remove"] == 1


def test_pc_067_what_a_hand_removed_is_told_with_each_file_and_left(
    cast: Cast, office: Actor
) -> None:
    imported(BOTH)
    ada = Person.objects.get(sync_key="P-5")
    disconnect(office, ada, cast.nora, reason="moved out")
    for _night in range(2):
        again = imported(BOTH)
        assert codes(again) == {"held-back": 1}
        assert again.counts["relationships"]["held_back"] == 1
        assert ("P-5", "H-1") not in edges()
    disconnect(office, ada, cast.elias, reason="Mistyped key?", block=False)
    plan = planned(BOTH)  # without a block the file may: the plan says so before anything happens
    assert plan.counts["relationships"]["create"] == 1
    assert ("P-5", "H-2") not in edges()


@pytest.mark.parametrize("links", ["add", "exact"])
def test_pc_070_a_file_that_did_not_come_says_nothing(cast: Cast, links: str) -> None:
    users = USERS + b"P-5,ada.lie,Ada,Lie,active,observer\n"
    relationships = b"observer_id,student_id,status\nP-5,H-1,active\nP-5,H-2,active\n"
    imported(("users.csv", users), (OBSERVERS, relationships), links=links)
    assert {("P-5", "H-1"), ("P-5", "H-2")} <= edges()
    tonight = imported(("users.csv", users), links=links)
    assert tonight.counts["relationships"]["remove"] == 0
    assert codes(tonight) == {"relationships-missing": 1}
    assert {("P-5", "H-1"), ("P-5", "H-2")} <= edges()


def test_pc_074_of_two_imports_of_one_school_the_second_looks_again(cast: Cast) -> None:
    """What the first changed makes the second plan stale."""
    actor = of_command_line().actor
    first, second = planned(BOTH), planned(BOTH + "P-6,Ida,Moe,H-1\n")
    apply(first, actor)
    with pytest.raises(Stale):
        apply(second, actor)
    renewed = renew(second, actor, "people")
    assert renewed is not None
    assert renewed.counts["people"] == {
        "create": 1,
        "update": 0,
        "unchanged": 1,
        "asked": 0,
        "rejected": 0,
    }
    apply(renewed, actor)
    assert Person.objects.filter(sync_key__in=["P-5", "P-6"]).count() == 2


@pytest.mark.django_db(transaction=True)
def test_pc_074_while_another_is_applied_an_import_waits_and_says_so(cast: Cast) -> None:
    actor, roster_import = of_command_line().actor, planned(BOTH)
    told: list[str] = []
    other = connection.copy()
    other.set_autocommit(autocommit=False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [Lock.IMPORT, roster_import.pk])
        with pytest.raises(locks.Busy):
            apply(roster_import, actor)
        other.rollback()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [Lock.SITE])

        def waiting() -> None:
            told.append("waits")
            other.rollback()  # the other import is done

        apply(roster_import, actor, waiting=waiting)
    finally:
        other.close()
    assert told == ["waits"]
    assert ("P-5", "H-1") in edges()


def test_pc_078_a_file_that_calls_me_deleted_takes_nothing_from_me(cast: Cast) -> None:
    Person.objects.filter(pk=cast.admin.pk).update(sync_key="A-1")
    Person.objects.filter(pk=cast.maria.pk).update(sync_key="T-1")
    users = USERS + b"A-1,anna.admin,Anna,Admin,deleted,teacher\nT-1,m.o,M,O,deleted,teacher\n"
    roster_import = imported(("users.csv", users), profile="teacher", by=cast.admin)
    assert codes(roster_import) == {"not-valid-now": 1, "other-person": 1, "other-profile": 1}
    for one in (cast.admin, cast.maria):
        one.refresh_from_db()
        assert one.state == PersonState.ACTIVE
    assert cast.maria.username == "maria.ortega"


def test_pc_081_what_one_school_ends_is_not_the_others(cast: Cast, office: Actor) -> None:
    henry = of_person(cast.henry, "a test")
    disconnect(henry.actor, cast.jonas, cast.nora, reason="moved out")
    assert list(scopes.children(cast.jonas)) == [cast.theo]


def test_pc_082_nothing_is_left_of_parents_whom_an_undo_takes_away(cast: Cast) -> None:
    made = imported(HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,X-7\n")
    ada = Person.objects.get(sync_key="P-5").pk
    undone(made)
    assert not Person.objects.filter(pk=ada).exists()
    assert not Relationship.objects.filter(parent_id=ada).exists()
    assert not PendingRelationship.objects.filter(parent_id=ada).exists()
    assert {each.state for each in (cast.nora, cast.elias)} == {PersonState.ACTIVE}


def test_pc_083_access_goes_with_the_child_to_the_other_school(cast: Cast) -> None:
    file = "SyncID,First name,Last name\nH-1,Nora,Berg\n"
    imported(file, profile="pupil", organisation="Lakeside")
    assert cast.nora in scopes.children(cast.kari)
    lara = of_person(cast.lara, "a test")
    assert scopes.people(lara).filter(pk=cast.nora.pk).exists()
    assert (
        Relationship.objects.get(parent=cast.kari, child=cast.nora).state
        == RelationshipState.ACTIVE
    )


def test_imp_04_too_much_is_refused_by_its_kind(cast: Cast) -> None:
    wide = ",".join(f"C{number}" for number in range(10_000)) + "\n"
    long = HEAD + f'P-5,"{"x" * 200_000}",Lie,H-1\n'
    for content in (wide, wide * 3, long):
        roster_import = planned(content)
        assert (roster_import.state, codes(roster_import)) == ("refused", {"too-large": 1})
        assert not roster_import.pieces.exists()


def test_lnk_03_k27_an_empty_cell_or_a_no_weakens_no_restriction(cast: Cast) -> None:
    head = "SyncID,First name,Last name,Restriction,ChildID\n"
    imported(head + "P-5,Ada,Lie,no contact,H-1\n")
    for said in ("", "no", "-"):
        imported(head + f"P-5,Ada,Lie,{said},H-1\n")
        relationship = Relationship.objects.get(parent__sync_key="P-5", child=cast.nora)
        assert relationship.state == RelationshipState.PROPOSED
        assert "no contact" in relationship.reason


def test_lnk_16_an_old_key_finds_nobody(cast: Cast, office: Actor) -> None:
    """A child under a new key and name: the old key in a file of today is like one nobody has."""
    Person.objects.filter(pk=cast.nora.pk).update(
        sync_key="S-77", given_name="Ella", family_name="Ny", username="ella.ny"
    )
    person("mia.ek", Profile.PUPIL, cast.hillside, sync_key="H-50")
    old = planned(HEAD + "P-9,Vera,Stranger,H-1\n", by=cast.henry)
    never = planned(HEAD + "P-9,Vera,Stranger,H-99\n", by=cast.henry)
    told = [
        [str(each["message"]).replace(key, "…") for each in summary(roster_import)["problems"]]
        for roster_import, key in ((old, "H-1"), (never, "H-99"))
    ]
    assert told[0] == told[1]
    assert "Ella" not in str(told)
    pending = imported(HEAD + "P-9,Vera,Stranger,H-1\n")
    assert pending.counts["relationships"]["pending"] == 1
    assert cast.nora not in scopes.children(cast.stranger)
