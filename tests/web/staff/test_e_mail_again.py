"""The office learns that e-mails to someone came back, and has them sent again."""

import pytest

from kinkeeper.credentials.eligible import choose
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people import returned_mail
from kinkeeper.people.returned_mail_models import WhyReturned
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
SERVER = Actor(None, "the mail server", "a test")


def test_pc_101_the_persons_page_says_it_and_sends_again(cast: Cast, signed_in: As) -> None:
    returned_mail.note(SERVER, cast.kari, WhyReturned.UNKNOWN)
    henry, there = signed_in(cast.henry), f"/staff/people/{cast.kari.pk}/"
    assert "there is no such mailbox. No more are sent to it." in henry.get(there).text
    assert henry.post(f"{there}e-mail-again/").status_code == 302
    assert "No more are sent" not in henry.get(there).text
    [choice] = choose([cast.kari], by_email=True, reach=WHOLE_SITE)
    assert choice.gets_one
    assert Entry.objects.filter(action="letters.tried-again", person_id=cast.kari.pk).exists()
