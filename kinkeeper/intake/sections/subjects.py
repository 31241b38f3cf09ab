"""What an import is about decides which sections its plan has, and in which order.

A later section may rest on earlier ones: it is decided, checked and written after them, and taken
back before them.
"""

from collections.abc import Mapping

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.consents.section import ConsentsInDatabase
from kinkeeper.intake.sections.dated_rights.section import DatedRightsInDatabase
from kinkeeper.intake.sections.people.section import PeopleInDatabase
from kinkeeper.intake.sections.records.section import RecordsInDatabase
from kinkeeper.intake.sections.relationships.section import RelationshipsInDatabase
from kinkeeper.intake.sections.rights.section import RightsInDatabase
from kinkeeper.intake.sections.section import Section
from kinkeeper.roster.vocabulary import About

SECTIONS: Mapping[About, tuple[Section, ...]] = {
    About.PEOPLE: (PeopleInDatabase(), RelationshipsInDatabase(), RightsInDatabase()),
    About.RECORDS: (RecordsInDatabase(),),
    About.RIGHTS: (DatedRightsInDatabase(), ConsentsInDatabase()),
    # Those of its parts: what a whole school's import is about is planned and written there.
    About.EVERYTHING: (
        PeopleInDatabase(),
        RelationshipsInDatabase(),
        RightsInDatabase(),
        ConsentsInDatabase(),
        RecordsInDatabase(),
    ),
}


def sections_of(roster_import: Import) -> tuple[Section, ...]:
    return SECTIONS[About(roster_import.about)]
