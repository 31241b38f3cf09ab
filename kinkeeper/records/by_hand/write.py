"""Entries by hand are made, changed and withdrawn; what they say is checked by their kind."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.models import Attendance, Group, Result, School
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.vocabulary import ENTRY

# What is about single pupils, as the journal calls it.
NOUNS = {
    "attendance": "mark", "remarks": "remark", "results": "result", "documents": "document",
    "learning_plans": "learning-plan",
}  # fmt: skip

type Values = Mapping[str, Any]


@dataclass(frozen=True)
class Audience:
    """Classes and groups of a school; none: the whole school."""

    school: School
    groups: Sequence[Group] = ()


def table_of(kind: Kind) -> type[Sourced]:
    """The model of its records."""
    models = apps.get_app_config("records").get_models()
    return next(
        each for each in models if issubclass(each, Sourced) and each._meta.db_table == kind.table
    )


@act()
def enter(actor: Actor, token: str, kind: Kind, whom: Audience, said: Values) -> HandEntry:
    """A record for each of the groups, or without any one for the whole school. `said`: columns of
    the kind. The same form sent twice is one entry. Raises `Refusal` where the token is another's,
    or said something else.
    """
    entry, new = begin(actor, token, kind, whom)
    if not new:
        of_it = table_of(kind)._default_manager.filter(series=BY_HAND, source=entry.source)
        there = (entry.school_id, set(entry.groups))
        if there != (whom.school.pk, {group.pk for group in whom.groups}):
            raise sent_already()
        return the_same(entry, of_it, said)
    for number, group in enumerate(whom.groups or [None], start=1):
        key = f"{token}/{number}"
        own: dict[str, Any] = {"school": whom.school, "group": group}
        own |= {"number": key} if "number" in kind.names else {}
        stands = {"series": BY_HAND, "key": key, "source": entry.source}
        table_of(kind)(**stands, **own, **said).save(force_insert=True)
    tell(actor, "made", entry, said)
    return entry


def begin(actor: Actor, token: str, kind: Kind, whom: Audience) -> tuple[HandEntry, bool]:
    """The entry of this form, and whether it is new. Raises `Refusal`."""
    entry, new = HandEntry.objects.get_or_create(
        token=token,
        defaults={
            "kind": kind.name,
            "school": whom.school,
            "groups": [group.pk for group in whom.groups],
            "made_by": actor.person_id,
            "made_by_name": actor.name[:300],
        },
    )
    if not new and (entry.made_by, entry.kind) != (actor.person_id, kind.name):
        raise sent_already()
    return entry, new


def sent_already() -> Refusal:
    return Refusal("sent-already", _("This form was sent already. Open the page again."))


def the_same(entry: HandEntry, records: Iterable[Sourced], said: Values) -> HandEntry:
    """The entry of a form that came again, where its records say this still. Raises `Refusal`."""
    now = moment()
    there = [{name: getattr(each, name) for name in said} for each in records]
    if entry.withdrawn_at is not None or any(_meant(e, now) != _meant(said, now) for e in there):
        raise sent_already()
    return entry


def _meant(said: Values, now: datetime) -> Values:
    """To compare: each sending of "from now" has a moment of its own."""
    shown = said.get("published_at")
    if shown is None or shown > now:
        return said
    own = ("published_at", "published_on", "assigned_on")
    return {name: value for name, value in said.items() if name not in own}


@act()
def change(actor: Actor, entry: HandEntry, version: int, kind: Kind, said: Values) -> None:
    """All records of the entry say this now. Raises `Refusal` where it was changed or withdrawn
    since `version` was read."""
    found = unchanged(entry, version)
    now = moment()
    table_of(kind)._default_manager.filter(series=BY_HAND, source=found.source).update(**said)
    HandEntry.objects.filter(pk=found.pk).update(version=F("version") + 1, changed_at=now)
    tell(actor, "changed", found, said)


@act()
def withdraw(actor: Actor, entry: HandEntry, kind: Kind) -> None:
    """No parent sees it from now on, nor the results that were entered by hand on an assignment;
    those of files stay. Withdrawn already, nothing happens."""
    found = HandEntry.objects.select_for_update().get(pk=entry.pk)
    if found.withdrawn_at is not None:
        return
    now = moment()
    records: Any = table_of(kind)._default_manager.filter(series=BY_HAND, source=found.source)
    standing = list(records.filter(withdrawn_at=None))
    retire(standing, now)
    if kind.name == ASSIGNMENTS.name:
        _withdraw_results(actor, found, [each.pk for each in standing], now)
    HandEntry.objects.filter(pk=found.pk).update(withdrawn_at=now, version=F("version") + 1)
    of_pupils = [each for each in standing if getattr(each, "pupil_id", None)]
    if kind.name in NOUNS and (of_pupils or not standing):
        for each in of_pupils:
            tell_of_pupil(actor, f"{NOUNS[kind.name]}.withdrawn", each.pupil_id, found.school)
    else:
        title = standing[0].title if standing else ""
        tell(actor, "withdrawn", found, {"title": title})


def _withdraw_results(actor: Actor, entry: HandEntry, work: Sequence[int], now: datetime) -> None:
    School.objects.select_for_update().get(pk=entry.school_id)  # no results are entered meanwhile
    by_hand = Result.objects.filter(series=BY_HAND, assignment__in=work, withdrawn_at=None)
    results = list(by_hand.select_related("assignment").order_by("pk"))
    numbers = {int(each.source.removeprefix(ENTRY)) for each in results}
    of_them = HandEntry.objects.filter(pk__in=numbers, withdrawn_at=None)
    of_them.update(withdrawn_at=now, version=F("version") + 1)
    retire(results, now)
    for each in results:
        data = {"title": each.assignment.title[:200]}
        tell_of_pupil(actor, "result.withdrawn", each.pupil_id, entry.school, data)


def retire(records: Iterable[Any], now: datetime) -> None:
    """No parent sees them any more. Their keys are free for what is entered next, of marks and
    results; a notice keeps its key, because its answers name it."""
    for each in records:
        each.withdrawn_at = now
        if isinstance(each, Attendance | Result):
            each.key = f"{each.key}#{each.pk}"
        each.save(update_fields=["withdrawn_at", "key"])


def unchanged(entry: HandEntry, version: int) -> HandEntry:
    """The entry, locked, as it was read. Raises `Refusal`."""
    found = HandEntry.objects.select_for_update().get(pk=entry.pk)
    if found.withdrawn_at is not None:
        raise withdrawn_meanwhile()
    if found.version != version:
        raise Refusal(
            "changed-since",
            _(
                "Someone else changed this meanwhile. What stands there now is shown above; what "
                "you typed is kept below. Compare the two, then send again."
            ),
        )
    return found


def withdrawn_meanwhile() -> Refusal:
    return Refusal(
        "withdrawn", _("This was withdrawn meanwhile. Enter it again if parents should see it.")
    )


def tell_of_pupil(
    actor: Actor, action: str, pupil: int, school: School, said: Values | None = None
) -> None:
    """In the journal, of one pupil (internal ID): a line of this school, which no other reads."""
    where = school.organisation_id
    record(actor, action, child_id=pupil, organisation_id=where, data=said)


def tell(actor: Actor, done: str, entry: HandEntry, said: Values) -> None:
    record(
        actor,
        f"entry.{done}",
        organisation_id=entry.school.organisation_id,
        data={"records": entry.kind, "title": said["title"][:200], "for": named(entry)},
    )


def named(entry: HandEntry) -> str:
    """For whom it is."""
    return ", ".join(titles(entry.groups)) or entry.school.name


def titles(groups: Collection[int]) -> list[str]:
    found = Group.objects.filter(pk__in=groups).order_by("title", "pk")
    return list(found.values_list("title", flat=True))
