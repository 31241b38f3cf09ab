"""A roster comes in: its files are sealed away, an import is *received*."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kinkeeper.intake import locks
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare import store_plan
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.organisations.tree import Place
from kinkeeper.people.models import Person
from kinkeeper.roster.options import Options


class TooLarge(Exception):
    """The upload is over the limit; the text says which."""


class NotOpen(Exception):
    """The import is applied or ended; its file is no longer read."""


@act()
def receive(
    actor: Actor,
    *,
    reach: Reach,
    person: Person | None,
    files: Sequence[tuple[str, bytes]],
    place: Place,
    options: Options,
) -> Import:
    """The received import. `files` are (name, content); several are read as one roster. Raises
    `TooLarge`."""
    size = sum(len(data) for _name, data in files)
    if size > settings.ROSTER_MAX_BYTES:
        limit = settings.ROSTER_MAX_BYTES // 1_000_000
        raise TooLarge(
            _("The upload is %(size)s MB; the limit is %(limit)s MB.")
            % {"size": f"{size / 1e6:.0f}", "limit": limit}
        )
    roster_import = Import.objects.create(
        about=options.about,
        profile=options.profile,
        organisation=place.organisation,
        place=place.path,
        series=options.series,
        options=options.as_json(),
        file_names=[shown_name(name) for name, _data in files],
        made_by=person,
        made_by_name=actor.name[:300],
        origin=actor.origin[:200],
        reach=reach.kept(),
    )
    roster_import.refresh_from_db()
    storage.forget_old()
    storage.put(roster_import, [data for _name, data in files])
    record(
        actor,
        "import.received",
        import_id=roster_import.pk,
        organisation_id=place.organisation.pk,
        data={"files": roster_import.file_names, "profile": options.profile},
    )
    return roster_import


@act()
def change_options(roster_import: Import, options: Options) -> None:
    """Another reading of the same upload; a plan made of it is thrown away. Raises `locks.Busy`
    while a process is at it, and `NotOpen` once it is applied or ended."""
    _change(roster_import, options=options.as_json(), series=options.series)


@act()
def change_place(roster_import: Import, profile: str, place: Place) -> None:
    """Another profile or organisation for the same upload. What was said stays, but for another
    profile what columns are: they say it of somebody else (K37). Raises as `change_options`."""
    options = Options.from_json(roster_import.options)
    if profile != options.profile:
        options = replace(options, profile=profile, mapping={}, child_column=None)
    _change(
        roster_import,
        options=options.as_json(),
        profile=profile,
        organisation=place.organisation,
        place=place.path,
    )


def _change(roster_import: Import, **fields: Any) -> None:
    locks.claim(roster_import.pk)
    changed = Import.objects.filter(
        pk=roster_import.pk, state__in=[ImportState.RECEIVED, ImportState.PLANNED]
    ).update(state=ImportState.RECEIVED, counts={}, planned_at=None, **fields)
    if not changed:
        raise NotOpen
    store_plan.clear(roster_import)
    roster_import.refresh_from_db()


def shown_name(name: str) -> str:
    """A file's own name without folders and without what could mislead a reader."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(char for char in last if char.isprintable())
    return plain.strip(". ")[:255] or "file"
