"""What an office is told of attacks on the accounts it looks after, in the last days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.models import ATTACKS

SINCE = timedelta(days=7)
WORDS: Mapping[str, Promise] = {
    "child.swept": ngettext_lazy(
        "%(count)d person opened the pages of unusually many children within an hour",
        "%(count)d people opened the pages of unusually many children within an hour",
        "count",
    ),
    "credential.guessed": ngettext_lazy(
        "%(count)d code stopped working because someone guessed at it",
        "%(count)d codes stopped working because someone guessed at them",
        "count",
    ),
    "factor.copied": ngettext_lazy(
        "%(count)d person has a passkey that was copied",
        "%(count)d people have a passkey that was copied",
        "count",
    ),
    "factor.guessed": ngettext_lazy(
        "%(count)d person’s password is known to someone who tried codes until the app stopped",
        "%(count)d people’s passwords are known to someone who tried codes until the app stopped",
        "count",
    ),
    "protection.tried": ngettext_lazy(
        "Someone who is not named tried to open %(count)d protected person",
        "Someone who is not named tried to open %(count)d protected people",
        "count",
    ),
    "password.disputed": ngettext_lazy(
        "%(count)d person said that a change to the account was not theirs",
        "%(count)d people said that a change to the account was not theirs",
        "count",
    ),
}


@dataclass(frozen=True)
class Attack:
    """`action` is the journal's, `words` say how many people it is about."""

    action: str
    words: str


def recent(viewer: Viewer) -> list[Attack]:
    """One query; none for who may not read the journal."""
    if not may(viewer, Verb.JOURNAL_READ):
        return []
    lines = scopes.journal(viewer).filter(action__in=ATTACKS, at__gt=timezone.now() - SINCE)
    counted = lines.order_by().values("action").annotate(people=Count("person_id", distinct=True))
    many = dict(counted.values_list("action", "people"))
    return [
        Attack(action, str(words % {"count": many[action]}))
        for action, words in WORDS.items()
        if many.get(action)
    ]
