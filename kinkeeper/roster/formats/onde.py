"""The extract of adults that French primary schools get from ONDE: an adult a row, without a key,
and the children described in repeated columns. See docs/formats/onde.md.
"""

from dataclasses import replace

import polars as pl

from kinkeeper.roster.formats import described_children, pupil_rows
from kinkeeper.roster.formats.canonical import Package, refuse_profile
from kinkeeper.roster.formats.contact_groups import Group
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["onde"]
# Part -> the headings, folded, of which the first that is there is read.
ADULT = {
    "family_name": ("nomresponsable", "nomdefamilleresponsable"),
    "given_name": ("prénomresponsable", "prenomresponsable"),
    "email": ("courriel", "courrielresponsable"),
    "phone": ("téléphoneportable", "telephoneportable", "téléphonedomicile", "telephonedomicile"),
    "street": ("adresseresponsable",),
    "postal_code": ("cpresponsable", "codepostalresponsable"),
    "city": ("communeresponsable",),
    "country": ("pays",),
    "kind": ("liendeparenté", "liendeparente", "lienavecenfant", "lienavecl'enfant"),
}
USED = ("nomusageresponsable", "nomdusageresponsable")


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
    table = package.sheets[0].table
    adult = _adult(table)
    child = described_children.read(table, _children(table, adult), options)
    return pupil_rows.parents_of(package, _with_used_name(table, adult), [adult], child)


def _adult(table: Table) -> Group:
    group = Group("Responsable", {})
    for part, headings in ADULT.items():
        if (place := _place(table, headings)) is not None:
            group.take(part, place)
    return group


def _children(table: Table, adult: Group) -> list[dict[str, int]]:
    return described_children.columns(table, adult.places, on_childs_row=False)


def _with_used_name(table: Table, adult: Group) -> Table:
    """The name in use stands before the name of birth, where there is one."""
    used, family = _place(table, USED), adult.columns["family_name"]
    if used is None:
        return table
    table.taken.add(used)
    name = pl.col(f"c{used}").str.strip_chars()
    cells = table.cells.with_columns(
        pl.when(name != "").then(name).otherwise(f"c{family}").alias(f"c{family}")
    )
    return replace(table, cells=cells)


def _place(table: Table, headings: tuple[str, ...]) -> int | None:
    folded = list(map(fold_heading, table.headings))
    return next((folded.index(each) for each in headings if each in folded), None)
