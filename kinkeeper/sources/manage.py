"""Sets a source up, changes it, pauses it, removes it. Whoever saves it answers for it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import About
from kinkeeper.sources import locks, validate
from kinkeeper.sources.models import Source
from kinkeeper.sources.refusals import Refusal
from kinkeeper.sources.sealed_secret import sealed
from kinkeeper.sources.source_values import Wanted


@act()
def add(actor: Actor, wanted: Wanted, *, owner: Person | None, reach: Reach) -> Source:
    """The new source, due as its schedule says. Raises `Refusal`."""
    source = Source()
    _save(source, wanted, owner, reach, actor)
    _journal(actor, "source.added", source, kind=source.kind, trusted=source.trusted)
    return source


@act()
def change(
    actor: Actor, source: Source, wanted: Wanted, *, owner: Person | None, reach: Reach
) -> None:
    """Whoever changes a source becomes its owner, so that nobody bends what runs with another's
    rights. A run at work goes on as it began. Raises `Refusal`."""
    _save(source, wanted, owner, reach, actor)
    _journal(actor, "source.changed", source, kind=source.kind, trusted=source.trusted)


@act()
def pause(actor: Actor, source: Source) -> None:
    """A run at work ends; no other begins."""
    paused = Source.objects.filter(pk=source.pk, paused_at=None).update(
        paused_at=Now(), paused_by_name=actor.name[:300]
    )
    if paused:
        _journal(actor, "source.paused", source)


@act()
def resume(actor: Actor, source: Source) -> None:
    resumed = Source.objects.filter(pk=source.pk, paused_at__isnull=False).update(
        paused_at=None, paused_by_name=""
    )
    if resumed:
        _journal(actor, "source.resumed", source)


@act()
def remove(actor: Actor, source: Source) -> None:
    """The source, its secret and its runs go; its imports stay, a waiting plan among them. Raises
    `locks.Busy` while a process is at it."""
    locks.claim(source.pk)
    _journal(actor, "source.removed", source)
    source.delete()


def _save(source: Source, wanted: Wanted, owner: Person | None, reach: Reach, actor: Actor) -> None:
    wanted = validate.tidied(wanted)
    validate.fits(wanted, source, reach)
    values: Mapping[str, Any] = {
        name: getattr(wanted, name)
        for name in (
            *("name", "kind", "address", "organisation", "take", "username", "host_key"),
            *("every_minutes", "daily_at"),
        )
    }
    for name, value in values.items():
        setattr(source, name, value)
    source.trusted = sorted(set(wanted.trusted))
    source.profile = wanted.options.profile
    if wanted.secret is not None:
        source.sealed_secret = sealed(wanted.secret)
    source.owner_id = owner.pk if owner is not None else None
    source.owner_name = actor.name[:300]
    source.reach = reach.kept()
    source.options = wanted.options.as_json()
    try:
        with act():
            source.save()
            options = replace(wanted.options, series=source.series)
            if options.about != About.PEOPLE:  # records go on where those imported by hand end
                options = replace(options, records_series=wanted.options.series_of_records)
            Source.objects.filter(pk=source.pk).update(options=options.as_json(), changed_at=Now())
    except IntegrityError as error:
        if "source_name_unique" not in str(error):
            raise
        raise Refusal("name", _("There is already a source with this name here.")) from error
    source.refresh_from_db()


def _journal(actor: Actor, action: str, source: Source, **more: object) -> None:
    """Neither the address nor anything secret: an address may carry a token."""
    record(
        actor,
        action,
        organisation_id=source.organisation_id,
        data={"name": source.name, **more},
    )
