"""The ways into an account, tried by people who should not come in, and by those who should."""

import logging
import os
import stat
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kinkeeper.credentials import throttle
from kinkeeper.intake.models import FilePiece
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.lib.log_filters import WithoutTokens
from kinkeeper.organisations import settings as site
from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast
from tests.importing import imported, planned
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages
from tests.web.staff.test_staff import columns, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OFFICE = Actor(None, "the office", "a test")


def sign_in(client: Client, name: str, password: str, **more: str) -> int:
    return client.post(
        "/sign-in/",
        {"username": name, "password": password},
        **more,  # type: ignore[arg-type]  # any of its fields
    ).status_code


@pytest.fixture
def kari(cast: Cast) -> Person:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    return cast.kari


def test_crd_06_one_account_has_a_limit_wherever_the_tries_come_from(
    kari: Person, client: Client
) -> None:
    limit = throttle.SIGN_IN_ACCOUNT.most
    for number in range(limit + 5):
        sign_in(client, "kari.berg", "wrong", REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}")
    page = client.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert "Too many tries" in page.content.decode()


def test_crd_06_an_ipv6_network_is_one_sender(kari: Person, client: Client) -> None:
    for number in range(throttle.SIGN_IN_NAME.most):
        sign_in(client, "kari.berg", "wrong", REMOTE_ADDR=f"2001:db8::{number:x}")
    page = client.post(
        "/sign-in/", {"username": "kari.berg", "password": PASSWORD}, REMOTE_ADDR="2001:db8::ffff"
    )
    assert "Too many tries" in page.content.decode()


def test_counters_are_not_crowded_out(db: None) -> None:
    for _time in range(throttle.MAIL_NAME.most):
        throttle.MAIL_NAME.count("kari")
    for number in range(400):
        throttle.SIGN_IN_NAME.count(f"somebody {number}")
    assert throttle.MAIL_NAME.used_up("kari")
    assert throttle.forget_old() == 0


def test_nobody_is_shut_out_by_a_username_like_the_own_address(cast: Cast, client: Client) -> None:
    cast.stranger.set_password(PASSWORD)
    cast.stranger.save()
    Person.objects.create(
        username="vera@example.org", given_name="V", family_name="X", profile="parent"
    )
    assert sign_in(client, "vera@example.org", PASSWORD) == 302
    assert post_reset_mails(OFFICE, "vera@example.org") == 1


def test_not_06_a_mailbox_is_not_flooded_through_letters_that_look_alike(cast: Cast) -> None:
    cast.stranger.set_password(PASSWORD)
    cast.stranger.save()
    sent = sum(
        post_reset_mails(OFFICE, name) for name in ["vera@example.org", "VERA@example.org"] * 9
    )
    assert sent == throttle.MAIL_PERSON.most


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_k12_the_first_sign_in_with_a_schools_password(
    cast: Cast, client: Client, form: Literal["NFC", "NFD"]
) -> None:
    typed = "Schlüsselbund für Åse"
    password = unicodedata.normalize(form, typed)
    imported(
        f"SyncID,User name,First name,Last name,Password,ChildID\nP-5,ada,Ada,L,{password},H-1\n"
    )
    assert sign_in(client, "ada", typed) == 302
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/new-password/"  # and not back to the sign-in
    same = client.post("/new-password/", {"password": typed})
    assert same.status_code == 422
    assert client.post("/new-password/", {"password": "another one of my own"}).status_code == 302


def test_k24_parent_login_off_is_told_after_the_right_password_only(
    kari: Person, client: Client
) -> None:
    site.change(OFFICE, "parent_login", False)
    right = client.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert "has not opened" in right.content.decode()
    wrong = client.post("/sign-in/", {"username": "kari.berg", "password": "wrong"})
    assert "has not opened" not in wrong.content.decode()


def test_a_session_from_before_parent_login_was_off_is_over(cast: Cast, signed_in: As) -> None:
    kari, maria = signed_in(cast.kari), signed_in(cast.maria)
    site.change(OFFICE, "parent_login", False)
    site.change(OFFICE, "parent_login", True)
    assert kari.get("/children/").status_code == 302
    assert maria.get("/staff/").status_code == 200


def test_crd_11_no_token_stands_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.WARNING):
        client.put("/activate/0123456789abcdef/")
        client.post("/forgotten/MQ/abc-def/")
    assert "0123456789abcdef" not in caplog.text
    assert "abc-def" not in caplog.text
    assert "/activate/…" in caplog.text


def test_mails_in_a_folder_are_private(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "mail"
    settings.MAILERS = {
        "default": {
            "BACKEND": "kinkeeper.letters.mail_folder.PrivateFolder",
            "OPTIONS": {"file_path": str(folder)},
        }
    }
    send_mail("A link", "…", None, ["a@example.org"])
    (file,) = folder.iterdir()
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


@pytest.mark.parametrize("heading", ["Password", "Initial pwd", "Startpasswort", "Passphrase"])
def test_k12_a_column_of_passwords_is_never_shown(cast: Cast, signed_in: As, heading: str) -> None:
    anna = signed_in(cast.admin)
    file = f"SyncID,First name,Last name,E-mail,{heading}\nP-5,Ada,B,?,moonlight on water\n"
    number = upload(anna, file.encode())
    assert "moonlight" not in anna.get(f"/staff/imports/{number}/columns/").content.decode()
    chosen = columns(anna, number) | {"column4": "ignore"}
    anna.post(f"/staff/imports/{number}/columns/", chosen)
    assert "moonlight" not in anna.get(f"/staff/imports/{number}/columns/").content.decode()


def test_imp_16_columns_nobody_asked_for_are_not_given_back(cast: Cast) -> None:
    from kinkeeper.intake.rows_to_mend import rows_to_mend  # noqa: PLC0415  # beside its only use

    roster_import = planned(
        "SyncID,First name,Last name,E-mail,Diagnosis\nP-5,=cmd|x,B,wrong,secret\n"
    )
    text = str(rows_to_mend(roster_import))
    assert "secret" not in text
    assert "'=cmd|x" in text


def test_r_059_k30_a_file_is_gone_after_a_day_whoever_runs(cast: Cast) -> None:
    roster_import = planned("SyncID,First name,Last name\nP-5,Ada,B\n")
    assert len(storage.take(roster_import)) == 1
    FilePiece.objects.update(kept_since=timezone.now() - timedelta(hours=24, minutes=1))
    with pytest.raises(storage.Gone):
        storage.take(roster_import)
    planned("SyncID,First name,Last name\nP-6,Ida,B\n")  # and the next upload sweeps
    assert not FilePiece.objects.filter(roster_import=roster_import).exists()
