"""Reads references to people: `key:RGB346`, `user:martharcher`, `id:17`."""

from django.db.models import Q

from kinkeeper.roster.normalise import fold_username, tidy_key

HIGHEST_ID = 2**63 - 1


class BadReference(Exception):
    """The text is no reference to a person; the message says how one looks."""


def by_reference(reference: str) -> Q:
    """A condition on people that holds for one at most; raises `BadReference`."""
    kind, _colon, value = reference.partition(":")
    return by_match(kind, value)


def by_match(kind: str, value: str) -> Q:
    value = tidy_key(value)
    if kind in {"key", "sync-key"} and value:
        return Q(sync_key=value)
    if kind in {"user", "username"} and value:
        return Q(username_folded=fold_username(value))
    if kind in {"id", "internal-id"} and value.isascii() and value.isdigit():
        number = int(value[:20])
        return Q(pk=number) if number <= HIGHEST_ID else Q(pk__in=[])
    raise BadReference(f"{kind}:{value} names nobody: write key:RGB346, user:martharcher or id:17.")
