"""Who was erased, noted on this machine outside the database: a backup that is restored has them
again, and does not know it. Numbers and times alone."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kinkeeper.lib.asking import whole_site
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.models import Merge, Person

LINE = re.compile(r"(\S+) ([0-9]{1,18}(?:,[0-9]{1,18})*)")
log = logging.getLogger(__name__)


def file() -> Path:
    """A line for each erasure: when, and the internal IDs. Only ever added to."""
    return Path(settings.HOME) / "erased"


def note(people: Sequence[int]) -> None:
    """Once the erasure is committed. Where the file cannot be written, the log says so."""
    transaction.on_commit(lambda: _write(people))


def _write(people: Sequence[int], when: datetime | None = None) -> None:
    try:
        with file().open("a", encoding="ascii") as lines:
            at = (when or timezone.now()).isoformat()
            lines.write(f"{at} {','.join(map(str, people))}\n")
    except OSError as error:
        log.warning("%s could not be written (%s)", file(), error)


def complete() -> None:
    """Notes what a process did not come to: killed after the commit, or without room on the disk.
    Each machine notes what another has done."""
    known = {number for _when, people in noted() for number in people}
    done = Erasure.objects.exclude(done_at=None).order_by("pk")
    for people, when in done.values_list("people", "done_at"):
        if not known.issuperset(people):
            _write(people, when)


def noted() -> Iterator[tuple[datetime, list[int]]]:
    """What was noted on this machine, if anything. A damaged line notes nothing, and the log says
    so."""
    if not file().exists():
        return
    for at, line in enumerate(file().read_text("ascii", "replace").splitlines(), start=1):
        found = LINE.fullmatch(line)
        try:
            when = datetime.fromisoformat(found[1]) if found else None
        except ValueError:
            when = None
        if found is None or when is None or when.tzinfo is None:
            log.warning("%s: line %s notes nothing and was passed over", file(), at)
        else:
            yield when, [int(number) for number in found[2].split(",")]


@dataclass(frozen=True)
class Back:
    """`people` can be erased again. `entangled`: whoever cannot, by internal ID, with the accounts
    that are one with them now, and were not erased: the backup is of before an unmerge."""

    people: list[Person]
    entangled: dict[int, list[int]]


@whole_site()
def back() -> Back:
    """Of those who were noted, whoever is here again, without accounts that were merged away: they
    go with the other. After a restore numbers may be given a second time, so whoever is younger
    than the note is somebody else."""
    erased: dict[int, datetime] = {}
    for when, people in noted():
        erased |= dict.fromkeys(people, when)
    here = [
        person
        for person in Person.objects.filter(pk__in=erased).order_by("pk")
        if person.created_at < erased[person.pk]
    ]
    numbers = {person.pk for person in here}
    entangled: dict[int, list[int]] = {}
    merged = Merge.objects.filter(Q(gone__in=numbers) | Q(leads_to__in=numbers)).order_by("pk")
    for gone, kept in merged.values_list("gone", "leads_to"):
        for one, other in ((gone, kept), (kept, gone)):
            if one in numbers and other not in numbers:
                entangled.setdefault(one, []).append(other)
    away = {gone for gone, _kept in merged.values_list("gone", "leads_to")}
    free = [each for each in here if each.pk not in entangled and each.pk not in away]
    return Back(free, entangled)
