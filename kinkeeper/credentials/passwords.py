"""What a password must be (NIST SP 800-63B-4, 3.1.1.2): long, not common, not about its owner.

No composition rules, no expiry; every character counts as typed after Unicode normalisation.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import django.contrib.auth.password_validation as shipped
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.credentials import breached
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person

SHORTEST = 15
LONGEST = 128


def normal(password: str) -> str:
    """The form that is hashed and compared."""
    return unicodedata.normalize("NFKC", password)


class LongEnough:
    def validate(self, password: str, user: Person | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                _(
                    "This has %(have)d characters; it needs at least %(need)d. Three or four "
                    "words in a row are easy to remember."
                )
                % {"have": len(password), "need": SHORTEST},
                code="password-short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("A password can have %(most)d characters at most.") % {"most": LONGEST},
                code="password-long",
            )

    def get_help_text(self) -> str:
        return str(gettext_lazy("At least 15 characters. Three or four words are fine."))


class NotCommon:
    """Refuses what guessing programs try first: listed words, repeated, counted up, or typed along
    the rows of a keyboard; and what the site's own list of breached passwords has."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if guessable(password) or breached.is_listed(normal(password)):
            raise ValidationError(
                _(
                    "This password is one of the first that other people would try. Choose "
                    "something less common."
                ),
                code="password-common",
            )

    def get_help_text(self) -> str:
        return str(gettext_lazy("A password that is not widely used."))


class NotAboutYou:
    """Refuses a password that is mostly the own name, username, address or the site's name."""

    def validate(self, password: str, user: Person | None = None) -> None:
        folded = _folded(password)
        rest = _without(folded, _words_about(user))
        if rest != folded and len(rest) < ENOUGH:
            raise ValidationError(
                _(
                    "Your name, username, address or the name of this site can be guessed. "
                    "Add other words."
                ),
                code="password-personal",
            )

    def get_help_text(self) -> str:
        return str(gettext_lazy("More than just your own name."))


# What must be left of a password when all that is easily guessed is taken out of it.
ENOUGH = 8
USUAL = ("password", "passwort", "passord", "lösenord", "school", "skole", "skola", "schule")
ROWS = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
RUN = 4
RUNS = frozenset(
    row[at : at + RUN]
    for forwards in ROWS
    for row in (forwards, forwards[::-1])
    for at in range(len(row) - RUN + 1)
)


def guessable(password: str) -> bool:
    """Whether a guessing program would soon come to it, whoever its owner is."""
    folded = _folded(password)
    letters = re.sub(r"[\W\d_]+", "", folded)
    if folded in common() or (letters and letters in common()) or len(set(folded)) < 5:
        return True
    if re.fullmatch(r"(.{1,10}?)\1+.{0,3}", folded):
        return True
    rest = _without_runs(_without(folded, USUAL))
    return rest != folded and len(rest) < ENOUGH


@cache
def common() -> frozenset[str]:
    """Django's list of 20,000 common passwords."""
    file = Path(shipped.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def _folded(password: str) -> str:
    return normal(password).casefold()


def _without(folded: str, words: Iterable[str]) -> str:
    for word in words:
        folded = folded.replace(word, "")
    return folded


def _without_runs(folded: str) -> str:
    """What is left when pieces along the alphabet, the digits or a keyboard's row are taken out."""
    kept = [True] * len(folded)
    for at in range(len(folded) - RUN + 1):
        if folded[at : at + RUN] in RUNS:
            kept[at : at + RUN] = [False] * RUN
    return "".join(char for char, keep in zip(folded, kept, strict=True) if keep)


def _words_about(user: Person | None) -> list[str]:
    words = ["kinkeeper", *str(settings.get("site_name")).split()]
    if user is not None:
        mailbox = user.email.partition("@")[0]
        words += [user.given_name, user.family_name, user.username, mailbox, user.sync_key or ""]
    folded = {_folded(word) for word in words}
    return sorted((word for word in folded if len(word) >= 3), key=len, reverse=True)
