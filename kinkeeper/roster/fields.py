"""The fields a roster can have, with their limits, and which of them speak of what."""

from dataclasses import dataclass

from kinkeeper.roster.text.translatable import marked as _


@dataclass(frozen=True)
class Field:
    """`limit` in characters."""

    name: str
    label: str
    limit: int


FIELDS = (
    Field("sync_key", _("Synchronisation key"), 200),
    Field("username", _("Username"), 150),
    Field("given_name", _("First name"), 255),
    Field("family_name", _("Last name"), 255),
    Field("email", _("E-mail"), 254),
    Field("phone", _("Phone"), 50),
    Field("password", _("Password"), 128),
    Field("birth_date", _("Birth date"), 40),
    Field("language", _("Language"), 20),
    Field("organisation", _("Organisation"), 1000),
    Field("class", _("Class"), 100),
    Field("street", _("Street"), 255),
    Field("postal_code", _("Postal code"), 20),
    Field("city", _("City"), 100),
    Field("country", _("Country"), 100),
    Field("kind", _("Kind of relationship"), 100),
    Field("responsibility", _("Parental responsibility"), 40),
    Field("restriction", _("Restriction"), 500),
    Field("child", _("Child"), 200),
)
# A column of whole names, which is cut in two as it is read.
WHOLE = Field("name", _("Whole name"), 255)
BY_NAME = {field.name: field for field in (*FIELDS, WHOLE)}
LIMITS = {field.name: field.limit for field in FIELDS}

NAMES = ("given_name", "family_name")
DATES = ("birth_date",)
# What opens an account, or makes it somebody else's (K38): with another address or name the way to
# the children there would be open to whoever has that one.
OPENS = ("email", "username", *NAMES)
CONTACT = ("email", "phone", "street", "postal_code", "city", "country")
PERSON: tuple[str, ...] = (
    *("sync_key", "username", *NAMES, "email", "phone", "language", "birth_date"),
    *("street", "postal_code", "city", "country"),
)
