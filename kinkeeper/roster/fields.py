"""The fields a roster can have, their limits, and the headings they are recognised by."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """`limit` in characters; `headings` as `fold_heading` leaves them."""

    name: str
    label: str
    limit: int
    headings: tuple[str, ...]


FIELDS = (
    Field(
        "sync_key",
        "Synchronisation key",
        200,
        (
            "syncid",
            "synckey",
            "synchronisationkey",
            "synchronizationkey",
            "parentkey",
            "parentsynckey",
            "personkey",
            "externalid",
            "sourcedid",
            "personid",
        ),
    ),
    Field("username", "Username", 150, ("username", "loginname", "login", "userid")),
    Field(
        "given_name",
        "First name",
        255,
        ("firstname", "givenname", "forename", "givennames", "firstnames"),
    ),
    Field("family_name", "Last name", 255, ("lastname", "familyname", "surname")),
    Field(
        "email",
        "E-mail",
        254,
        ("email", "emailaddress", "mail", "parentemail", "mailaddress"),
    ),
    Field(
        "phone",
        "Phone",
        50,
        ("phone", "telephone", "mobile", "phonenumber", "mobilephone", "tel", "cellphone"),
    ),
    Field("password", "Password", 128, ("password", "initialpassword", "presetpassword")),
    Field("birth_date", "Birth date", 40, ("birthdate", "dateofbirth", "dob", "birthday")),
    Field("language", "Language", 20, ("language", "lang", "preferredlanguage")),
    Field("organisation", "Organisation", 1000, ("organisation", "organization", "school")),
    Field("class", "Class", 100, ("class", "classname", "form", "homeroom")),
    Field("street", "Street", 255, ("street", "address", "streetaddress", "address1")),
    Field("postal_code", "Postal code", 20, ("postalcode", "postcode", "zip", "zipcode")),
    Field("city", "City", 100, ("city", "town", "posttown")),
    Field("country", "Country", 100, ("country",)),
    Field(
        "kind",
        "Kind of relationship",
        100,
        ("kind", "relation", "relationship", "relationshiptype", "kindofrelationship"),
    ),
    Field(
        "responsibility",
        "Parental responsibility",
        40,
        (
            "parentalresponsibility",
            "responsibility",
            "legalresponsibility",
            "legalguardian",
            "custody",
            "hascustody",
            "legalcustody",
        ),
    ),
    Field(
        "restriction",
        "Restriction",
        500,
        ("restriction", "restrictions", "courtorder", "contactrestriction", "contactrestrictions"),
    ),
    Field(
        "child",
        "Child",
        200,
        (
            "childid",
            "childkey",
            "childsynckey",
            "childsyncid",
            "child",
            "children",
            "pupilsynckey",
            "pupilsyncid",
            "pupilkey",
            "pupilid",
            "studentid",
            "studentkey",
            "studentsynckey",
            "childusername",
            "pupilusername",
        ),
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
LIMITS = {field.name: field.limit for field in FIELDS}
BY_HEADING = {heading: field.name for field in FIELDS for heading in field.headings}

NAMES = ("given_name", "family_name")
CONTACT = ("email", "phone", "street", "postal_code", "city", "country")
PERSON: tuple[str, ...] = (
    *("sync_key", "username", *NAMES, "email", "phone", "language", "birth_date"),
    *("street", "postal_code", "city", "country"),
)


def fold_heading(heading: str) -> str:
    """`E-MAIL `, `Parent_Key` and `User name` as `email`, `parentkey`, `username`."""
    composed = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(char for char in composed if char.isalnum())


def recognise(heading: str) -> str | None:
    """The field a heading means; None where it is not known."""
    return BY_HEADING.get(fold_heading(heading))
