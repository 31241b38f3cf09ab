"""The Common Transfer File of English schools: pupils, and inside each the contacts, without keys.

See docs/formats/ctf.md.
"""

import polars as pl

from kinkeeper.roster.cells.claim_words import RANK
from kinkeeper.roster.cells.claims import meaning
from kinkeeper.roster.formats import child_names, derived_keys, legal_words, rights_columns
from kinkeeper.roster.formats.canonical import Package, build, links, pick, refuse_profile, told
from kinkeeper.roster.formats.document_days import day
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["ctf"]
PUPILS = {
    "sync_key": "UPN",
    "given_name": "Forename",
    "family_name": "Surname",
    "birth_date": "DOB",
}
PARENTS = {
    "sync_key": "Contact",
    "given_name": "Forename",
    "family_name": "Surname",
    "email": "Email",
    "phone": "PhoneNo",
}
GIVEN = tuple(
    f"{part}{name}"
    for name in ("preferredforename", "forename", "legalforename")
    for part in ("", "basicdetails/")
)
FAMILY = tuple(each.replace("forename", "surname") for each in GIVEN)
# The guide and the writers of these files call one thing by three names.
LEGAL = ("responsible", "responsibility", "parentalresponsibility")
# Any other code is kept as it is, and stands for no parent.
KINDS = {
    "MTH": "mother",
    "FTH": "father",
    "STP": "step-parent",
    "FOM": "foster mother",
    "FOF": "foster father",
    "FPA": "foster parent",
    "GPA": "grandparent",
    "CAR": "carer",
    "SWR": "social worker",
}


def fits(package: Package) -> bool:
    pupils = package.get("pupils")
    return pupils is not None and not pupils.delimiter and pupils.place("UPN") is not None


def read(package: Package, options: Options) -> Table:
    contacts = package.get("contacts")
    pupils = package.get("pupils")
    if options.profile == Profile.PUPIL and pupils is not None:
        people = pick(
            pupils,
            sync_key="upn",
            given_name=GIVEN,
            family_name=FAMILY,
            birth_date=("dob", "basicdetails/dob"),
        )
        return build(package, pupils, people.with_columns(birth_date=day("birth_date")), PUPILS)
    if options.profile == Profile.PARENT and contacts is not None:
        return _parents(package, contacts, options)
    raise refuse_profile(LABEL, options.profile)


def _parents(package: Package, contacts: Table, options: Options) -> Table:
    rows = pick(
        contacts,
        child="pupils/upn",
        given_name="forename",
        family_name="surname",
        email=("email", "emails/email"),
        phone=("phones/phone/phoneno", "phone/phoneno", "phoneno", "phone"),
        kind="relationship",
        **{each: each for each in LEGAL},
    )
    halves = pl.col("given_name").is_not_null() & pl.col("family_name").is_not_null()
    both = pl.concat_str("given_name", "family_name", separator=" ", ignore_nulls=True)
    rows = rows.with_columns(name=pl.when(halves).then(both), school=pl.lit(None, pl.String))
    people = rows.with_columns(sync_key=derived_keys.keys(rows, options.home))
    said = people.drop_nulls(["sync_key", "child"]).select(
        "row", pl.col("kind").str.to_uppercase().replace(KINDS), *LEGAL, value="child"
    )
    said = said.with_columns(claim=_claim(said)).drop(LEGAL)
    said = legal_words.of_contacts(said)
    said = rights_columns.lay(said, rights_columns.of_rows(contacts, options), "row")
    count = people["sync_key"].drop_nulls().n_unique()
    pupils = pick(package.get("pupils"), value="upn", given_name=GIVEN, family_name=FAMILY)
    return build(
        package,
        contacts,
        people,
        PARENTS,
        links=links(said),
        child_heading="UPN",
        notes=[("derived-keys", {"count": count})] if count else [],
        found=told(rows),
        called=child_names.of_keys(pupils.drop("row", "told")),
    )


def _claim(said: pl.DataFrame) -> pl.Series:
    """Of several answers the most cautious; unknown where there is none."""
    answers = [
        pl.when(said[each].is_not_null()).then(meaning(said[each]).replace_strict(RANK))
        for each in LEGAL
    ]
    rank = said.select(pl.min_horizontal(answers)).to_series()
    words = {rank: word for word, rank in RANK.items()}
    return rank.replace_strict(words, default="unknown", return_dtype=pl.String)
