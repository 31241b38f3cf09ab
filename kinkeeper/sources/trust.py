"""What in a plan needs a person, because the source is not trusted for it or a guard objects."""

from kinkeeper.intake.models import (
    Import,
    ImportState,
    PersonAct,
    PlannedPerson,
    RelationshipAct,
    RightsAct,
)
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.roster.plan.guards import Objection
from kinkeeper.roster.plan.people_section import PEOPLE
from kinkeeper.roster.plan.relationship_section import RELATIONSHIPS
from kinkeeper.roster.plan.rights_section import RIGHTS as PLANNED_RIGHTS
from kinkeeper.roster.records.pair_sections import CONSENTS
from kinkeeper.roster.records.section import RECORDS
from kinkeeper.roster.vocabulary import ConsentAct, RecordAct
from kinkeeper.sources.models import Source, TrustedAct

# What each act of a plan asks for.
PERSON_NEEDS: dict[str, TrustedAct | None] = {
    PersonAct.CREATE: TrustedAct.CREATE,
    PersonAct.UPDATE: TrustedAct.CHANGE,
    PersonAct.UNCHANGED: None,
    PersonAct.ASKED: None,
    PersonAct.REJECTED: None,
}
RELATIONSHIP_NEEDS: dict[str, TrustedAct | None] = {
    RelationshipAct.CREATE: TrustedAct.CONNECT,
    RelationshipAct.PROPOSE: TrustedAct.CONNECT,
    RelationshipAct.PENDING: TrustedAct.CONNECT,
    RelationshipAct.REDATE: TrustedAct.CONNECT,
    RelationshipAct.REWAIT: TrustedAct.CONNECT,
    RelationshipAct.REMOVE: TrustedAct.REMOVE,
    RelationshipAct.DROP: TrustedAct.REMOVE,
    RelationshipAct.UNWAIT: TrustedAct.REMOVE,
    RelationshipAct.WITHHOLD: None,
    RelationshipAct.EXISTING: None,
    RelationshipAct.WAITING: None,
    RelationshipAct.HELD_BACK: None,
    RelationshipAct.ASKED: None,
    RelationshipAct.REJECTED: None,
}
# Less to see is done by any source, as a file that withholds is.
RIGHTS_NEEDS: dict[str, TrustedAct | None] = {
    RightsAct.SET: TrustedAct.CONNECT,
    RightsAct.WIDEN: TrustedAct.CONNECT,
    RightsAct.NARROW: None,
    RightsAct.EXISTING: None,
}
RECORD_NEEDS: dict[str, TrustedAct | None] = {
    RecordAct.CREATE: TrustedAct.CREATE,
    RecordAct.CHANGE: TrustedAct.CHANGE,
    RecordAct.REMOVE: TrustedAct.REMOVE,
    RecordAct.UNCHANGED: None,
}
# No more than the rights is ever shown.
CONSENT_NEEDS: dict[str, TrustedAct | None] = {
    ConsentAct.SET: TrustedAct.CONNECT,
    ConsentAct.EXISTING: None,
    ConsentAct.DECIDED: None,
}
# By section; what does not stand here, or an act that does not, asks for a person.
NEEDS = {
    PEOPLE.name: PERSON_NEEDS,
    RELATIONSHIPS.name: RELATIONSHIP_NEEDS,
    PLANNED_RIGHTS.name: RIGHTS_NEEDS,
    CONSENTS.name: CONSENT_NEEDS,
    RECORDS.name: RECORD_NEEDS,
}
GUARD, PASSWORDS, TAKEN_BACK, OTHER = "guard", "passwords", "taken-back", "other"
RIGHTS = "rights"


def objections(roster_import: Import, source: Source, before: Import | None) -> list[str]:
    """Why the planned import must not be applied unattended, as acts and the words above; empty
    when it may. `before` is the import this source brought last.

    The stored lines are asked, not the counts: they are what will be done. Those of a whole school
    are its parts'.
    """
    parts = [roster_import, *Import.objects.filter(bundle=roster_import)]
    people = PlannedPerson.objects.filter(roster_import__in=parts)
    needed = {
        NEEDS.get(section.core.name, {}).get(act, OTHER)
        for part in parts
        for section in sections_of(part)
        for act in section.acts(part)
    }
    why = [
        act for act in (*TrustedAct.values, OTHER) if act in needed and act not in source.trusted
    ]
    reasons = {
        each["code"] for each in (roster_import.counts.get("guard") or {}).get("reasons", [])
    }
    if reasons - {Objection.UNREAD_RIGHTS}:
        why.append(GUARD)
    if Objection.UNREAD_RIGHTS in reasons:
        why.append(RIGHTS)  # K31: nobody has said that the column does not say no
    if people.filter(sealed_password__isnull=False).exclude(act=PersonAct.CREATE).exists():
        why.append(PASSWORDS)
    if before is not None and before.state == ImportState.UNDONE:
        why.append(TAKEN_BACK)
    return why
