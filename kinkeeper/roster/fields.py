"""The fields a roster can have, with their limits, and which of them speak of what.

What is kept of a person, and what of a relationship, is listed here and nowhere else: models, the
tables of a plan, what SQL reads and writes, forms and problems are made of these lists or compared
with them (`tests/house/test_columns.py` says what is missing, and where).
"""

from dataclasses import dataclass
from enum import Flag, auto

from kinkeeper.roster.text.translatable import marked as _


class Is(Flag):
    """What a field is: `PERSON` a value that is kept of a person, `NAME` a half of the name,
    `CONTACT` how to reach the person, `ADDRESS` a part of where that is, `FINDS` what a row finds
    its person by, `IDENTIFYING` what nobody shares with a placeholder (K33), `OPENS` what opens the
    account or makes it somebody else's (K38), `DATE` a day, `ABSENT` null where nothing is known,
    not an empty text; `RELATIONSHIP` what a row says of parent and child, `RIGHT` what the parent
    may."""

    OF_A_ROW = 0
    PERSON = auto()
    NAME = auto()
    CONTACT = auto()
    ADDRESS = auto()
    FINDS = auto()
    IDENTIFYING = auto()
    OPENS = auto()
    DATE = auto()
    ABSENT = auto()
    RELATIONSHIP = auto()
    RIGHT = auto()


@dataclass(frozen=True)
class Field:
    """`limit` in characters."""

    name: str
    label: str
    limit: int
    of: Is = Is.OF_A_ROW


HALF_A_NAME = Is.PERSON | Is.NAME | Is.OPENS
KEY = Is.PERSON | Is.FINDS | Is.IDENTIFYING
LOCATED = Is.PERSON | Is.CONTACT | Is.ADDRESS
FIELDS = (
    Field("sync_key", _("Synchronisation key"), 200, KEY | Is.ABSENT | Is.OPENS),
    Field("username", _("Username"), 150, KEY | Is.OPENS),
    Field("given_name", _("First name"), 255, HALF_A_NAME),
    Field("family_name", _("Last name"), 255, HALF_A_NAME),
    Field("email", _("E-mail"), 254, KEY | Is.CONTACT | Is.OPENS),
    Field("phone", _("Phone"), 50, Is.PERSON | Is.CONTACT | Is.IDENTIFYING),
    Field("password", _("Password"), 128),
    Field("birth_date", _("Birth date"), 40, Is.PERSON | Is.DATE | Is.ABSENT),
    Field("language", _("Language"), 20, Is.PERSON),
    Field("organisation", _("Organisation"), 1000),
    Field("class", _("Class"), 100),
    Field("street", _("Street"), 255, LOCATED),
    Field("postal_code", _("Postal code"), 20, LOCATED),
    Field("city", _("City"), 100, LOCATED),
    Field("country", _("Country"), 100, LOCATED),
    Field("kind", _("Kind of relationship"), 100, Is.RELATIONSHIP),
    Field("responsibility", _("Parental responsibility"), 40, Is.RELATIONSHIP | Is.RIGHT),
    Field("restriction", _("Restriction"), 500, Is.RELATIONSHIP | Is.RIGHT),
    Field("areas", _("Areas that the parent sees"), 300),
    Field("child", _("Child"), 200, Is.IDENTIFYING),
)
# A column of whole names, which is cut in two as it is read.
WHOLE = Field("name", _("Whole name"), 255)
BY_NAME = {field.name: field for field in (*FIELDS, WHOLE)}
LIMITS = {field.name: field.limit for field in FIELDS}


def _those(what: Is, *, but: Is = Is.OF_A_ROW) -> tuple[str, ...]:
    return tuple(each.name for each in FIELDS if what in each.of and not each.of & but)


PERSON = _those(Is.PERSON)
NAMES = _those(Is.NAME)
CONTACT = _those(Is.CONTACT)
ADDRESS = _those(Is.ADDRESS)
IDENTIFYING = _those(Is.IDENTIFYING)
# What of a person tells the person: two people rarely have the same.
OWN = _those(Is.PERSON | Is.IDENTIFYING)
OPENS = _those(Is.OPENS)
DATES = _those(Is.DATE)
ABSENT = _those(Is.ABSENT)
# What is of a person and has no rule of its own: a file often has no column for it.
PLAIN = _those(Is.PERSON, but=Is.OPENS | Is.FINDS)
# What a row says of a relationship, and what of that are rights.
OF_RELATIONSHIP = _those(Is.RELATIONSHIP)
RIGHTS = _those(Is.RIGHT)

# What is kept of a relationship, whether it is planned, pending or there; with `GRANT` what a
# pending one keeps besides: whether it will be made or only proposed, and why.
DAYS = ("starts_on", "ends_on")
RELATIONSHIP = ("kind", "kind_text", *DAYS)
GRANT = ("granted", "note")
