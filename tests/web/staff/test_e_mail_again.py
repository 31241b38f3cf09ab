"""The office learns that e-mails to someone came back, and has them sent again."""

import pytest
from django.utils import timezone

from kinkeeper.credentials.eligible import choose
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people import returned_mail
from kinkeeper.people.models import Person
from kinkeeper.people.returned_mail_models import WhyReturned
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
SERVER = Actor(None, "the mail server", "a test")


def test_pc_101_the_persons_page_says_it_and_sends_again(cast: Cast, signed_in: As) -> None:
    returned_mail.note(SERVER, cast.kari, WhyReturned.UNKNOWN)
    henry, there = signed_in(cast.henry), f"/staff/people/{cast.kari.pk}/"
    assert "there is no such mailbox. No more are sent to this address." in henry.get(there).text
    assert "kari@example.org" in henry.get("/staff/credentials/").text
    assert "kari@example.org" not in signed_in(cast.lara).get("/staff/credentials/").text
    assert henry.post(f"{there}e-mail-again/").status_code == 302
    assert "No more are sent" not in henry.get(there).text
    [choice] = choose([cast.kari], by_email=True, reach=WHOLE_SITE)
    assert choice.gets_one
    assert Entry.objects.filter(action="letters.tried-again", person_id=cast.kari.pk).exists()


def test_pc_101_the_parent_learns_it_and_has_them_sent_again(cast: Cast, signed_in: As) -> None:
    settings.change(SERVER, "notifications", "on")
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    returned_mail.note(SERVER, cast.kari, WhyReturned.UNKNOWN)
    kari = signed_in(cast.kari)
    assert "came back. Is the address right" in kari.get("/children/e-mails/").text
    assert kari.post("/children/e-mails/", {"again": "1"}).status_code == 302
    assert "came back" not in kari.get("/children/e-mails/").text
    assert returned_mail.of(cast.kari) is None
