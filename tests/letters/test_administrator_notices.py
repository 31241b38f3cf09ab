"""R-075: the administrators are told of a new one, however the account was made."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kinkeeper.cli.main import main
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import administrator_notices
from kinkeeper.letters.unsent_reasons import Reason, Why
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.add import add
from tests.cast import Cast, person
from tests.importing import imported

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")


@pytest.fixture(autouse=True)
def known(cast: Cast) -> None:
    """Those of the cast have been here for long; each has an address."""
    long_ago = timezone.now() - timedelta(days=60)
    for each in (cast.admin, cast.henry, cast.lara):
        Person.objects.filter(pk=each.pk).update(
            created_at=long_ago, email=f"{each.username}@example.org"
        )


def told() -> dict[str, str]:
    assert administrator_notices.post() == len(mail.outbox)
    assert all(len(each.recipients()) == 1 for each in mail.outbox)
    found = {each.to[0]: f"{each.subject}\n{each.body}" for each in mail.outbox}
    mail.outbox.clear()
    assert (administrator_notices.post(), mail.outbox) == (0, [])  # each is told once
    return found


def test_r_075_of_a_system_administrator_every_administrator_is_told(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "admin create eve.doe --profile system-administrator"
    assert main(command.split()) == 0
    found = told()
    assert set(found) == {
        "anna.admin@example.org",
        "henry.office@example.org",
        "lara.office@example.org",
    }
    assert all("(eve.doe)" in text and "System administrator" in text for text in found.values())
    eve = Person.objects.get(username="eve.doe")
    assert Entry.objects.get(action="person.announced").person_id == eve.pk


def test_r_075_of_a_schools_own_who_looks_after_it(cast: Cast) -> None:
    """By a file, whose passwords and addresses are not in the mail."""
    file = "SyncID,First name,Last name,E-mail\nS-9,Ole,Ny,ole@example.org\n"
    imported(file, profile="school-administrator", by=cast.admin, organisation="Hillside")
    person("ida.teacher", Profile.TEACHER, cast.hillside)
    found = told()
    assert set(found) == {"anna.admin@example.org", "henry.office@example.org"}
    assert "Ole Ny" in found["henry.office@example.org"]
    assert "ole@example.org" not in str(found)


def test_r_075_what_no_server_takes_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(OFFICE, {"profile": "school-administrator", "given_name": "O", "family_name": "N"},
        organisations=[cast.hillside])  # fmt: skip
    with monkeypatch.context() as away:
        away.setattr(administrator_notices, "handed_over", lambda *_: Reason(Why.MAIL_NOT_TAKEN))
        with pytest.raises(administrator_notices.NotNow):
            administrator_notices.post()
    assert len(told()) == 2
