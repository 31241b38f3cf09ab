"""In another language nothing that is printed or mailed has a sentence left in English."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from pypdf import PdfReader

from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.lib import link_tokens
from kinkeeper.notifications.post import post
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.sources.run import run
from tests.addressing import NEW, OFFICE, as_stored, given, order_and_post, posted
from tests.cast import Cast
from tests.letters.made import made
from tests.notifications.conftest import due_now
from tests.pseudo_language import busy_school, catalogue, shown
from tests.records import small
from tests.sources.conftest import ALL, SetUp, folder, set_up

__all__ = ["folder", "set_up"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("language")]
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.fixture
def language(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.change(OFFICE, "office", busy_school.WORD)
    catalogue.speak(monkeypatch)


def english(text: str, page: str = "") -> set[str]:
    """Links and codes are no words."""
    host = link_tokens.to("entry:home").partition("://")[2].strip("/")
    plain = CODE.sub(" ", re.sub(rf"(https?://)?{re.escape(host)}\S*", " ", text))
    return shown.unmarked([plain], busy_school.data()) | shown.of_page(page, busy_school.data())


def of_mails(mails: list[EmailMessage]) -> set[str]:
    found = set()
    for each in mails:
        pages = each.alternatives if isinstance(each, EmailMultiAlternatives) else []
        html = "".join(str(content) for content, _kind in pages)
        found |= english(f"{each.subject}\n{each.body}", re.sub(r">https?://[^<]*<", "><", html))
    return found


@pytest.mark.parametrize("form", [Form.PAGES, Form.LIST])
def test_no_letter_has_a_sentence_in_english(cast: Cast, form: Form) -> None:
    pdf = PdfReader(io.BytesIO(made(order(OFFICE, [cast.kari, cast.jonas], form), OFFICE)))
    assert pdf.metadata is not None
    texts = [str(pdf.metadata.title), *(page.extract_text() for page in pdf.pages)]
    assert len(texts) > 1
    assert english("\n".join(texts)) == set()


def test_no_mail_to_a_person_has_a_sentence_in_english(cast: Cast) -> None:
    """The link into the account, a new address to confirm, the word to the former one, a new
    password."""
    order_and_post(cast.stranger)
    sent = list(mail.outbox)
    been_in = {"password": "kept", "last_login": "2026-01-01T00:00Z"}
    Person.objects.filter(pk=cast.kari.pk).update(**been_in)
    given(as_stored(cast.kari))
    sent += posted()
    mail.outbox.clear()
    post_reset_mails(OFFICE, cast.kari.username)
    sent += mail.outbox
    assert sorted(each.to[0] for each in sent) == [
        "kari@example.org", "kari@example.org", NEW, "vera@example.org",
    ]  # fmt: skip
    assert of_mails(sent) == set()


def test_no_mail_about_news_has_a_sentence_in_english(cast: Cast) -> None:
    """Nor has the page that stops them."""
    settings.change(OFFICE, "notifications", "on")
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    group = small.school(cast.hillside, cast.nora, cast.elias, behaviour_shown=True)
    assert post() == 0
    told: list[dict[str, Any]] = [{}, {"pupil": cast.nora}, {"needs_answer": True}]
    for ahead, more in enumerate(told):
        small.notice(group, busy_school.WORD, **more)
        small.event(group, busy_school.WORD, ahead)
    small.result(small.assignment(group, busy_school.WORD), cast.nora)
    small.remark(group, cast.nora, "praise", busy_school.WORD)
    due_now(quiet_from="00:00", quiet_until="00:00")
    assert post() == 1
    assert of_mails(mail.outbox) == set()
    [stop] = set(re.findall(r"/e-mails/stop/[\w-]+/", str(mail.outbox[0].body)))
    for answer in (Client().get(stop), Client().post(stop)):
        assert shown.of_page(answer.content.decode(), busy_school.data()) == set()


def test_no_mail_about_a_source_has_a_sentence_in_english(
    cast: Cast, set_up: SetUp, folder: Path
) -> None:
    """One that waits for a person, one that was refused, and one that got nothing."""
    (folder / "parents.csv").write_text(f"{busy_school.HEAD}S-1,Siv,Ek,s@example.org,ja,H-1\n")
    run(set_up(name="Dagly", trusted=()))
    (folder / "parents.csv").write_text("Foo,Bar\n1,2\n")
    run(set_up(name="Nattly", trusted=ALL))
    run(set_up(name="Borte", address=f"{folder}/borte/"))
    assert len(mail.outbox) == 3
    assert of_mails(mail.outbox) == set()
