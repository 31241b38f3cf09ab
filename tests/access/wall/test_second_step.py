"""What opens an account, before the database itself: its person alone reads of it, and nobody but
an act writes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from kinkeeper.accounts import recovery_codes
from kinkeeper.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, SetUpRelease
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.families.models import Relationship
from kinkeeper.lib import db
from kinkeeper.people.models import Person
from tests.accounts.signing_in import allowed, app_of
from tests.cast import Cast
from tests.wall import as_web

pytestmark = pytest.mark.django_db
OWN = ("accounts_passkey", "accounts_authenticatorapp", "accounts_recoverycode")
RELEASES, NOTICES = "accounts_setuprelease", "credentials_signinnotice"
TABLES = (*OWN, RELEASES, NOTICES)
MODELS = (Passkey, AuthenticatorApp, RecoveryCode, SetUpRelease, SignInNotice)


@pytest.fixture
def kari(cast: Cast) -> Person:
    """With one of each."""
    app_of(cast.kari)
    recovery_codes.make(cast.kari)
    Passkey.objects.create(
        person=cast.kari, name="phone", number=b"1", credential=b"2", sign_count=0, transports=[]
    )
    allowed(cast.kari)
    tell(cast.kari, What.STEP_ADDED)
    return cast.kari


@contextmanager
def asked_by(person: Person | None) -> Iterator[None]:
    client = Client()
    if person is not None:
        client.force_login(person)
    with as_web():
        if person is not None:
            db.run("SELECT wall.ask(%s)", [client.session.session_key])
        yield


def seen() -> set[str]:
    return {table for table in TABLES if db.value(f"SELECT count(*) FROM {table}")}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (None, set()),
        ("kari", {*OWN, RELEASES}),
        ("jonas", set()),  # the other parent of her child
        ("nora", set()),
        ("stranger", set()),
        ("maria", set()),  # teaches the child
        ("henry", {RELEASES}),
        ("lara", set()),  # the office of another school
        ("admin", {RELEASES}),
    ],
)
def test_k19_acc_02_who_reads_of_another_persons_second_step(
    cast: Cast, kari: Person, who: str | None, sees: set[str]
) -> None:
    assert {model.objects.count() > 0 for model in MODELS} == {True}
    with asked_by(None if who is None else getattr(cast, who)):
        assert seen() == sees


def test_k19_the_office_that_is_family_reads_no_release(cast: Cast, kari: Person) -> None:
    """The row alone opens nothing; that there is one is what any colleague sees."""
    Relationship.objects.filter(parent=kari).update(state="ended")
    with asked_by(cast.nora):
        assert seen() == set()


@pytest.mark.parametrize("who", ["kari", "henry", "admin"])
@pytest.mark.parametrize("table", TABLES)
def test_nobody_writes_one_without_an_act(cast: Cast, kari: Person, who: str, table: str) -> None:
    before = db.value(f"SELECT count(*) FROM {table}")
    with asked_by(getattr(cast, who)):
        db.run(f"UPDATE {table} SET person_id = %s", [getattr(cast, who).pk])
        db.run(f"DELETE FROM {table}")
    owners = set(db.column(f"SELECT DISTINCT person_id FROM {table}"))
    assert (db.value(f"SELECT count(*) FROM {table}"), owners) == (before, {kari.pk})


@pytest.mark.parametrize("who", ["stranger", "henry", "admin"])
def test_nobody_allows_themselves_a_second_step_without_an_act(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with asked_by(person), pytest.raises(DatabaseError), transaction.atomic():
        SetUpRelease.objects.create(person=person, until=timezone.now(), made_by_name="me")
    assert not SetUpRelease.objects.exists()
