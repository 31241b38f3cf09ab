"""The journal on the command line."""

import argparse
from typing import Any

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.times import as_read, day
from kinkeeper.journal.models import Entry
from kinkeeper.journal.verify import Fault, Looked, look_through
from kinkeeper.readings import journal, looks
from kinkeeper.readings.journal_sentences import DENIED, SENTENCES
from kinkeeper.readings.journal_words import Told, tell


def list_lines(chosen: argparse.Namespace) -> int:
    """The newest first; without a filter all there are, as far as `--most` says."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.JOURNAL_READ)
    wanted = _wanted(viewer, chosen)
    entries = list(journal.find(viewer, wanted)[: chosen.most])
    lines = list(zip(entries, tell(viewer, entries, wanted.about), strict=True))
    if chosen.json:
        documents = [_line(viewer, entry, told) for entry, told in lines]
        looks.shows_children(viewer, (pupil for each in documents for pupil in each["children"]))
        put_json(documents)
        return Exit.DONE
    put_table(
        ["When", "Who", "From", "What"],
        [(as_read(told.at.isoformat()), told.who, told.origin, _what(told)) for _e, told in lines],
    )
    return Exit.DONE


TOLD = 100  # faults that are named
FAULTS = {
    Fault.CHANGED: "line {line} was changed",
    Fault.DELETED: "line {line} was deleted",
    Fault.ADDED: "line {line} was added afterwards",
    Fault.SEAL_CHANGED: "seal {seal}, of line {line} and those after it, was changed, or was made "
    "with another secret key",
    Fault.SEALS_MISSING: "seal {seal} and the lines it was for are missing",
}


def verify(chosen: argparse.Namespace) -> int:
    """Whether every line is as it was sealed; exit 1 where one is not. It is the whole site's
    journal, so it is for who keeps the whole site."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    looked = look_through()
    if chosen.json:
        put_json(_looked(looked))
    else:
        _tell(looked)
    return Exit.DONE if looked.is_whole else Exit.REFUSED


def _looked(looked: Looked) -> dict[str, Any]:
    gone = looked.forgotten
    return {
        "whole": looked.is_whole,
        "lines": looked.lines,
        "unsealed": looked.unsealed,
        "seals": looked.seals,
        "emptied": looked.emptied,
        "sealed_at": looked.sealed_at.isoformat() if looked.sealed_at else None,
        "head": looked.head.hex(),
        "deleted": {"lines": gone["lines"], "before": gone["before"]} if gone else None,
        "faults": len(looked.broken),
        "broken": [
            {"what": each.fault, "line": each.line, "seal": each.seal}
            for each in looked.broken[:TOLD]
        ],
    }


def _tell(looked: Looked) -> None:
    put(f"{looked.lines} sealed lines, {looked.unsealed} not sealed yet.")
    if looked.sealed_at is not None:
        put(f"Last sealed {as_read(looked.sealed_at.isoformat())}, head {looked.head.hex()}.")
    if looked.emptied:
        put(f"{looked.emptied} lines were emptied when people were erased.")
    if looked.forgotten is not None:
        before = as_read(looked.forgotten["before"])
        put(f"{looked.forgotten['lines']} lines from before {before} were deleted on schedule.")
    if looked.is_whole:
        put("Every sealed line is as it was written.")
        return
    told = [
        FAULTS[each.fault].format(line=each.line, seal=each.seal) for each in looked.broken[:TOLD]
    ]
    put(f"The journal is not as it was written. First, {told[0]}.")
    for each in told[1:]:
        put(f"- {each}")
    if len(looked.broken) > TOLD:
        put(f"- and {len(looked.broken) - TOLD} more")


def _wanted(viewer: Viewer, chosen: argparse.Namespace) -> journal.Wanted:
    known = {*journal.NOUNS, *SENTENCES, *DENIED}
    if chosen.act and chosen.act not in known:
        nouns = ", ".join(journal.NOUNS)
        message = (
            f"There is no act {chosen.act}. Use one such as relationship.blocked, or a group: "
        )
        raise Refused("usage", message + nouns, Exit.USAGE)
    by = references.person(viewer, chosen.by) if chosen.by else None
    return journal.Wanted(
        about=frozenset([references.person(viewer, chosen.about).pk]) if chosen.about else None,
        by=journal.of_person(by) if by else None,
        act=chosen.act or "",
        since=day(chosen.since),
        until=day(chosen.until),
        organisation=references.organisation(viewer, chosen.organisation)
        if chosen.organisation
        else None,
    )


def _line(viewer: Viewer, entry: Entry, told: Told) -> dict[str, Any]:
    """Who acted has a number only where the viewer may know who it was (K14)."""
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "by": {
            "id": entry.actor_id if viewer.by_name.knows(entry.actor_id) else None,
            "name": told.who,
            "role": entry.role if viewer.by_name.knows(entry.actor_id) else "",
        },
        "origin": told.origin,
        "act": entry.action,
        "outcome": entry.outcome,
        "what": told.what,
        "about": _number(viewer, told, entry.person_id),
        "child": _number(viewer, told, entry.child_id),
        "children": [
            number for number in entry.children if _number(viewer, told, number) is not None
        ],
        "seen_at": entry.data.get("what"),
        "import": entry.import_id,
    }


def _number(viewer: Viewer, told: Told, number: int | None) -> int | None:
    """The journal outlives people: whoever reaches all may know the number of who is gone."""
    return number if viewer.reach.whole_site or number in told.known else None


def _what(told: Told) -> str:
    return f"refused: {told.what}" if told.denied else told.what
