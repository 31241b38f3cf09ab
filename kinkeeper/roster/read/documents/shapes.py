"""Which documents are rosters, and which of their elements are records.

A record is an element, or an object of a list, that says something of one person, relationship or
seat. Everything inside it that is no record of its own becomes a cell; everything outside of all
records becomes a cell of the document's one row, so that nothing is passed over in silence (K31).
"""

from collections.abc import Mapping
from dataclasses import dataclass

# A path is the names of elements from the root on, with strokes between them; one that begins with
# a stroke begins at the root, any other may begin anywhere. In JSON each object of a list has the
# name of the list, and those of a list that is all there is are called `item`.
Path = str


@dataclass(frozen=True)
class Record:
    """`stem` names the table. `outer` are the headings of the record it stands in that its own row
    repeats, as *pupils/UPN*: whose it is."""

    stem: str
    outer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """`root`: the name of an XML root, without its namespace, or paths of which a JSON document has
    one."""

    root: tuple[str, ...]
    records: Mapping[Path, Record]

    def record_at(self, path: list[str]) -> Record | None:
        """Of the element at the end of a path; of several that fit the one told more closely."""
        fits = [each for each in self.records if _ends(path, each)]
        return self.records[max(fits, key=len)] if fits else None


def _ends(path: list[str], wanted: Path) -> bool:
    parts = wanted.split("/")
    if parts[0] == "":
        return path[1:] == parts[1:]
    return path[-len(parts) :] == parts


XML = (
    Shape(
        ("BEE_RESPONSABLES",),
        {
            "PERSONNES/PERSONNE": Record("personnes"),
            "RESPONSABLES/RESPONSABLE_ELEVE": Record("responsables"),
            "ADRESSES/ADRESSE": Record("adresses"),
        },
    ),
    Shape(
        ("BEE_ELEVES",),
        {
            "ELEVES/ELEVE": Record("eleves"),
            "STRUCTURES/STRUCTURES_ELEVE": Record("structures_eleve"),
            "STRUCTURES_ELEVE/STRUCTURE": Record("structures", ("ELEVE_ID",)),
            "ADRESSES/ADRESSE": Record("adresses_eleves"),
        },
    ),
    Shape(
        ("enterprise",),
        {
            "person": Record("persons"),
            "group": Record("groups"),
            "membership": Record("memberships"),
            "membership/member": Record("members", ("sourcedid/id",)),
            "member/role": Record("roles", ("sourcedid/id", "memberships/sourcedid/id")),
        },
    ),
    Shape(
        ("CTfile",),
        {
            "CTFpupilData/Pupil": Record("pupils"),
            "Contacts/Contact": Record("contacts", ("UPN",)),
        },
    ),
)
# A person of Schulconnex, as services are told and as source systems write.
WHO = ("pid", "person/id")
WHOSE = ("id", *(f"personen/{each}" for each in WHO))
JSON = (
    Shape(
        ("data/forename",),
        {
            "/data": Record("students"),
            "contacts/data": Record("contacts", ("id", "forename", "surname")),
            "classes/data": Record("classes", ("id",)),
        },
    ),
    Shape(
        ("item/personenkontexte", "data/personenkontexte", "personen/personenkontexte"),
        {
            "/item": Record("personen"),
            "/data": Record("personen"),
            "/personen": Record("personen"),
            "personenkontexte": Record("kontexte", WHO),
            "personenkontexte/gruppen": Record("gruppen", WHOSE),
            "personenkontexte/erreichbarkeiten": Record("erreichbarkeiten", WHOSE),
            "beziehungen/hat_als": Record("hat_als", WHOSE),
            "beziehungen/ist_von": Record("ist_von", WHOSE),
        },
    ),
)
