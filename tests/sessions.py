"""Browsers that sign in as a person does, and the clock of sessions."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.test import Client

from kinkeeper.access.models import SessionOwner
from kinkeeper.people.models import Person
from tests.cast import PASSWORD

ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


def with_password(person: Person) -> Person:
    person.refresh_from_db()
    if not person.has_password:
        Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
        person.refresh_from_db()
    return person


def browser(
    person: Person, *, own_device: bool = False, says: str = ANDROID, password: str = PASSWORD
) -> Client:
    """A browser in which this person has just signed in, by the sign-in page."""
    with_password(person)
    client = Client(headers={"user-agent": says}, REMOTE_ADDR="192.0.2.77")
    form = {"username": person.username, "password": password}
    if own_device:
        form["own_device"] = "on"
    assert client.post("/sign-in/", form).status_code == 302
    return client


def opens(client: Client) -> bool:
    """Whether somebody is signed in there; to look is to use."""
    answer = client.get("/account/password/")
    assert answer.status_code in {200, 302}
    return answer.status_code == 200


def pass_by(person: Person, *, since_use: timedelta, since_start: timedelta | None = None) -> None:
    """Of all sessions of this person, the last use is this long ago, and their beginning."""
    SessionOwner.objects.filter(person=person).update(
        last_seen_at=F("last_seen_at") - since_use,
        started_at=F("started_at") - (since_use if since_start is None else since_start),
    )
