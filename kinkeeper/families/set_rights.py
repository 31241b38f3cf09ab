"""What a parent may see of a child is set by hand, and taken back, with a reason (K16)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families.areas import in_order
from kinkeeper.families.days import ALWAYS, Days
from kinkeeper.families.refusals import BadDays, NothingSet, NotSeen
from kinkeeper.families.rights_models import RightsStatement, Standing
from kinkeeper.families.stated_rights import BY_HAND, MANUAL, statements
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.roster.fields import DAYS
from kinkeeper.roster.text.isolate import alone

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Given:
    """What a hand gives: areas, those of them that the parent only sees, and on which days. On all
    other days the parent sees nothing, or with `keeps_others` what a hand had given there, or else
    the school's default."""

    areas: Collection[str]
    sees_only: Collection[str] = ()
    days: Days = ALWAYS
    keeps_others: bool = False
    standing: str = Standing.NOT_STATED


@act()
def set_rights(
    actor: Actor, parent: Person, child: Person, given: Given, *, reason: str
) -> list[RightsStatement]:
    """All that hands have said of the two, afterwards. What files say goes on counting. It may be
    set before the two are connected.

    Raises `ReasonMissing`, `BadDays`, `NotSeen`, `NotAPupil`, `NotAnAdult`, `SamePerson`,
    `OwnFamily`, `MergedAway`.
    """
    why = relationships.reasoned(reason)
    relationships.fit(parent, child)
    relationships.not_oneself(actor, parent)
    _possible(given)
    relationships.lock_people(parent, child)
    before = list(statements(parent, child).filter(source__in=BY_HAND))
    voices = {_voice(each) for each in before} if given.keeps_others else set()
    others = {_of(each) for each in before} | {(parent.pk, child.pk)}
    made = []
    for source, of_parent, of_child in sorted(voices | {(MANUAL, *of) for of in others}):
        said = statement(
            parent.pk,
            child.pk,
            of_parent,
            of_child,
            areas=in_order(given.areas),
            sees_only=in_order(given.sees_only),
            starts_on=given.days.starts_on,
            ends_on=given.days.ends_on,
            standing=given.standing,
            reason=why,
            made_by=actor.person_id,
            made_by_name=actor.name,
        )
        said.source = source
        made.append(said)
        if given.keeps_others:
            mine = [each for each in before if _voice(each) == _voice(said)]
            unsaid = statement(parent.pk, child.pk, of_parent, of_child)
            made += without(mine or [unsaid], given.days)
    _end(actor, before)
    RightsStatement.objects.bulk_create(made)
    told: dict[str, object] = {
        "areas": in_order(given.areas),
        "sees_only": in_order(given.sees_only),
        "reason": why,
    }
    days = {"from": given.days.starts_on, "until": given.days.ends_on}
    told |= {name: day.isoformat() for name, day in days.items() if day}
    record(actor, "rights.set", person_id=parent.pk, child_id=child.pk, data=told)
    return list(statements(parent, child).filter(source__in=BY_HAND))


@act()
def forget(actor: Actor, parent: Person, child: Person, *, reason: str) -> None:
    """Hands have said nothing any more: what files say holds, or the school's default. Raises
    `NothingSet`, `ReasonMissing`, `OwnFamily`, `MergedAway`."""
    why = relationships.reasoned(reason)
    relationships.not_oneself(actor, parent)
    relationships.lock_people(parent, child)
    before = list(statements(parent, child).filter(source__in=BY_HAND))
    if not before:
        raise NothingSet(
            _("Nothing has been set for %(parent)s and %(child)s. The school’s default applies.")
            % {"parent": alone(parent.full_name), "child": alone(child.full_name)}
        )
    _end(actor, before)
    record(actor, "rights.forgotten", person_id=parent.pk, child_id=child.pk, data={"reason": why})


def without(stated: Iterable[RightsStatement], days: Days) -> list[RightsStatement]:
    """What of these falls on other days, as new rows that say who had said it."""
    found = []
    for each in stated:
        if days.starts_on and days.starts_on > date.min:
            last = _earlier(each.ends_on, days.starts_on - DAY)
            found.append(copied(each, Days(each.starts_on, last)))
        if days.ends_on and days.ends_on < date.max:
            first = _later(each.starts_on, days.ends_on + DAY)
            found.append(copied(each, Days(first, each.ends_on)))
    return [each for each in found if not _empty(each.days)]


def copied(said: RightsStatement, days: Days) -> RightsStatement:
    """The same, on these days, as a row that is not stored yet."""
    values = {
        column.attname: getattr(said, column.attname)
        for column in RightsStatement._meta.concrete_fields
        if column.name not in {"id", *DAYS}
    }
    return RightsStatement(**values, starts_on=days.starts_on, ends_on=days.ends_on)


def statement(
    parent: int, child: int, of_parent: int, of_child: int, **values: object
) -> RightsStatement:
    """What a hand says, by internal IDs, not stored yet; without `areas` it is the default."""
    return RightsStatement(
        parent_id=parent,
        child_id=child,
        of_parent=of_parent,
        of_child=of_child,
        source=MANUAL,
        **{"sees_only": [], **values},
    )


def _voice(said: RightsStatement) -> tuple[str, int, int]:
    return (said.source, *_of(said))


def _of(said: RightsStatement) -> tuple[int, int]:
    return (said.of_parent, said.of_child)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _empty(days: Days) -> bool:
    return bool(days.starts_on and days.ends_on and days.ends_on < days.starts_on)


def _possible(given: Given) -> None:
    if _empty(given.days):
        raise BadDays(_("The last day is before the first day. Correct one of them."))
    unseen = set(given.sees_only) - set(given.areas)
    if unseen:
        raise NotSeen(
            _("To only see an area, the parent must see it. Add: %s.") % ", ".join(in_order(unseen))
        )


def _end(actor: Actor, stated: Iterable[RightsStatement]) -> None:
    RightsStatement.objects.filter(pk__in=[each.pk for each in stated]).update(
        ended_at=Now(), ended_by=actor.person_id, ended_by_name=actor.name
    )
