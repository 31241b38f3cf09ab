"""Exactly what a parent is shown, on the command line."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from kinkeeper.access.rules import Verb
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json
from kinkeeper.cli.times import moment
from kinkeeper.people.models import Person
from kinkeeper.readings import shown
from kinkeeper.roster.vocabulary import Area

ALL = "all"
SHOWN = (
    "today", "assignments", "results", "attendance", "remarks", "documents",
    "learning_plans", "events", "notices",
)  # fmt: skip


def show(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_SEE)
    parent = references.person(viewer, chosen.parent)
    child = references.person(viewer, chosen.child) if chosen.child else None
    found = shown.of_parent(viewer, parent, moment("--at", chosen.at) or timezone.now(), child)
    if child is not None and not found.children:
        raise Refused("not-connected", "This parent is not connected to this child.")
    document = as_document(found)
    if chosen.json:
        put_json(document)
    else:
        put(_told(document))
    return Exit.DONE


def as_document(found: shown.Shown) -> dict[str, Any]:
    """What is empty, zero or nothing is left out."""
    children = [
        {
            "child": _key(each.child),
            "state": each.state,
            "areas": ALL if len(each.areas) == len(Area) else list(each.areas),
            "assignments": sorted(work.key for work in each.assignments),
            "results": sorted(result.assignment.key for result in each.results),
            "attendance": sorted(
                f"{mark.day.isoformat()}|{mark.session}" for mark in each.attendance
            ),
            "remarks": sorted(remark.key for remark in each.remarks),
            "documents": sorted(each_document.key for each_document in each.documents),
            "learning_plans": sorted(plan.key for plan in each.learning_plans),
            "events": sorted(event.shown_key for event in each.events),
            "notices": sorted(notice.key for notice in each.notices),
            "today": [each_lesson.words for each_lesson in each.today],
            "absence": {
                excused: {"marks": absence.marks, "minutes": absence.minutes}
                for excused in ("yes", "no", "unknown")
                if (absence := each.absence.get(excused)) is not None
            },
            "subjects": {
                subject: {
                    "results": said.results,
                    "mean": None if said.mean is None else str(said.mean),
                }
                for subject, said in each.subjects.items()
            },
        }
        for each in found.children
    ]
    home = [
        {
            "kind": item.kind,
            "id": item.id,
            "when": item.when.isoformat(),
            "children": sorted(map(_key, item.children)),
            "needs_you": item.needs_you,
            "cancelled": item.cancelled,
        }
        for item in found.home
    ]
    return {"children": list(map(_filled, children)), "home": list(map(_filled, home))}


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _key(child: Person) -> str:
    return child.sync_key or f"id:{child.pk}"


def _told(document: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    lines = []
    for each in document["children"]:
        areas = each.get("areas", "nothing")
        lines.append(
            f"{each['child']}: {each['state']}. Areas: "
            f"{areas if isinstance(areas, str) else ' '.join(areas)}."
        )
        lines += [f"  {kind}: {' '.join(each[kind])}" for kind in SHOWN if kind in each]
        lines += [
            f"  {subject or 'without a subject'}: {said['results']} results, mean "
            f"{said['mean'] or 'none'}"
            for subject, said in each.get("subjects", {}).items()
        ]
        lines += [
            f"  absence, excused {excused}: {said['marks']} marks, {said['minutes']} minutes"
            for excused, said in each.get("absence", {}).items()
        ]
    lines += [
        f"{item['when']} {item['kind']} {item['id']}: {' '.join(item['children'])}"
        for item in document["home"]
    ]
    return "\n".join(lines) or "No child."
