"""How often a parent is told of what: what the parent chose, else what the school says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models.functions import Now

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.notifications import readers
from kinkeeper.notifications.models import Choice, Kind, Pace, Reader
from kinkeeper.notifications.news import News
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.own_settings import Contacts, contacts
from kinkeeper.people.models import Person

type Chosen = Mapping[tuple[int, str], str]

# From the least to the most: with two children the more frequent choice tells of both.
ORDER = (Pace.NEVER, Pace.WEEKLY, Pace.DAILY, Pace.AT_ONCE)

# What somebody waits for an answer to, or comes for.
AT_ONCE = (Kind.ANSWERS, Kind.MESSAGES, Kind.MEETINGS)


@dataclass(frozen=True)
class Paces:
    """What holds for one parent. `chosen`: (child, kind) -> pace."""

    chosen: Chosen
    said: Contacts

    def of(self, child: int, kind: str, path: str) -> Pace:
        """`path`: the school's, or of all places of the child."""
        own = self.chosen.get((child, kind))
        return Pace(own) if own else default(self.said, kind, path)

    def of_news(self, news: News) -> Pace:
        """The most frequent of its children's; never where the school sends none."""
        if self.said.one(news.path, "notifications") != "on":
            return Pace.NEVER
        paces = (self.of(child, news.kind, news.path) for child in news.children)
        return max(paces, key=ORDER.index)

    def children_of(self, news: News) -> tuple[int, ...]:
        """Those of its children of whom the parent wants to be told of it at all."""
        return tuple(
            child for child in news.children if self.of(child, news.kind, news.path) != Pace.NEVER
        )


def default(said: Contacts, kind: str, path: str) -> Pace:
    return Pace.AT_ONCE if kind in AT_ONCE else Pace(said.one(path, "notify_rest"))


def paces_of(person_id: int) -> Paces:
    found = Choice.objects.filter(person=person_id)
    chosen = {
        (child, kind): pace for child, kind, pace in found.values_list("child", "kind", "pace")
    }
    return Paces(chosen, contacts())


@act()
def choose(
    actor: Actor,
    person: Person,
    wanted: Chosen,
    children: Collection[int],
    *,
    quiet: tuple[str, str],
    stopped: bool,
) -> None:
    """Takes what the parent chose for these own children, by (child, kind). What was told never and
    is from now on is told from now on: nothing from before comes after."""
    reader = readers.of(person)
    before = paces_of(person.pk)
    if reader.stopped_at is None:
        readers.settle(reader, moment(), lambda news: before.of_news(news) == Pace.NEVER)
    else:
        readers.settle(reader, moment(), lambda _news: True)
    rows = [
        Choice(person=person, child_id=child, kind=kind, pace=pace)
        for (child, kind), pace in wanted.items()
        if child in children
    ]
    Choice.objects.filter(person=person, child__in=list(children)).delete()
    Choice.objects.bulk_create(rows)
    kept = reader.stopped_at or Now()
    Reader.objects.filter(pk=reader.pk).update(
        quiet_from=quiet[0],
        quiet_until=quiet[1],
        stopped_at=kept if stopped else None,
        wait_until=None,
    )
    record(actor, "notifications.changed", person_id=person.pk, data={"stopped": stopped})
