"""The sections of a plan about rights and consents with days. They are decided by `plan_pairs`."""

from kinkeeper.roster.plan.rights_section import RightsSection
from kinkeeper.roster.plan.section import Case, Decided, Decisions
from kinkeeper.roster.vocabulary import ConsentAct


class DatedRightsSection(RightsSection):
    """Counted as rights are."""

    def decide(self, case: Case, earlier: Decisions) -> Decided:
        raise TypeError("rights with days are planned by records.plan_pairs")


class ConsentsSection:
    name = "consents"
    counted = tuple(ConsentAct)
    moving = (ConsentAct.SET,)

    def decide(self, case: Case, earlier: Decisions) -> Decided:
        raise TypeError("consents are planned by records.plan_pairs")


DATED_RIGHTS = DatedRightsSection()
CONSENTS = ConsentsSection()
