"""Who has never been in and asks for a new password: the office's own mail once more, or nothing.

What is asked for on the page is a job's work, so the page and its time are the same for everybody
(`test_a_forgotten_password_answers_the_same_for_everybody`).
"""

import re
from collections.abc import Callable

import pytest
from django.core import mail as outbox
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.credentials import redeem
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.credentials.throttle import MAIL_PERSON
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch, pdf_batch
from kinkeeper.letters.jobs import post_resets
from kinkeeper.letters.models import Batch, BatchState, Form, Ordered
from kinkeeper.letters.order import order
from kinkeeper.organisations import restore_hold, settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.address_origin import digest
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from kinkeeper.registry.start_over import start_over
from tests.cast import PASSWORD, Cast, connected, person

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
SOMEBODY = Actor(None, "somebody", "192.0.2.7")
LINK = re.compile(r"/activate/([\w-]+)/")


def mailed(*people: Person) -> None:
    """The office sends each of them the link."""
    mail_batch.post(order(OFFICE, people, Form.EMAIL).pk, OFFICE)
    outbox.outbox.clear()


def asked(name: str = "kari.berg") -> list[str]:
    """Somebody asks for a new password; a worker does what waits. To whom a mail went."""
    outbox.outbox.clear()
    post_resets(name=name, actor=SOMEBODY.as_argument())
    for batch in Batch.objects.filter(state=BatchState.WAITING).order_by("pk"):
        mail_batch.post(batch.pk, SOMEBODY)
    return [each.to[0] for each in outbox.outbox]


def as_stored(one: Person) -> Person:
    return Person.objects.get(pk=one.pk)


@pytest.mark.parametrize("name", ["kari.berg", "KARI@example.org"])
def test_k25_whom_the_office_has_mailed_gets_the_link_again(cast: Cast, name: str) -> None:
    mailed(cast.kari)
    first = Credential.objects.get()
    assert asked(name) == ["kari@example.org"]
    found = LINK.search(str(outbox.outbox[0].body))
    assert found is not None
    assert redeem.by_token(found.group(1)).person_id == cast.kari.pk
    first.refresh_from_db()
    assert first.state == CredentialState.VOIDED


def test_k25_whom_no_office_has_mailed_gets_nothing(cast: Cast) -> None:
    assert asked() == []
    assert asked("kari@example.org") == []
    assert not Batch.objects.exists()
    assert not Credential.objects.exists()


def test_k25_a_mail_that_never_left_counts_for_none(cast: Cast) -> None:
    batch = order(OFFICE, [cast.kari], Form.EMAIL)
    mail_batch.stop(batch, OFFICE)
    assert asked() == []
    issue_many(OFFICE, [cast.kari.pk], Channel.EMAIL)  # issued, and its mail refused
    assert asked() == []


def test_a_link_of_another_address_counts_for_none(cast: Cast) -> None:
    mailed(cast.kari)
    edit(OFFICE, as_stored(cast.kari), {"email": "other@example.org"}, reach=WHOLE_SITE)
    assert asked() == []
    assert asked("other@example.org") == []
    edit(OFFICE, as_stored(cast.kari), {"email": "Kari@example.org"}, reach=WHOLE_SITE)
    assert asked() == ["Kari@example.org"]


def test_a_letter_since_stays_good(cast: Cast) -> None:
    """Whoever asks cannot make the letter void that the office has printed."""
    mailed(cast.kari)
    pdf_batch.produce(order(OFFICE, [cast.kari], Form.PAGES).pk, OFFICE)
    assert asked() == []
    assert Credential.objects.get(state=CredentialState.ISSUED).channel == Channel.LETTER


def test_k21_of_those_who_share_an_address_only_who_was_mailed(cast: Cast) -> None:
    other = person("other.berg", "parent", email="kari@example.org")
    connected(other, cast.nora)
    mailed(cast.kari)
    assert asked("kari@example.org") == ["kari@example.org"]
    assert "kari.berg" in str(outbox.outbox[0].body)


def _no_child(cast: Cast) -> None:
    disconnect(OFFICE, cast.kari, cast.nora, reason="moved out")
    disconnect(OFFICE, cast.kari, cast.elias, reason="moved out")


def _only_proposed(cast: Cast) -> None:
    Relationship.objects.filter(parent=cast.kari).update(state=RelationshipState.PROPOSED)


def _trashed(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(state="trashed")


def _pupils_mailbox(cast: Cast) -> None:
    Person.objects.filter(pk=cast.nora.pk).update(email="kari@example.org", password="x")


def _names_of_two(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(given_name="Kari & Lars")


def _beyond_who_set_the_address(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(email_reach=[cast.hillside.pk])
    connected(cast.kari, cast.theo)


def _restored(cast: Cast) -> None:
    restore_hold.close(None)
    restore_hold.voided()


@pytest.mark.parametrize(
    "held_back",
    [
        pytest.param(_no_child, id="k17 no child any more"),
        pytest.param(_only_proposed, id="k26 only proposed"),
        pytest.param(_trashed, id="in the trash"),
        pytest.param(_pupils_mailbox, id="a pupil reads it"),
        pytest.param(_names_of_two, id="the name of two"),
        pytest.param(_beyond_who_set_the_address, id="k38 beyond who set the address"),
        pytest.param(_restored, id="on hold after a restore"),
    ],
)
def test_k38_what_holds_an_offices_mail_back_holds_this_one_back(
    cast: Cast, held_back: Callable[[Cast], None]
) -> None:
    mailed(cast.kari)
    held_back(cast)
    assert asked() == []
    assert not Batch.objects.filter(about=Ordered.ONESELF).exists()


def test_k39_who_has_been_in_gets_no_way_in_from_before(cast: Cast) -> None:
    """Neither after the password was chosen nor after the office has taken it away."""
    mailed(cast.kari)
    redeem.redeem(OFFICE, Credential.objects.get().pk, PASSWORD)
    sent = asked()
    assert sent == ["kari@example.org"]
    assert "/forgotten/" in str(outbox.outbox[0].body)
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    start_over(OFFICE, as_stored(cast.kari), reason="lost", reach=WHOLE_SITE)
    assert asked() == []


def test_a_mailbox_is_not_flooded(cast: Cast) -> None:
    mailed(cast.kari)
    assert sum(len(asked()) for _try in range(MAIL_PERSON.most + 3)) == MAIL_PERSON.most


def test_the_page_tells_nobody_apart(cast: Cast) -> None:
    mailed(cast.kari)
    told = {
        Client().post("/forgotten/", {"name": name}, follow=True).content
        for name in ("kari.berg", "vera.stranger", "nobody")
    }
    assert len(told) == 1
    assert ProcrastinateJob.objects.filter(task_name="letters.reset").count() == 3
    assert outbox.outbox == []


def test_while_parent_login_is_off_it_is_as_the_offices_mail(cast: Cast) -> None:
    mailed(cast.kari)
    settings.change(OFFICE, "parent_login", False)
    assert asked() == ["kari@example.org"]


def test_the_address_is_not_kept_in_the_credential(cast: Cast) -> None:
    mailed(cast.kari)
    kept = bytes(Credential.objects.get().mailed_to or b"")
    assert kept == digest(" KARI@example.org ")
    assert b"kari" not in kept
    assert digest("kari@example.com") != kept
