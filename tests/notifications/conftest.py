from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from kinkeeper.journal.actor import command_line
from kinkeeper.notifications.models import Reader
from kinkeeper.notifications.post import post
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.records.models import Group
from tests.cast import Cast
from tests.notifications.mailbox import Mailbox
from tests.records import small

EARLIER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def mailbox() -> Iterator[type[Mailbox]]:
    options = {"host": "mail.invalid", "port": 25}
    mailer = {"BACKEND": "tests.notifications.mailbox.Mailbox", "OPTIONS": options}
    Mailbox.empty()
    with override_settings(MAILERS={"default": mailer}):
        yield Mailbox
    Mailbox.empty()


@pytest.fixture
def hillside(cast: Cast, mailbox: type[Mailbox]) -> Group:
    """The class of Nora and Elias; e-mails are on, both parents are in, nothing is new yet, and no
    hour is quiet."""
    settings.change(command_line(), "notifications", "on")
    parents = [cast.kari.pk, cast.jonas.pk, cast.stranger.pk]
    Person.objects.filter(pk__in=parents).update(last_login=EARLIER)
    group = small.hillside(cast)
    assert post() == 0
    Reader.objects.update(quiet_from="00:00", quiet_until="00:00")
    return group


def due_now(**more: object) -> None:
    """All times have come."""
    then = timezone.now() - timedelta(seconds=1)
    times = {"look_at": then, "daily_at": then, "weekly_at": then, "wait_until": None}
    Reader.objects.update(**(times | more))


def sent() -> dict[str, str]:
    """Address -> subject and text, of the e-mails since the mailbox was emptied; each is to one."""
    assert len({each.to[0] for each in Mailbox.taken}) == len(Mailbox.taken)
    return {each.to[0]: f"{each.subject}\n{each.body}" for each in Mailbox.taken}
