"""What a password must be (NIST SP 800-63B-4, 3.1.1.2): long, not common, not about its owner.

No composition rules, no expiry; every character counts as typed after Unicode normalisation.
"""

import gzip
import re
import unicodedata
from functools import cache
from pathlib import Path

import django.contrib.auth.password_validation as shipped
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
                _("A password can have at most %(most)d characters.") % {"most": LONGEST},
                code="password-long",
            )

    def get_help_text(self) -> str:
        return str(gettext_lazy("At least 15 characters. Three or four words are fine."))


class NotCommon:
    """Refuses what guessing programs try first: listed words, repeated or counted up."""

    def validate(self, password: str, user: Person | None = None) -> None:
        folded = unicodedata.normalize("NFKC", password).casefold()
        letters = re.sub(r"[\W\d_]+", "", folded)
        if folded in common() or (letters and letters in common()) or _monotonous(folded):
            raise ValidationError(
                _(
                    "This password is among the first that others would try. Choose something "
                    "less usual."
                ),
                code="password-common",
            )

    def get_help_text(self) -> str:
        return str(gettext_lazy("Not a password that many others use."))


class NotAboutYou:
    """Refuses a password that is mostly the own name, username, address or the product's name."""

    def validate(self, password: str, user: Person | None = None) -> None:
        rest = unicodedata.normalize("NFKC", password).casefold()
        for word in _words_about(user):
            rest = rest.replace(word, "")
        if len(rest) < 8:
            raise ValidationError(
                _("Your name, username or the name of this site can be guessed. Add other words."),
                code="password-personal",
            )

    def get_help_text(self) -> str:
        return str(gettext_lazy("Not only your own name."))


@cache
def common() -> frozenset[str]:
    """Django's list of 20,000 common passwords."""
    file = Path(shipped.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def _monotonous(folded: str) -> bool:
    """One short piece over and over, or characters that only count up or down."""
    if len(set(folded)) < 5:
        return True
    if re.fullmatch(r"(.{1,10}?)\1+", folded):
        return True
    steps = {ord(right) - ord(left) for left, right in zip(folded, folded[1:], strict=False)}
    return steps <= {0, 1} or steps <= {0, -1}


def _words_about(user: Person | None) -> list[str]:
    words = ["kinkeeper", "password", "school", "skole", "schule"]
    if user is not None:
        mailbox = user.email.partition("@")[0]
        words += [user.given_name, user.family_name, user.username, mailbox, user.sync_key or ""]
    folded = {unicodedata.normalize("NFKC", word).casefold() for word in words}
    return sorted((word for word in folded if len(word) >= 3), key=len, reverse=True)
