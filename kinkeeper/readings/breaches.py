"""The register of breaches, for who runs the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import make_aware

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.breaches.clock import Clock, clock
from kinkeeper.breaches.models import Breach, Risk
from kinkeeper.journal.models import VIEWED, Entry
from kinkeeper.people.models import Person
from kinkeeper.people.references import by_reference
from kinkeeper.readings import looks

# Lines of one person's looks that are gone through.
LATELY = 20_000
LISTED = 500


@dataclass(frozen=True)
class Listed:
    """`clock` is None where the authority need not be told."""

    breach: Breach
    clock: Clock | None


@dataclass(frozen=True)
class Seen:
    """Whom somebody looked at: those who can be named, and how many there are in all."""

    by: Person | None
    pupils: Sequence[Person]
    count: int


def register(viewer: Viewer) -> QuerySet[Breach]:
    return Breach.objects.all() if may(viewer, Verb.SETTINGS_CHANGE) else Breach.objects.none()


def listed(viewer: Viewer) -> list[Listed]:
    """The latest first."""
    return [Listed(each, of(each)) for each in register(viewer)[:LISTED]]


def of(breach: Breach) -> Clock | None:
    if breach.risk == Risk.UNLIKELY and breach.authority_told_at is None:
        return None
    return clock(breach.noticed_at, breach.authority_told_at, timezone.now())


def open_ones(viewer: Viewer) -> int:
    """Of which the authority has not been told, nor need it not be."""
    return register(viewer).filter(authority_told_at=None).exclude(risk=Risk.UNLIKELY).count()


def meant(viewer: Viewer, reference: str) -> Person | None:
    """Whom the form names. Raises `BadReference`, `NoReference`."""
    return scopes.people(viewer).filter(by_reference(reference)).first()


def named(viewer: Viewer, breach: Breach) -> dict[str, Person]:
    """The parent and the child of a draft, and whose looks are listed, as far as the viewer may
    see them."""
    numbers = {name: getattr(breach, name) for name in ("parent_id", "child_id", "seen_by")}
    people = scopes.people(viewer).in_bulk([number for number in numbers.values() if number])
    looks.shows(viewer, *people.values())
    return {name: people[number] for name, number in numbers.items() if number in people}


def seen(viewer: Viewer, breach: Breach) -> Seen | None:
    """The pupils whom this person saw on these days, as the journal has them (R-076)."""
    if breach.seen_by is None or breach.seen_from is None or breach.seen_until is None:
        return None
    lines = Entry.objects.filter(
        actor_id=breach.seen_by,
        action=VIEWED,
        at__gte=_midnight(breach.seen_from),
        at__lt=_midnight(breach.seen_until + timedelta(days=1)),
    )
    numbers: set[int] = set()
    for child, children in lines.order_by("-pk").values_list("child_id", "children")[:LATELY]:
        numbers.update(n for n in (child, *children) if n is not None)
    shown = list(scopes.people(viewer).filter(pk__in=numbers).order_by("family_name", "given_name"))
    looks.shows(viewer, *shown)
    return Seen(scopes.people(viewer).filter(pk=breach.seen_by).first(), shown, len(numbers))


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
