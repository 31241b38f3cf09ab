"""Reads references to people: `key:RGB346`, `user:martharcher`, `id:17`."""

from django.db.models import Q
from django.utils.translation import gettext as _

from kinkeeper.people.models import FormerKey, Merge
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.text.normalise import fold_username, tidy_key

NAMES = ("key", "sync-key", "user", "username")
HIGHEST_ID = 2**63 - 1


class BadReference(Exception):
    """The text is no reference to a person; the message says how one looks."""


class NoReference(Exception):
    """The text has a placeholder for a key or username, which means nobody (K33)."""


def by_reference(reference: str) -> Q:
    """A condition on people that holds for one at most; raises `BadReference`, `NoReference`."""
    kind, _colon, value = reference.partition(":")
    if kind in NAMES and is_placeholder(value):
        raise NoReference(
            _(
                "“%(value)s” stands for a missing value, so %(reference)s identifies no one. "
                "Write the real key or username, or id:17."
            )
            % {"value": value.strip(), "reference": reference}
        )
    return by_match(kind, value)


def by_match(kind: str, value: str) -> Q:
    """The key and the username of an account that was merged away lead to the one that was kept,
    and a key that a hand changed to the pupil who had it; an internal ID always means that very
    account. Raises `BadReference` for another kind, or no number where one is meant."""
    value = tidy_key(value)
    if kind in {"key", "sync-key"} and value:
        return _known_as(sync_key=value) | _formerly(value)
    if kind in {"user", "username"} and value:
        return _known_as(username_folded=fold_username(value))
    if kind in {"id", "internal-id"} and value.isascii() and value.isdigit():
        number = int(value[:20])
        return Q(pk=number) if number <= HIGHEST_ID else Q(pk__in=[])
    raise BadReference(
        _("%s does not identify anyone: write key:RGB346, user:martharcher or id:17.")
        % f"{kind}:{value}"
    )


def _formerly(key: str) -> Q:
    merged = Merge.objects.filter(gone__former_keys__sync_key=key).values("leads_to")
    own = FormerKey.objects.filter(sync_key=key, person__merged=None).values("person")
    return Q(pk__in=merged) | Q(pk__in=own)


def _known_as(**name: str) -> Q:
    [(field, value)] = name.items()
    led = Merge.objects.filter(**{f"gone__{field}": value}).values("leads_to")
    return Q(pk__in=led) | (Q(**name) & ~Q(pk__in=Merge.objects.values("gone")))
