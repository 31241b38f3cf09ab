"""Adding, changing, trashing and finding people."""

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from kinkeeper.access import viewer
from kinkeeper.access.sign_in import UsernameOrEmail, named
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import NewAddress, Person, Profile
from kinkeeper.people.preset_passwords import hash_some
from kinkeeper.readings import people as listed
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.trash import trash
from tests.cast import Cast, person
from tests.importing import imported

pytestmark = pytest.mark.django_db


def found(cast: Cast, words: str, **more: object) -> list[str]:
    seen = viewer.of_person(cast.admin, "a test")
    wanted = listed.Wanted(words=words, **more)  # type: ignore[arg-type]  # filters of a test
    return [each.username for each in listed.find(seen, wanted).people]


@pytest.mark.parametrize("words", ["berg kari", "Kári", "karri berg", "P-1", "kari@example.org"])
def test_search_forgives_accents_order_and_slips(cast: Cast, words: str) -> None:
    assert found(cast, words)[0] == "kari.berg"


def test_search_finds_an_address_that_waits_to_be_confirmed(cast: Cast) -> None:
    NewAddress.objects.create(person=cast.kari, email="New.Mailbox@example.com", reach=[])
    assert found(cast, "new.mailbox@EXAMPLE.com") == ["kari.berg"]
    assert found(cast, "berg new.mailbox") == ["kari.berg"]
    assert found(cast, "lund new.mailbox") == []
    lara = viewer.of_person(cast.lara, "a test")
    assert listed.find(lara, listed.Wanted(words="new.mailbox@example.com")).people == []


def test_search_by_filters(cast: Cast, office: Actor) -> None:
    person("lone.parent", Profile.PARENT)
    person("lone.pupil", Profile.PUPIL)
    assert found(cast, "", only="no-children") == ["lone.parent"]
    assert found(cast, "", only="no-parents") == ["lone.pupil"]
    assert set(found(cast, "", organisation=cast.class_5a)) == {"maria.ortega", "nora.berg"}
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    never = found(cast, "", only="never-signed-in", profile="parent")
    assert "kari.berg" not in never
    assert "jonas.lund" in never
    trash(office, cast.stranger, reach=WHOLE_SITE)
    assert found(cast, "", only="trash") == ["vera.stranger"]
    assert "vera.stranger" not in found(cast, "stranger")


def test_k14_a_school_administrator_finds_nobody_of_another_school(cast: Cast) -> None:
    seen = viewer.of_person(cast.henry, "a test")
    names = {each.username for each in listed.find(seen, listed.Wanted()).people}
    assert names == {
        "henry.office", "maria.ortega", "kari.berg", "jonas.lund", "nora.berg", "elias.berg",
    }  # fmt: skip


def test_a_teacher_finds_the_own_pupils_and_their_parents(cast: Cast) -> None:
    seen = viewer.of_person(cast.maria, "a test")
    names = {each.username for each in listed.find(seen, listed.Wanted()).people}
    assert names == {"nora.berg", "kari.berg", "jonas.lund"}


def test_the_constraints_live_in_the_database(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        person("KARI.BERG", Profile.PARENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        person("ada", Profile.PARENT, sync_key="P-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        person("ada", "wizard")
    with pytest.raises(IntegrityError), transaction.atomic():
        person("ada", Profile.PARENT, sync_key="")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("sync_key", "P-1", "duplicate-key"),
        ("username", "Kari.Berg", "username-taken"),
        ("username", "a b", "bad-username"),
        ("email", "not one", "not-an-email"),
        ("birth_date", "soon", "bad-date"),
        ("given_name", "", "required"),
        ("given_name", "x" * 300, "too-long"),
        ("given_name", "A\x07B", "bad-character"),
    ],
)
def test_k24_a_hand_is_judged_like_a_file(
    cast: Cast, office: Actor, field: str, value: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        edit(office, cast.jonas, {field: value}, reach=WHOLE_SITE)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_new_person_gets_a_free_username(cast: Cast, office: Actor) -> None:
    new = add(
        office, {"profile": "parent", "given_name": "Kari", "family_name": "Berg"}, organisations=[]
    )
    assert new.username == "kari.berg2"


def test_a_new_address_makes_an_open_link_void(cast: Cast, office: Actor) -> None:
    issue_many(office, [cast.kari.pk], Channel.EMAIL)
    edit(office, cast.kari, {"email": "else@example.org"}, reach=WHOLE_SITE)
    assert Credential.objects.get().state == CredentialState.VOIDED


def test_the_trash_voids_credentials_and_ends_sessions(cast: Cast, office: Actor) -> None:
    issue_many(office, [cast.kari.pk], Channel.LETTER)
    trash(office, cast.kari, reach=WHOLE_SITE)
    assert Credential.objects.get().state == CredentialState.VOIDED
    assert UsernameOrEmail().get_user(cast.kari.pk) is None


def test_parent_login_off_ends_parents_sessions_and_no_others(cast: Cast, office: Actor) -> None:
    settings.change(office, "parent_login", value=False)
    assert UsernameOrEmail().get_user(cast.kari.pk) is None
    assert UsernameOrEmail().get_user(cast.maria.pk) == cast.maria
    settings.change(office, "parent_login", value=True)
    assert UsernameOrEmail().get_user(cast.kari.pk) == cast.kari


def test_k03_an_address_that_two_share_signs_nobody_in(cast: Cast) -> None:
    assert named("KARI@example.org") == [cast.kari]
    person("other.berg", Profile.PARENT, email="kari@example.org")
    assert named("kari@example.org") == []
    assert named("kari.berg") == [cast.kari]


def test_k12_a_preset_password_works_sealed_and_hashed(cast: Cast) -> None:
    secret = "green harbour seven ladders"
    imported(f"SyncID,First name,Last name,Password,ChildID\nP-90,Ada,New,{secret},H-1\n")
    name = Person.objects.get(sync_key="P-90").username
    assert hash_some(10) == 1
    assert hash_some(10) == 0
    new = UsernameOrEmail().authenticate(None, username=name, password=secret)
    assert new is not None
    assert new.must_change_password
    assert UsernameOrEmail().authenticate(None, username=name, password="wrong") is None


def test_passwords_are_hashed_with_argon2id_at_owasps_parameters() -> None:
    with override_settings(PASSWORD_HASHERS=["kinkeeper.people.hashers.Argon2id"]):
        encoded = get_hasher().encode("green harbour seven ladders", "saltsaltsalt")
    assert "argon2id" in encoded
    assert "m=19456,t=2,p=1" in encoded


@pytest.mark.parametrize("state", ["inactive", ""])
def test_a_person_is_here_or_in_the_trash(cast: Cast, state: str) -> None:
    with pytest.raises(IntegrityError, match="person_state_known"), transaction.atomic():
        Person.objects.filter(pk=cast.nora.pk).update(state=state)
