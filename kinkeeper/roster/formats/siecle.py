"""SIECLE, the register of French secondary schools: `ResponsablesAvecAdresses.xml` and
`ElevesAvecAdresses.xml`, each alone or both. See docs/formats/siecle.md."""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED
from kinkeeper.roster.formats import child_names, rights_columns
from kinkeeper.roster.formats.canonical import (
    Note,
    Package,
    build,
    links,
    pick,
    refuse_profile,
    told,
)
from kinkeeper.roster.formats.document_days import day
from kinkeeper.roster.formats.oneroster_places import as_name
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["siecle"]
PARENTS = {
    "sync_key": "PERSONNE_ID",
    "given_name": "PRENOM",
    "family_name": "NOM",
    "email": "MEL",
    "phone": "TEL_PORTABLE",
    "street": "LIGNE1_ADRESSE",
    "postal_code": "CODE_POSTAL",
    "city": "LIBELLE_POSTAL",
}
PUPILS = {
    "sync_key": "ELEVE_ID",
    "given_name": "PRENOM",
    "family_name": "NOM",
    "birth_date": "DATE_NAISS",
    "class": "CODE_STRUCTURE",
}
NAME = ("nom_usage", "nom_de_famille", "nom")
# The other codes stand for kin, carers and offices, and are kept as they are: no parent's.
KINDS = {"10": "mother", "20": "father"}
# In older files 1 and 2 are the two who are responsible in law and 0 is a contact; in newer ones 2
# may be who only looks after the pupil, and 3 a contact.
LEGAL = {"1": "yes", "2": "yes", "0": "no"}
LEVELS = {"1": "yes", "2": "unknown", "3": "no", "0": "no"}


def fits(package: Package) -> bool:
    parents = package.has("personnes", "PERSONNE_ID") and package.get("responsables") is not None
    return parents or package.has("eleves", "ELEVE_ID")


def read(package: Package, options: Options) -> Table:
    parents, pupils = package.get("personnes"), package.get("eleves")
    if options.profile == Profile.PARENT and parents is not None:
        return _parents(package, parents, options)
    if options.profile == Profile.PUPIL and pupils is not None:
        return _pupils(package, pupils)
    raise refuse_profile(LABEL, options.profile)


def _parents(package: Package, table: Table, options: Options) -> Table:
    people = pick(
        table,
        sync_key="personne_id",
        given_name="prenom",
        family_name=NAME,
        email="mel",
        phone=("tel_portable", "tel_personnel"),
        at="adresse_id",
    )
    where = pick(
        package.get("adresses"),
        at="adresse_id",
        street="ligne1_adresse",
        postal_code="code_postal",
        city=("libelle_postal", "commune_etrangere"),
    )
    where = where.drop("row", "told").drop_nulls("at").unique("at", keep="none")
    people = people.join(where, on="at", how="left", maintain_order="left")
    said = pick(
        package.get("responsables"),
        value="eleve_id",
        sync_key="personne_id",
        kind="code_parente",
        legal="resp_legal",
        level="niveau_responsabilite",
    )
    beside = told(said, file="responsables")
    said = said.rename({"row": "at"}).with_columns(
        pl.col("kind").replace(KINDS),
        claim=pl.when(pl.col("legal").is_not_null())
        .then(pl.col("legal").replace_strict(LEGAL, default="unknown", return_dtype=pl.String))
        .when(pl.col("level").is_not_null())
        .then(pl.col("level").replace_strict(LEVELS, default="unknown", return_dtype=pl.String))
        .otherwise(pl.lit("unknown")),
    )
    rights = rights_columns.of_rows(package.get("responsables"), options).rename({"row": "at"})
    said = rights_columns.lay(said, rights, "at")
    placed = said.join(people.select("row", "sync_key"), on="sync_key", how="left")
    dangling = placed.filter(pl.col("row").is_null()).height
    notes: list[Note] = [("dangling-agents", {"count": dangling})] if dangling else []
    return build(
        package,
        table,
        people,
        PARENTS,
        links=links(placed.drop_nulls(["row", "value"])),
        child_heading="responsables: ELEVE_ID",
        notes=notes,
        found=beside,
        called=child_names.of_keys(_names(package.get("eleves"))),
    )


def _names(pupils: Table | None) -> pl.DataFrame:
    found = pick(pupils, value="eleve_id", given_name="prenom", family_name=NAME)
    return found.drop("row", "told")


def _pupils(package: Package, table: Table) -> Table:
    people = pick(
        table,
        sync_key="eleve_id",
        given_name="prenom",
        family_name=NAME,
        birth_date="date_naiss",
        left="date_sortie",
    ).with_columns(birth_date=day("birth_date"), left=day("left"))
    seats = pick(
        package.get("structures"),
        sync_key=("eleves/eleve_id", "structures_eleve/eleve_id"),
        title="code_structure",
        type="type_structure",
    )
    rooms = seats.filter(pl.col("type").str.to_uppercase() == "D").drop("row", "told", "type")
    rooms = rooms.drop_nulls().unique("sync_key", keep="none")
    rooms = rooms.select("sync_key", as_name("title").alias("class"))
    people = people.join(rooms, on="sync_key", how="left", maintain_order="left")
    gone = (pl.col("left") < package.today.isoformat()).fill_null(value=False)
    return build(
        package,
        table,
        people.with_columns(holds=pl.when(gone).then(pl.lit(ENDED))),
        PUPILS,
        over=people.filter(gone)["row"],
    )
