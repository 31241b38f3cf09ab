"""What a single cell may hold: addresses, usernames, dates. For hands and rosters alike."""

import datetime
import re

# WHATWG HTML, "valid e-mail address", plus letters beyond ASCII; at least one dot in the domain.
EMAIL = re.compile(
    r"^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@"
    r"[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?)+$"
)
# Such a one is good, and a whole column can be asked at once; the others are looked at one by one.
PLAIN_EMAIL = (
    r"^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
    r"@[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)+$"
)
PLAIN_LENGTH = 60
USERNAME = re.compile(r"^[\w.@+'-]{1,150}$")
ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")

# What no cell and no field may hold: control characters, signs that turn the order of the text
# around them (embeddings, overrides, isolates), and tags, which nobody sees. Joiners, which Persian
# and Indic names need, are no such signs.
UNSHOWN = "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"


def good_email(text: str) -> bool:
    """Exactly one plain address, without a display name."""
    return len(text) <= 254 and EMAIL.fullmatch(text) is not None and ".." not in text


def good_username(text: str) -> bool:
    return USERNAME.fullmatch(text) is not None


def read_date(text: str) -> datetime.date | None:
    """An ISO date; every other way of writing one can be misread and is refused."""
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year >= 1900 else None
