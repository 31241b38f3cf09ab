"""What in a plan needs a person, because the source is not trusted for it or a guard objects."""

from kinkeeper.intake.models import Import, PairAct, PersonAct, PlannedPair, PlannedPerson, State
from kinkeeper.roster.plan.guards import UNREAD_RIGHTS
from kinkeeper.sources.models import Act, Source

# What each act of a plan asks for; an act that does not stand here asks for a person.
NEEDS: dict[str, Act | None] = {
    PersonAct.CREATE: Act.CREATE,
    PersonAct.UPDATE: Act.CHANGE,
    PersonAct.UNCHANGED: None,
    PersonAct.ASKED: None,
    PersonAct.REJECTED: None,
}
PAIR_NEEDS: dict[str, Act | None] = {
    PairAct.CREATE: Act.CONNECT,
    PairAct.PROPOSE: Act.CONNECT,
    PairAct.PENDING: Act.CONNECT,
    PairAct.REDATE: Act.CONNECT,
    PairAct.REWAIT: Act.CONNECT,
    PairAct.REMOVE: Act.REMOVE,
    PairAct.DROP: Act.REMOVE,
    PairAct.UNWAIT: Act.REMOVE,
    PairAct.WITHHOLD: None,
    PairAct.EXISTING: None,
    PairAct.WAITING: None,
    PairAct.HELD_BACK: None,
    PairAct.ASKED: None,
    PairAct.REJECTED: None,
}
GUARD, PASSWORDS, TAKEN_BACK, OTHER = "guard", "passwords", "taken-back", "other"
RIGHTS = "rights"


def objections(roster: Import, source: Source, before: Import | None) -> list[str]:
    """Why the planned import must not be applied unattended, as acts and the words above; empty
    when it may. `before` is the import this source brought last.

    The stored lines are asked, not the counts: they are what will be done.
    """
    people = PlannedPerson.objects.filter(roster=roster)
    pairs = PlannedPair.objects.filter(roster=roster)
    needed = {_need(NEEDS, act) for act in people.values_list("act", flat=True).distinct()}
    needed |= {_need(PAIR_NEEDS, act) for act in pairs.values_list("act", flat=True).distinct()}
    why = [act for act in (*Act.values, OTHER) if act in needed and act not in source.trusted]
    reasons = {each["code"] for each in (roster.counts.get("guard") or {}).get("reasons", [])}
    if reasons - {UNREAD_RIGHTS}:
        why.append(GUARD)
    if UNREAD_RIGHTS in reasons:
        why.append(RIGHTS)  # K31: nobody has said that the column does not say no
    if people.filter(sealed_password__isnull=False).exclude(act=PersonAct.CREATE).exists():
        why.append(PASSWORDS)
    if before is not None and before.state == State.UNDONE:
        why.append(TAKEN_BACK)
    return why


def _need(table: dict[str, Act | None], act: str) -> str | None:
    return table.get(act, OTHER)
