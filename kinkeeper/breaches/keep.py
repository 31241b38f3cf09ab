"""Writes the register. Each change is a line of the journal with the names of the fields: what they
say is in the register alone."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from kinkeeper.breaches.models import Beginning, Breach
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act

# What somebody writes.
FIELDS = (
    *("noticed_at", "happened", "concerned", "people", "effects", "risk", "measures"),
    *("authority_told_at", "people_told_at", "why", "seen_by", "seen_from", "seen_until"),
)


@act()
def note(actor: Actor, values: Mapping[str, Any]) -> Breach:
    made = Breach.objects.create(**_said(values), **_by(actor))
    record(actor, "breach.recorded", data={"breach": made.pk})
    return made


@act()
def change(actor: Actor, breach: Breach, values: Mapping[str, Any]) -> list[str]:
    """Which fields changed."""
    kept = Breach.objects.select_for_update().get(pk=breach.pk)
    changed = {name: value for name, value in _said(values).items() if getattr(kept, name) != value}
    if changed:
        Breach.objects.filter(pk=kept.pk).update(**changed)
        fields = list(changed)
        record(actor, "breach.changed", data={"breach": kept.pk, "fields": fields})
    return list(changed)


@act()
def draft(actor: Actor, parent_id: int, child_id: int) -> Breach:
    """A parent said that a child is not theirs: what they saw may have been another family's. The
    parent is nobody who keeps the register."""
    made = Breach.objects.create(
        beginning=Beginning.NOT_MY_CHILD,
        noticed_at=timezone.now(),
        parent_id=parent_id,
        child_id=child_id,
        people=1,
    )
    record(actor, "breach.drafted", data={"breach": made.pk})
    return made


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS if name in values}


def _by(actor: Actor) -> dict[str, Any]:
    return {"made_by": actor.person_id, "made_by_name": actor.name[:300]}
