"""Takes an applied import back."""

import argparse
from typing import Any

from kinkeeper.cli import progress
from kinkeeper.cli.actor import viewer_of
from kinkeeper.cli.imports import found
from kinkeeper.cli.output import Exit, Refused, put, put_json, say
from kinkeeper.intake import locks
from kinkeeper.intake.undo.leftover_sentences import worded
from kinkeeper.intake.undo.undo_import import NotApplied, TooOld, undo
from kinkeeper.readings import looks


def undo_import(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    roster_import = found(viewer, chosen.id)
    try:
        with progress.shown(progress.only("Undoing")):
            undone = undo(
                roster_import,
                viewer.actor,
                viewer.reach,
                waiting=lambda: say(
                    "Another import is being applied; this waits until it is done."
                ),
            )
    except NotApplied as error:
        state = roster_import.get_state_display().lower()
        words = f"Import {roster_import.pk} is {state}; there is nothing to undo."
        raise Refused("not-applied", words) from error
    except TooOld as error:
        raise Refused("too-old", str(error)) from error
    except locks.Busy as error:
        raise Refused("busy", "Another process is working on this import.") from error
    looks.shows_left(viewer, roster_import, [*undone.kept, *undone.failed])
    document = {"import": roster_import.pk, "state": roster_import.state} | worded(
        undone.as_json(), viewer.by_name
    )
    if chosen.json:
        put_json(document)
    else:
        put(_told(document))
    return Exit.DONE


def _told(document: dict[str, Any]) -> str:
    back = document["taken_back"]
    lines = [f"Import {document['import']} has been undone."]
    if "records" in back:
        records = back["records"]
        lines.append(f"Records: {records['removed']} removed, {records['restored']} changed back.")
    if "people" in back:
        lines += _of_people(back)
    for name, title in (("kept", "Kept"), ("failed", "Could not be undone")):
        for each in document[name][:50]:
            who = " – ".join(
                each[end]["name"] for end in ("person", "parent", "child") if end in each
            )
            if "record" in each:
                who = f"{each['record']['kind']} {each['record']['key']}"
            lines.append(f"{title}: {who}: {each['because']}.")
    return "\n".join(lines)


def _of_people(back: dict[str, Any]) -> list[str]:
    people, relationships = back["people"], back["relationships"]
    lines = [
        f"People: {people['removed']} removed, {people['restored']} changed back.",
        f"Relationships: {relationships['removed']} removed, {relationships['restored']} changed "
        f"back. Pending relationships: {back['pending']} removed or pending again.",
    ]
    rights = back.get("rights", {})
    if any(rights.values()):
        lines.append(f"Rights: {rights['removed']} removed, {rights['restored']} changed back.")
    return lines
