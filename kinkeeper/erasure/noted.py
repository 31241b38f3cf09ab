"""Who was erased, noted on this machine outside the database: a backup that is restored has them
again, and does not know it. Numbers and times alone."""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Merge, Person

LINE = re.compile(r"(\S+) ([0-9]{1,18}(?:,[0-9]{1,18})*)")
log = logging.getLogger(__name__)


def file() -> Path:
    """A line for each erasure: when, and the internal IDs. Only ever added to."""
    return Path(settings.HOME) / "erased"


def note(people: Sequence[int]) -> None:
    """Once the erasure is committed. Where the file cannot be written, the log says so."""
    transaction.on_commit(lambda: _write(people))


def _write(people: Sequence[int]) -> None:
    try:
        with file().open("a", encoding="ascii") as lines:
            lines.write(f"{timezone.now().isoformat()} {','.join(map(str, people))}\n")
    except OSError as error:
        log.warning("%s could not be written (%s)", file(), error)


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


@whole_site()
def back() -> list[Person]:
    """Of those who were noted, whoever is here again, without accounts that were merged away: they
    go with the other. After a restore numbers may be given a second time, so whoever is younger
    than the note is somebody else."""
    erased: dict[int, datetime] = {}
    for when, people in noted():
        erased |= dict.fromkeys(people, when)
    merged = Merge.objects.values("gone")
    here = Person.objects.filter(pk__in=erased).exclude(pk__in=merged).order_by("pk")
    return [person for person in here if person.created_at < erased[person.pk]]
