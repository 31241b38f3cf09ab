"""The extract of adults that French primary schools get from ONDE: an adult a row, without a key,
and the children described in repeated columns. See docs/formats/onde.md.
"""

from dataclasses import replace

import polars as pl

from kinkeeper.roster.formats import described_children
from kinkeeper.roster.formats.canonical import Package, refuse_profile
from kinkeeper.roster.formats.contact_groups import Group
from kinkeeper.roster.formats.parent_rows import of_described
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["onde"]
# Part -> the headings, folded, of which in each row the first that is filled is read.
ADULT = {
    "family_name": (
        "nomusageresponsable",
        "nomdusageresponsable",
        "nomresponsable",
        "nomdefamilleresponsable",
    ),
    "given_name": ("prénomresponsable", "prenomresponsable"),
    "email": ("courriel", "courrielresponsable"),
    "phone": ("téléphoneportable", "telephoneportable", "téléphonedomicile", "telephonedomicile"),
    "street": ("adresseresponsable",),
    "postal_code": ("cpresponsable", "codepostalresponsable"),
    "city": ("communeresponsable",),
    "country": ("pays",),
    "kind": ("liendeparenté", "liendeparente", "lienavecenfant", "lienaveclenfant"),
}


def fits(package: Package) -> bool:
    table = package.only
    if table is None:
        return False
    adult = _adult(table)
    named = {"given_name", "family_name"} <= adult.columns.keys()
    return named and bool(_children(table, adult))


def read(package: Package, options: Options) -> Table:
    if options.profile != Profile.PARENT:
        raise refuse_profile(LABEL, options.profile)
    table = _filled(package.sheets[0].table)
    adult = _adult(table)
    return of_described(package, table, options, adult, _children(table, adult))


def _adult(table: Table) -> Group:
    group = Group("Responsable", {})
    for part in ADULT:
        if places := _places(table, part):
            group.take(part, places[0])
    return group


def _children(table: Table, adult: Group) -> list[dict[str, int]]:
    taken = {place for part in ADULT for place in _places(table, part)}
    return described_children.columns(table, taken | adult.places)


def _filled(table: Table) -> Table:
    """What is said by several columns, by the first of them."""
    cells = table.cells
    for part in ADULT:
        places = _places(table, part)
        trimmed = [pl.col(f"c{place}").str.strip_chars() for place in places]
        table.taken.update(places)
        if len(places) > 1:
            filled = pl.coalesce(pl.when(cell != "").then(cell) for cell in trimmed)
            cells = cells.with_columns(filled.fill_null("").alias(f"c{places[0]}"))
    return replace(table, cells=cells)


def _places(table: Table, part: str) -> list[int]:
    folded = list(map(fold_heading, table.headings))
    return [folded.index(each) for each in ADULT[part] if each in folded]
