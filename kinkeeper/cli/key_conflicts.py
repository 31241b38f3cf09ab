"""Whom a key moves or connects, in words for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Person
from kinkeeper.readings import key_conflicts
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone


def told(viewer: Viewer, refusal: Refusal, values: Mapping[str, Any]) -> str:
    """What the refusal of a key that leads to another pupil says besides; empty for others."""
    led = None
    if refusal.code == "key-led-elsewhere":
        led = key_conflicts.whom_it_would_move(viewer, str(values.get("sync_key") or ""))
    if led is None:
        return ""
    come = f"These parents move with it: {_names(led.parents)}."
    return f" {come if led.parents else 'No parents move with it.'} To move it: --move-key REASON"


def waiting(viewer: Viewer, person: Person, values: Mapping[str, Any]) -> str:
    """The names of the parents whom the new key or username will connect; asked before."""
    key, username = (str(values.get(name) or "") for name in ("sync_key", "username"))
    found = key_conflicts.who_waits(viewer, person, key=key, username=username)
    return "" if found is None else _names(found.parents)


def _names(people: Sequence[Person]) -> str:
    return ", ".join(alone(person.full_name) for person in people)
