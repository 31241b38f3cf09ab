"""Whoever has a copy of the database alone comes in nowhere."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.jobs import forget_old_tries
from kinkeeper.credentials.models import Channel
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch, pdf_batch
from kinkeeper.letters.jobs import post_batch, post_resets
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.lib import typed_codes
from kinkeeper.lib.sessions import SessionStore, kept_as
from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast
from tests.letters.test_mail import LINK, Box, text
from tests.letters.test_mail import box as box  # a mail server

pytestmark = pytest.mark.django_db
RESET = re.compile(r"/forgotten/(\w+)/([\w-]+)/")
TABLES = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'"


def cells() -> Iterator[bytes]:
    """Every value of every column of every table, as text and as what is wrapped in it."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT each.value FROM {table} t, jsonb_each_text(to_jsonb(t)) each")
            for (value,) in cursor.fetchall():
                yield from unwrapped(str(value).encode())


def unwrapped(value: bytes, depth: int = 0) -> Iterator[bytes]:
    """The value, its bytes where it is hexadecimal or base64, and what is packed in those."""
    yield value
    if depth == 4:
        return
    for part in {value, *re.split(rb"[.:]", value)}:
        with_pad = part.lstrip(b".") + b"=" * (-len(part) % 4)
        readers: list[Callable[[], bytes]] = [
            partial(bytes.fromhex, part.decode("latin-1").removeprefix("\\x")),
            partial(base64.b64decode, with_pad, altchars=b"-_", validate=True),
            partial(base64.b64decode, with_pad, validate=True),
            partial(zlib.decompress, part),
        ]
        for read in readers:
            try:
                found = read()
            except (ValueError, binascii.Error, zlib.error):
                continue
            if found:
                yield from unwrapped(found, depth + 1)


def readable(secrets: dict[str, str]) -> set[str]:
    """The names of those secrets that somebody reads who has a copy."""
    return {name for cell in cells() for name, secret in secrets.items() if secret.encode() in cell}


def everything_issued(cast: Cast, office: Actor, box: Box) -> dict[str, str]:
    """All kinds of ways in, each just issued or under way: what it is -> the secret itself."""
    letters = order(office, [cast.kari], Form.PAGES)
    pdf_batch.produce(letters.pk, office)
    batch = order(office, [cast.kari], Form.EMAIL)
    post_batch.defer(batch_id=batch.pk, actor=office.as_argument())
    mail_batch.post(batch.pk, office)
    (link,) = LINK.findall(text(box.mails[-1]))
    Client().get(f"/activate/{link}/")
    letter = issue_many(office, [cast.stranger.pk], Channel.LETTER)[0]
    typed = Client()
    typed.post("/activate/", {"code": letter.code or ""})
    Person.objects.filter(pk=cast.jonas.pk).update(email="jonas@example.org")
    cast.jonas.refresh_from_db()
    cast.jonas.set_password(PASSWORD)
    cast.jonas.save()
    home = Client()
    assert home.post("/sign-in/", {"username": PASSWORD, "password": PASSWORD}).status_code == 422
    home.post("/sign-in/", {"username": "jonas.lund", "password": PASSWORD})
    post_resets.defer(name="jonas.lund", actor=office.as_argument())
    post_reset_mails(office, "jonas.lund")
    ((uid, token),) = RESET.findall(text(box.mails[-1]))
    opened = Client()
    opened.get(f"/forgotten/{uid}/{token}/")
    assert opened.get("/forgotten/password/").status_code == 200
    return {
        "the link of a mail": link,
        "the link of a letter": letter.token,
        "a code": letter.code or "",
        "a code as printed": typed_codes.pretty(letter.code or ""),
        "the end of a code": (letter.code or "")[4:],
        "the link to a new password": token,
        "a session": home.cookies["kinkeeper-session"].value,
        "the session of who typed a code": typed.cookies["kinkeeper-session"].value,
        "the session with a link": opened.cookies["kinkeeper-session"].value,
        "a device": home.cookies["kinkeeper-device"].value,
        "a device's signature": home.cookies["kinkeeper-device"].value.split(".")[2],
        "a password": PASSWORD,
    }


def test_k20_a_copy_of_the_database_opens_nothing(cast: Cast, office: Actor, box: Box) -> None:
    secrets = everything_issued(cast, office, box)
    assert all(secrets.values())
    assert readable(secrets) == set()


def test_the_look_into_the_copy_finds_what_is_kept_readably(cast: Cast) -> None:
    """As sessions would be kept without a store of our own."""
    packed = signing.dumps({"reset": ["MQ", "a-live-token" * 20]}, compress=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session VALUES (%s, %s, now())", ["plainly-a-session-key", packed]
        )
    assert packed.startswith(".")
    kept = {"the link": "a-live-token", "the session": "plainly-a-session-key", "other": "not-kept"}
    assert readable(kept) == {"the link", "the session"}


def test_what_stands_in_the_table_is_no_session(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.kari)
    key = client.cookies["kinkeeper-session"].value
    assert client.get("/children/").status_code == 200
    client.cookies["kinkeeper-session"] = kept_as(key)
    assert client.get("/children/").status_code == 302


def test_sessions_are_found_kept_renewed_and_deleted(db: None) -> None:
    store = SessionStore()
    store["word"] = "moonlight"
    store.create()
    store["word"] = "moonlight"
    store.save()
    first = store.session_key or ""
    assert SessionStore(first)["word"] == "moonlight"
    assert store.exists(first)
    store.cycle_key()
    assert not store.exists(first)
    assert SessionStore(store.session_key)["word"] == "moonlight"
    store.flush()
    assert not store.model.objects.exists()


def test_sealed_with_another_secret_a_session_is_empty(db: None, settings: Settings) -> None:
    store = SessionStore()
    store["word"] = "moonlight"
    store.save()
    settings.SECRET_KEY = "another secret of forty characters or so"
    assert SessionStore(store.session_key).get("word") is None


def test_sessions_that_are_over_are_swept(db: None) -> None:
    store = SessionStore()
    store["word"] = "moonlight"
    store.save()
    forget_old_tries(timestamp=0)
    assert store.exists(store.session_key or "")
    store.model.objects.update(expire_date=timezone.now())
    assert SessionStore(store.session_key).get("word") is None
    forget_old_tries(timestamp=0)
    assert not store.model.objects.exists()
