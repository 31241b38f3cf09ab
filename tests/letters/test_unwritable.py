"""An address that no mail can be written to fails alone and says why, in every kind of mail."""

import json
import smtplib
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, mailers
from django.test import Client, override_settings

from kinkeeper.cli.main import main
from kinkeeper.credentials import redeem
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Batch, BatchState, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import NotNow, post_reset_mails
from kinkeeper.letters.sentences import said
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Why, of_error
from kinkeeper.people.models import Person
from kinkeeper.sources import notify
from tests.addressing import given
from tests.cast import Cast, connected, person
from tests.letters.test_mail import LINK, Box, text

pytestmark = pytest.mark.django_db
BEYOND_ASCII = "jürgen@example.org"
type Serve = Callable[..., Box]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a mail server, which knows SMTPUTF8 or not, and sends all mails to it."""
    with ExitStack() as stack:

        def start(*, utf8: bool) -> Box:
            box = Box()
            with socket.create_server(("127.0.0.1", 0)) as probe:
                port = probe.getsockname()[1]
            server = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=utf8)
            server.start()
            stack.callback(server.stop)
            options = {"host": "127.0.0.1", "port": port}
            sent_there = {"BACKEND": "kinkeeper.letters.smtp.Server", "OPTIONS": options}
            stack.enter_context(override_settings(MAILERS={"default": sent_there}))
            return box

        yield start


def addressed(cast: Cast, address: str = BEYOND_ASCII) -> Person:
    """Kari has this address; Vera, who comes after her, has her own."""
    Person.objects.filter(pk=cast.kari.pk).update(email=address)
    cast.kari.refresh_from_db()
    return cast.kari


def states(batch: Batch) -> dict[int, tuple[str, str]]:
    """Of each person the state, and why in short: the codes, and the number of an answer."""
    rows = batch.letters.values_list("person_id", "state", "code", "detail")
    return {person_id: (state, short(code, detail)) for person_id, state, code, detail in rows}


def short(code: str, detail: Mapping[str, Any]) -> str:
    return ":".join(str(part) for part in (code, *detail.values()))


def test_without_smtputf8_an_address_beyond_ascii_fails_alone(
    cast: Cast, office: Actor, serve: Serve
) -> None:
    box = serve(utf8=False)
    batch = order(office, [addressed(cast), cast.stranger], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    assert states(batch) == {
        cast.kari.pk: (LetterState.FAILED, "address-unwritable"),
        cast.stranger.pk: (LetterState.SENT, ""),
    }
    assert [message["To"] for message in box.mails] == ["vera@example.org"]
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert not Credential.objects.filter(person=cast.kari, state=CredentialState.ISSUED).exists()


def test_with_smtputf8_it_gets_its_mail_and_the_link_works(
    cast: Cast, office: Actor, serve: Serve
) -> None:
    box = serve(utf8=True)
    batch = order(office, [addressed(cast), cast.stranger], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    assert {state for state, _reason in states(batch).values()} == {LetterState.SENT}
    assert [str(message["To"]) for message in box.mails] == [BEYOND_ASCII, "vera@example.org"]
    token = LINK.search(text(box.mails[0]))
    assert token is not None
    assert redeem.by_token(token.group(1)).person_id == cast.kari.pk


def test_a_domain_beyond_ascii_needs_no_smtputf8(cast: Cast, office: Actor, serve: Serve) -> None:
    box = serve(utf8=False)
    mail_batch.post(order(office, [addressed(cast, "kari@blåbær.example")], Form.EMAIL).pk, office)
    assert [message["To"] for message in box.mails] == ["kari@xn--blbr-roah.example"]


@pytest.mark.parametrize("address", ["a b@example.org", "a@[", "a@b@c", "<@", "kari"])
def test_nonsense_for_an_address_fails_alone(
    cast: Cast, office: Actor, serve: Serve, address: str
) -> None:
    box = serve(utf8=True)
    batch = order(office, [addressed(cast, address), cast.stranger], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    assert states(batch)[cast.stranger.pk] == (LetterState.SENT, "")
    assert states(batch)[cast.kari.pk][0] in {LetterState.FAILED, LetterState.SENT}
    assert "vera@example.org" in [message["To"] for message in box.mails]


def test_a_refused_address_says_so_with_the_number(cast: Cast, office: Actor, serve: Serve) -> None:
    serve(utf8=True).refuses.add("kari@example.org")
    batch = order(office, [cast.kari, cast.stranger], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    assert states(batch)[cast.kari.pk] == (LetterState.FAILED, "address-refused:550")


def test_go_on_passes_by_it_and_words_it(
    cast: Cast, office: Actor, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(utf8=False)
    batch = order(office, [addressed(cast), cast.stranger], Form.EMAIL)
    assert main(["credentials", "go-on", str(batch.pk), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["issued"] == 1
    assert [each["because"] for each in document["left_out"]] == [said(Why.ADDRESS_UNWRITABLE)]


def test_the_page_of_the_batch_words_it(cast: Cast, office: Actor, serve: Serve) -> None:
    serve(utf8=False)
    batch = order(office, [addressed(cast)], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    client = Client()
    client.force_login(cast.admin)
    page = client.get(f"/staff/credentials/{batch.pk}/").content.decode()
    assert "cannot write to this address" in page
    assert "address-unwritable" not in page


def test_of_an_address_to_confirm_both_mails_fail_alone(
    cast: Cast, office: Actor, serve: Serve
) -> None:
    box = serve(utf8=False)
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z", password="x")
    addressed(cast)
    given(Person.objects.get(pk=cast.kari.pk), "new@example.org")
    batch = Batch.objects.get(form=Form.ADDRESS)
    mail_batch.post(batch.pk, office)
    assert states(batch)[cast.kari.pk] == (LetterState.SENT, "former-not-told:address-unwritable")
    assert [message["To"] for message in box.mails] == ["new@example.org"]
    letter = batch.letters.get()
    words = said(letter.code, letter.detail)
    assert words.startswith("the old address was not told: the mail server cannot")
    given(Person.objects.get(pk=cast.kari.pk), "ørjan@example.org")
    again = Batch.objects.filter(form=Form.ADDRESS).exclude(pk=batch.pk).get()
    mail_batch.post(again.pk, office)
    assert states(again)[cast.kari.pk] == (LetterState.FAILED, "address-unwritable")


def test_of_a_forgotten_password_the_others_get_theirs(
    cast: Cast, office: Actor, serve: Serve
) -> None:
    box = serve(utf8=False)
    other = person("kari@example.org", "parent", email=BEYOND_ASCII)
    connected(other, cast.nora)
    Person.objects.filter(pk__in=[cast.kari.pk, other.pk]).update(password="x")
    assert post_reset_mails(office, "kari@example.org") == 1
    assert [message["To"] for message in box.mails] == ["kari@example.org"]


def test_a_forgotten_password_is_tried_again_while_the_server_is_away(
    cast: Cast, office: Actor
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    away = {
        "BACKEND": "kinkeeper.letters.smtp.Server",
        "OPTIONS": {"host": "127.0.0.1", "port": port},
    }
    Person.objects.filter(pk=cast.kari.pk).update(password="x")
    with override_settings(MAILERS={"default": away}):
        for _try in range(9):  # and a try that failed uses up none of the mails
            with pytest.raises(NotNow, match="server-away"):
                post_reset_mails(office, "kari.berg")


def test_of_a_source_every_listener_is_told_by_itself(serve: Serve) -> None:
    box = serve(utf8=False)
    sent = [
        notify.sent(EmailMessage("News", "A run needs you.", to=[address]))
        for address in (BEYOND_ASCII, "anna@example.org")
    ]
    assert sent == [False, True]
    assert [message["To"] for message in box.mails] == ["anna@example.org"]


def test_a_folder_takes_every_address_as_it_is(tmp_path: Path) -> None:
    backend = "kinkeeper.letters.mail_folder.PrivateFolder"
    kept = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    with override_settings(MAILERS=kept):
        assert handed_over(mailers.default, EmailMessage("s", "b", to=[BEYOND_ASCII])) is None
    [file] = tmp_path.glob("*.log")
    assert f"To: {BEYOND_ASCII}".encode() in file.read_bytes()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (451, b"grey")}), "address-later:451"),
        (smtplib.SMTPRecipientsRefused({"a@b": (552, b"full")}), "address-refused:552"),
        (smtplib.SMTPSenderRefused(553, b"no", "x@y"), "sender-refused:553"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "server-sign-in:535"),
        (smtplib.SMTPDataError(554, b"spam"), "mail-refused:554"),
        (smtplib.SMTPDataError(452, b"busy"), "mail-later:452"),
        (smtplib.SMTPNotSupportedError("STARTTLS"), "server-cannot"),
        (smtplib.SMTPServerDisconnected("gone"), "server-away"),
        (TimeoutError(), "server-away"),
        (UnicodeEncodeError("ascii", "ü", 0, 1, "no"), "address-unwritable"),
        (IndexError(), "address-unwritable"),
        (RuntimeError("a bug"), "unexpected"),
    ],
)
def test_each_error_has_a_code_and_each_code_words(error: Exception, code: str) -> None:
    reason = of_error(error)
    assert short(reason.code, reason.detail) == code
    words = said(reason.code, reason.detail)
    assert words != reason.code
    assert words.endswith(f"({code.partition(':')[2]})") == (":" in code)


def test_what_was_kept_in_words_stays_in_words() -> None:
    assert said(Why.LEGACY, {"text": "has no time"}) == "has no time"
    assert said("") == ""
