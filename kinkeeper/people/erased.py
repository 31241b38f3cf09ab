"""How somebody who was erased is known again, without keeping who it was (K34).

Of each name under which a file could bring the person there is a digest, made with a key of the
site: the synchronisation key, the username, and the name together with the e-mail address or the
birth date. An address alone is nobody's (K3), and neither is a name.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from kinkeeper.lib.seal import derive
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.roster.text.names import folded, words
from kinkeeper.roster.text.normalise import fold_username

PURPOSE = "erased"
IDENTIFIERS = ("key:", "user:")
# What is asked of a person; `username_folded` is made of the username where it is not there.
FIELDS = ("sync_key", "username_folded", "email", "given_name", "family_name", "birth_date")


@dataclass(frozen=True)
class Standing:
    """Of somebody erased: when, and whether the asking office may know of it (K14)."""

    number: int
    on: date
    within: bool


@dataclass(frozen=True)
class Erased:
    """Everybody who was erased and has not been let in again."""

    by_mark: Mapping[bytes, Standing]
    keys: Sequence[bytes]

    def __bool__(self) -> bool:
        return bool(self.by_mark)

    def meant(self, values: Mapping[str, Any]) -> Standing | None:
        """Of whom these values are, if of anybody: first of those whom the asking office may know
        of. Of others the keys and usernames alone count: the answer is that of any that is taken
        elsewhere, and a name with an address or a birth date would have none (K14)."""
        elsewhere = None
        for said in _said(values) if self.by_mark else ():
            for key in self.keys:
                found = self.by_mark.get(_mark(key, said))
                if found is not None and found.within:
                    return found
                if found is not None and said.startswith(IDENTIFIERS):
                    elsewhere = elsewhere or found
        return elsewhere


def standing(reach: Reach) -> Erased:
    """As an office of this reach may know them."""
    found = Erasure.objects.filter(let_in_at=None).exclude(marks=[]).order_by("-pk")
    inside = None if reach.whole_site else set(reach.ids())
    by_mark: dict[bytes, Standing] = {}
    for each in found:
        within = inside is None or not inside.isdisjoint(each.organisations)
        told = Standing(each.pk, localtime(each.done_at or each.asked_at).date(), within)
        for mark in map(bytes, each.marks):  # one within reach is not hidden by another
            if within or mark not in by_mark:
                by_mark[mark] = told
    return Erased(by_mark, site_keys())


def marks(people: Iterable[Mapping[str, Any]], former_keys: Iterable[str] = ()) -> list[bytes]:
    """What is kept of these accounts."""
    said = {each for values in people for each in _said(values)}
    said |= {each for key in former_keys for each in _said({"sync_key": key})}
    return [_mark(site_keys()[0], each) for each in sorted(said)]


def _said(values: Mapping[str, Any]) -> Iterator[str]:
    key = values.get("sync_key")
    if key:
        yield f"key:{key}"
    username = values.get("username_folded") or fold_username(str(values.get("username") or ""))
    if username:
        yield f"user:{username}"
    email, born = values.get("email"), values.get("birth_date")
    if not email and not born:
        return
    both = f"{values.get('given_name') or ''} {values.get('family_name') or ''}"
    name = " ".join(sorted(map(folded, words(both))))
    if name and email:
        yield f"mail:{str(email).lower()} {name}"
    if name and born:
        yield f"born:{born} {name}"


def _mark(key: bytes, said: str) -> bytes:
    return hmac.digest(key, said.encode(), "sha256")


def site_keys() -> Sequence[bytes]:
    """The site's own, and those that it had before."""
    return [_derived(key) for key in (settings.SECRET_KEY, *settings.EARLIER_SECRET_KEYS)]


@cache
def _derived(secret: str) -> bytes:
    return derive(secret, PURPOSE)
