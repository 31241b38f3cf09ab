"""What a parent may see of a child, on the command line (K16)."""

import argparse
from collections.abc import Collection
from typing import Any

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json
from kinkeeper.cli.relationships import both, named
from kinkeeper.cli.times import day, moment
from kinkeeper.families.areas import in_order
from kinkeeper.families.consent import continue_after, end_continuation
from kinkeeper.families.days import Days
from kinkeeper.families.lift_rights import lift
from kinkeeper.families.refusals import Refusal
from kinkeeper.families.set_rights import Given, forget, set_rights
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.readings import rights
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset


def show_rights(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_SEE)
    parent = references.person(viewer, chosen.parent)
    child = references.person(viewer, chosen.child)
    at = moment("--at", chosen.at)
    on = date_of(child, at)
    _tell(rights.of(viewer, parent, child, on), chosen)
    return Exit.DONE


def change_rights(chosen: argparse.Namespace) -> int:
    viewer, parent, child = both(chosen)
    try:
        if chosen.default:
            _alone(chosen)
            forget(viewer.actor, parent, child, reason=chosen.reason)
        else:
            set_rights(viewer.actor, parent, child, _given(chosen), reason=chosen.reason)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(viewer, parent, child, chosen)


def lift_rights(chosen: argparse.Namespace) -> int:
    viewer, parent, child = both(chosen)
    if chosen.number not in rights.of(viewer, parent, child, date_of(child)).imports:
        raise Refused(
            "nothing-set",
            f"Import {chosen.number} says nothing of these two that you can end. What each file "
            "says: kinkeeper rights show",
        )
    try:
        lift(viewer.actor, parent, child, chosen.number, reason=chosen.reason)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(viewer, parent, child, chosen)


def continue_rights(chosen: argparse.Namespace) -> int:
    viewer, parent, child = both(chosen)
    try:
        if chosen.end:
            end_continuation(viewer.actor, parent, child, reason=chosen.reason)
        else:
            continue_after(viewer.actor, parent, child, chosen.basis, reason=chosen.reason)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(viewer, parent, child, chosen)


def _given(chosen: argparse.Namespace) -> Given:
    areas = AREAS_OF[Preset(chosen.preset)] if chosen.preset else _areas(chosen.areas)
    return Given(
        areas,
        _areas(chosen.sees_only),
        Days(day(chosen.first_day), day(chosen.until)),
        keeps_others=chosen.other_days == "as-before",
        standing=chosen.standing,
    )


def _areas(text: str) -> Collection[Area]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if words == ["none"]:
        return ()
    unknown = [word for word in words if word not in set(Area)]
    if unknown or (text and not words):
        raise Refused(
            "usage",
            f"{', '.join(unknown) or repr(text)}: the areas are {', '.join(Area)}; or none.",
            Exit.USAGE,
        )
    return [Area(word) for word in words]


def _alone(chosen: argparse.Namespace) -> None:
    more = (chosen.sees_only, chosen.first_day, chosen.until)
    if any(more) or chosen.other_days != "nothing" or chosen.standing != "not-stated":
        raise Refused(
            "usage", "--default forgets what was set: it takes only --reason.", Exit.USAGE
        )


def _done(viewer: Viewer, parent: Person, child: Person, chosen: argparse.Namespace) -> int:
    _tell(rights.of(viewer, parent, child, date_of(child)), chosen)
    return Exit.DONE


def _tell(found: rights.PairRights, chosen: argparse.Namespace) -> None:
    if chosen.json:
        put_json(_document(found))
        return
    put(" ".join(in_order(found.seen.sees)) or "nothing")
    if found.seen != found.given:
        put(f"Not connected on this day; if they were: {' '.join(in_order(found.given.sees))}")
    for each in found.stated:
        put(each.sentence)
    for sentence in found.of_age:
        put(sentence)
    if not found.stated:
        put("The school's default; nothing was set for these two.")


def _document(found: rights.PairRights) -> dict[str, Any]:
    sees = found.seen.sees
    relationship = found.relationship
    return {
        "parent": named(found.parent),
        "child": named(found.child),
        "day": found.day.isoformat(),
        "state": relationship.state if relationship else None,
        "kind": relationship.kind if relationship else None,
        "areas": in_order(sees),
        "acts": in_order(found.seen.acts),
        "preset": next((preset for preset in Preset if AREAS_OF[preset] == sees), None),
        "given": in_order(found.given.sees),
        "default": in_order(found.default),
        "statements": [_statement(each) for each in found.stated],
    }


def _statement(each: rights.Stated) -> dict[str, Any]:
    said = each.statement
    return {
        "source": said.source,
        "areas": None if said.areas is None else in_order(said.areas),
        "sees_only": in_order(said.sees_only),
        "from": said.starts_on.isoformat() if said.starts_on else None,
        "until": said.ends_on.isoformat() if said.ends_on else None,
        "in_force": each.in_force,
        "standing": said.standing,
        "reason": said.reason,
        "set_at": said.made_at.isoformat(),
        "set_by": each.who,
    }
