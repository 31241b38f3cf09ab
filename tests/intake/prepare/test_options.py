"""What an administrator can ask of one import beyond the columns."""

import pytest
from django.test import Client

from kinkeeper.people.models import Person
from kinkeeper.people.preset_passwords import hash_some
from kinkeeper.roster.fields import FIELDS
from tests.cast import PASSWORD, Cast, person
from tests.importing import codes, edges, imported, planned, snapshot

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
NEW = "green harbour seven ladders"


def test_schools_that_number_alike_import_with_a_prefix(cast: Cast) -> None:
    pupils = "SyncID,First name,Last name\n1001,Xen,Berg\n"
    parents = HEAD + "2001,Ada,Lie,1001\n2001,Ada,Lie,1002\n"
    for school in ("Hillside", "Lakeside"):
        prefix = {"organisation": school, "key_prefix": school[0] + ":"}
        imported(pupils, profile="pupil", **prefix)
        imported(parents, **prefix)
    assert {("H:2001", "H:1001"), ("L:2001", "L:1001")} <= edges()
    assert Person.objects.filter(given_name="Xen").count() == 2
    before = snapshot()
    imported(parents, organisation="Hillside", key_prefix="H:")
    assert snapshot() == before


def test_a_prefix_is_not_put_before_a_username_or_an_internal_id(cast: Cast) -> None:
    imported(HEAD + "5,Ada,Lie,nora.berg\n", key_prefix="Q-", child_match="username")
    imported(HEAD + f"6,Ida,Lie,{cast.nora.pk}\n", key_prefix="Q-", child_match="internal-id")
    assert {("Q-5", "H-1"), ("Q-6", "H-1")} <= edges()


def test_a_prefix_counts_towards_the_length_of_a_key(cast: Cast) -> None:
    limit = next(field.limit for field in FIELDS if field.name == "sync_key")
    roster_import = planned(HEAD + f"{'9' * (limit - 1)},Ada,Lie,H-1\n", key_prefix="Q-")
    assert codes(roster_import) == {"too-long": 1}


def test_k12_passwords_are_reset_only_when_asked_for(cast: Cast) -> None:
    for one in (cast.kari, cast.maria):
        one.set_password(PASSWORD)
        one.save()
    Person.objects.filter(pk=cast.maria.pk).update(sync_key="T-1")
    client = Client()
    client.force_login(cast.kari)
    file = (
        "SyncID,First name,Last name,Password,ChildID\n"
        f"P-1,Kari,Berg,{NEW},H-1\nT-1,Maria,Ortega,{NEW},H-1\nP-2,Jonas,Lund,short,H-1\n"
    )
    roster_import = planned(file, reset_passwords=True)
    assert codes(roster_import) == {
        "password-reset": 1, "password-ignored": 1, "other-profile": 1, "password-weak": 1,
    }  # fmt: skip
    assert roster_import.problems.get(code="password-reset").detail == {"count": 1}
    imported(file, reset_passwords=True)
    assert client.get("/children/").status_code == 302  # the session went with the password
    hash_some(10)
    kari, maria = (Person.objects.get(pk=one.pk) for one in (cast.kari, cast.maria))
    assert kari.check_password(NEW)
    assert kari.must_change_password
    assert maria.check_password(PASSWORD)
    assert imported(file, reset_passwords=True).counts["people"]["update"] == 0


def test_a_reset_is_sealed_until_it_is_hashed(cast: Cast) -> None:
    person("ada.lie", "parent", sync_key="P-5")
    head = "SyncID,First name,Last name,Password\n"
    imported(head + f"P-5,Ada,Lie,{NEW}\n", reset_passwords=True)
    stored = Person.objects.get(sync_key="P-5")
    assert NEW.encode() not in bytes(stored.sealed_password or b"")
    assert stored.password == ""
