"""The register of breaches on the command line (R-076)."""

import argparse
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.breaches import keep, rules
from kinkeeper.breaches.models import Breach, Risk
from kinkeeper.cli import actor
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.times import as_read, day, moment
from kinkeeper.people.references import BadReference, NoReference
from kinkeeper.readings import breaches

TEXTS = ("happened", "concerned", "effects", "measures", "why")
UNJUDGED = "unjudged"


def list_breaches(chosen: argparse.Namespace) -> int:
    found = breaches.listed(_keeper(chosen))
    if chosen.json:
        put_json([_document(each) for each in found])
        return Exit.DONE
    put_table(
        ["Breach", "Noticed", "Risk", "Authority told", "Hours left", "What happened"],
        [
            (
                each.breach.pk,
                as_read(each.breach.noticed_at.isoformat()),
                each.breach.get_risk_display(),
                as_read(_written(each.breach.authority_told_at)),
                _hours(each),
                each.breach.happened,
            )
            for each in found
        ],
    )
    return Exit.DONE


def show_breach(chosen: argparse.Namespace) -> int:
    viewer = _keeper(chosen)
    breach = _one(viewer, chosen.breach)
    found = breaches.Listed(breach, breaches.of(breach))
    seen = breaches.seen(viewer, breach)
    pupils = [each.pk for each in seen.pupils] if seen else []
    if chosen.json:
        put_json(_document(found) | {"pupils_seen": pupils})
        return Exit.DONE
    said = _document(found) | {"pupils_seen": ", ".join(f"id:{each}" for each in pupils)}
    put_table(["Field", "Value"], [(name, "" if v is None else v) for name, v in said.items()])
    return Exit.DONE


def add_breach(chosen: argparse.Namespace) -> int:
    viewer = _keeper(chosen)
    values = _said(viewer, chosen)
    _fit(values)
    made = keep.note(viewer.actor, values)
    _answer(chosen, made, f"Breach {made.pk} has been recorded.")
    return Exit.DONE


def note_breach(chosen: argparse.Namespace) -> int:
    """What is not named stays as it is."""
    viewer = _keeper(chosen)
    breach, values = _one(viewer, chosen.breach), _said(viewer, chosen)
    _fit({name: getattr(breach, name) for name in keep.FIELDS} | values)
    changed = keep.change(viewer.actor, breach, values)
    breach.refresh_from_db()
    _answer(chosen, breach, f"Changed: {', '.join(changed) or 'nothing'}.")
    return Exit.DONE


def _keeper(chosen: argparse.Namespace) -> Viewer:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    return viewer


def _one(viewer: Viewer, number: int) -> Breach:
    found = breaches.register(viewer).filter(pk=number).first()
    if found is None:
        raise Refused("no-breach", f"There is no breach {number}.")
    return found


def _said(viewer: Viewer, chosen: argparse.Namespace) -> dict[str, Any]:
    """Only what was typed."""
    said: dict[str, Any] = {name: getattr(chosen, name) for name in TEXTS}
    said |= {
        name: moment(f"--{name.replace('_', '-')}", getattr(chosen, name)) for name in rules.MOMENTS
    }
    said["people"] = chosen.people
    said |= {name: day(getattr(chosen, name)) for name in ("seen_from", "seen_until")}
    if chosen.risk is not None:
        said["risk"] = Risk.UNJUDGED if chosen.risk == UNJUDGED else Risk(chosen.risk)
    if chosen.seen_by is not None:
        said["seen_by"] = _looker(viewer, chosen.seen_by)
    return {name: value for name, value in said.items() if value is not None}


def _looker(viewer: Viewer, reference: str) -> int:
    try:
        found = breaches.meant(viewer, reference)
    except (BadReference, NoReference) as error:
        raise Refused("usage", str(error), Exit.USAGE) from error
    if found is None:
        raise Refused("no-such-person", f"{reference}: no one was found for this.")
    return int(found.pk)


def _fit(values: Mapping[str, Any]) -> None:
    for name, code, sentence in rules.wrong(values, timezone.now()):
        raise Refused(code, f"--{name.replace('_', '-')}: {sentence}")


def _answer(chosen: argparse.Namespace, breach: Breach, sentence: str) -> None:
    if chosen.json:
        put_json(_document(breaches.Listed(breach, breaches.of(breach))))
    else:
        put(sentence)


def _hours(listed: breaches.Listed) -> str:
    if listed.clock is None or listed.clock.told:
        return "–"
    return f"{listed.clock.hours} too late" if listed.clock.late else str(listed.clock.hours)


def _written(when: Any) -> str | None:
    return when.isoformat() if when else None


def _document(listed: breaches.Listed) -> dict[str, Any]:
    breach = listed.breach
    said: dict[str, Any] = {"breach": breach.pk, "beginning": breach.beginning}
    for name in keep.FIELDS:
        value = getattr(breach, name)
        said[name] = value.isoformat() if hasattr(value, "isoformat") else value
    clock = listed.clock
    return said | {
        "parent": breach.parent_id,
        "child": breach.child_id,
        "tell_until": _written(clock.ends_at) if clock else None,
        "late": bool(clock and clock.late),
    }
