"""PowerSchool's export of contacts: several rows a contact, what does not change left empty. See
docs/formats/powerschool.md."""

import polars as pl

from kinkeeper.roster.cells.claim_words import NO, YES
from kinkeeper.roster.cells.claims import meaning
from kinkeeper.roster.cells.placeholder_columns import emptied
from kinkeeper.roster.cells.validity import ENDED, NOW
from kinkeeper.roster.formats import rights_columns
from kinkeeper.roster.formats.canonical import Package, build, links, pick, refuse_profile
from kinkeeper.roster.formats.status_words import by_days, by_word
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["powerschool"]
HEADINGS = {
    "sync_key": "Contact ID",
    "given_name": "First Name",
    "family_name": "Last Name",
    "email": "Email Address",
    "phone": "phoneNumberAsEntered",
    "street": "Street",
    "postal_code": "Postal Code",
    "city": "City",
}
CONTACT = ("contact id", "new contact identifier", "person.id", "studentcontactassoc.personid")
STUDENT = ("studentnumber", "students.student_number", "student.student_number")
ACTIVE = dict.fromkeys(YES, NOW) | dict.fromkeys(NO, ENDED) | {"": NOW}
# The word for the kind, or the number of a word that the file does not have.
RELATIONSHIP = (
    "relationshiptype",
    "codeset.displayvalue",
    "codeset.code",
    "studentcontactdetail.relationshiptypecodesetid",
    "studentcontactassoc.currreltypecodesetid",
)
# Of one association of a contact with a pupil.
FIRST = (
    "start date",
    "relationship start date",
    "association start date",
    "contact start date",
    "studentcontactdetail.startdate",
)
LAST = (
    "end date",
    "relationship end date",
    "association end date",
    "contact end date",
    "studentcontactdetail.enddate",
)


def fits(package: Package) -> bool:
    table = package.only
    return table is not None and any(map(table.writes, STUDENT)) and _has(table, CONTACT)


def _has(table: Table, names: tuple[str, ...]) -> bool:
    return table.place(*names) is not None


def read(package: Package, options: Options) -> Table:
    table = package.only
    if table is None or options.profile != Profile.PARENT:
        raise refuse_profile(LABEL, options.profile)
    rows = pick(
        table,
        sync_key=CONTACT,
        said=CONTACT,
        given_name=("first name", "person.firstname"),
        family_name=("last name", "person.lastname"),
        active=("is active", "person.isactive"),
        current="studentcontactdetail.isactive",
        email=("email address", "emailaddress.emailaddress"),
        primary=("is primary email address", "personemailaddressassoc.isprimaryemailaddress"),
        phone=(
            "phonenumberasentered",
            "personphonenumberassoc.phonenumberasentered",
            "phonenumber.phonenumber",
        ),
        preferred=("is preferred", "personphonenumberassoc.ispreferred"),
        street=("street", "personaddress.street"),
        postal_code=("postal code", "personaddress.postalcode"),
        city=("city", "personaddress.city"),
        value=STUDENT,
        kind=("relationship type", *RELATIONSHIP),
        note=("relationship note", "studentcontactdetail.relationshipnote"),
        legal="studentcontactdetailcorefields.legalguardian",
        custody=("contact has custody", "studentcontactdetail.iscustodial"),
        **{name: (name,) for name in (*FIRST, *LAST)},
    )
    rows = _with_keys(rows, table)
    said = rights_columns.of_rows(table, options)
    people, odd = _held(rows, options.date_order)
    people = _chosen(people, "email", "primary")
    people = _chosen(people, "phone", "preferred")
    return build(
        package,
        table,
        people,
        HEADINGS,
        links=links(rights_columns.lay(_claims(people.drop_nulls("value")), said, "row")),
        child_heading="studentNumber",
        found=odd,
        over=people.filter(pl.col("holds") == ENDED)["row"],
    )


def _held(rows: pl.DataFrame, order: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """With `HOLDS`. What one row of a contact says of *Is Active* holds for them all."""
    rows, odd = by_word(rows, "active", ACTIVE, "Is Active")
    inactive = (pl.col("holds") == ENDED).fill_null(value=False).any().over("sync_key")
    rows = rows.with_columns(holds=pl.when(inactive).then(pl.lit(ENDED)))
    rows, more = by_word(rows, "current", ACTIVE, "STUDENTCONTACTDETAIL.ISACTIVE")
    found, starts, ends = [odd, more], [], []
    for first, last in zip(FIRST, LAST, strict=True):
        rows, undated = by_days(rows, first, last, (first.title(), last.title()), order=order)
        found.append(undated)
        starts.append(rows["starts_on"].alias(first))
        ends.append(rows["ends_on"].alias(last))
    # of several the last to begin and the first to end
    days = pl.DataFrame([*starts, *ends]).select(
        starts_on=pl.max_horizontal(FIRST), ends_on=pl.min_horizontal(LAST)
    )
    return rows.with_columns(days.get_columns()), pl.concat(found)


def _with_keys(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Only the first row of a contact needs to say who it is. Below a row that could not be read
    nobody knows whose the rows without a key are; below a placeholder they are nobody's (K33)."""
    lost = table.ragged.select("row", sync_key=pl.lit(""))
    said = rows.select("row", sync_key=pl.coalesce("sync_key", "said"))
    keys = pl.concat([said, lost]).sort("row")
    filled = pl.col("sync_key").forward_fill().replace("", None)
    keys = keys.with_columns(sync_key=emptied(filled))
    return rows.drop("sync_key").join(keys, on="row", how="left", maintain_order="left")


def _chosen(people: pl.DataFrame, field: str, flag: str) -> pl.DataFrame:
    """Of several addresses of one contact the one that the source prefers; the others go."""
    best = pl.col(flag).fill_null("0").str.to_lowercase().is_in(["1", "y", "yes", "true"])
    has_best = (best & pl.col(field).is_not_null()).any().over("sync_key")
    return people.with_columns(pl.when(best | ~has_best).then(field).alias(field))


def _claims(relationships: pl.DataFrame) -> pl.DataFrame:
    """An unread note restricts; a no of either flag denies; else the legal one says."""
    legal, custody = meaning(relationships["legal"]), meaning(relationships["custody"])
    return relationships.with_columns(legal=legal, custody=custody).with_columns(
        note=pl.col("note").fill_null(""),
        claim=pl.when(pl.col("note").is_not_null())
        .then(pl.lit("restricted"))
        .when(pl.col("legal") == "no")
        .then(pl.lit("no"))
        .when(pl.col("custody") == "no")
        .then(pl.lit("unknown"))
        .otherwise("legal"),
    )
