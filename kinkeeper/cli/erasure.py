"""Erasing people on the command line, and letting somebody in again."""

import argparse
from collections.abc import Sequence

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.refusals import refused
from kinkeeper.cli.times import as_read
from kinkeeper.erasure import erase, noted
from kinkeeper.erasure.foresee import AGAIN, accounts, fit, foresee
from kinkeeper.erasure.journal_lines import NotWhole
from kinkeeper.lib.locks import Busy
from kinkeeper.people.erasure_models import Erasure, WhyStopped
from kinkeeper.readings import erasures
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone


def erase_person(chosen: argparse.Namespace) -> int:
    """Without `--yes` it says what would go, and nothing is changed."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    person = references.editable(viewer, chosen.ref)
    try:
        fit(viewer.actor, person, viewer.reach)
        foreseen = foresee(person)
        if chosen.yes:
            asked = erase.ask(viewer.actor, person, reason=chosen.reason, reach=viewer.reach)
            _carry_out(viewer, asked)
            put(f"id:{person.pk} has been erased (erasure {asked.pk}).")
            return Exit.DONE
    except Refusal as refusal:
        raise refused(viewer, refusal) from refusal
    put(f"Erasing {alone(person.full_name)} (id:{person.pk}) cannot be undone. This goes:")
    put_table(["What", "How many"], foreseen.goes)
    put(
        f"{foreseen.lines} lines of the journal stay, without names and texts. Nothing has been "
        "changed; add --yes to erase."
    )
    return Exit.DONE


def erase_noted(chosen: argparse.Namespace) -> int:
    """After a restore: whoever this machine knows to have been erased, and is back."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    found = noted.back()
    left = [_entangled(number, others) for number, others in found.entangled.items()]
    for person in found.people if chosen.yes else ():
        try:
            references.not_own_account(viewer, person)
            asked = erase.ask(viewer.actor, person, reason=AGAIN, reach=viewer.reach)
            _carry_out(viewer, asked)
        except (Refusal, Refused) as refusal:  # it keeps nobody else from being erased
            left.append(f"id:{person.pk} has not been erased: {refusal}")
        else:
            put(f"id:{person.pk} has been erased (erasure {asked.pk}).")
    if not chosen.yes:
        put(f"{len(found.people)} people were erased and are back; nothing has been changed.")
        for person in found.people:
            put(", ".join(f"id:{each.pk}" for each in accounts(person)))
    for line in left:
        put(line)
    return Exit.REFUSED if left else Exit.DONE


def _entangled(number: int, others: Sequence[int]) -> str:
    named = ", ".join(f"id:{other}" for other in others)
    return (
        f"id:{number} was erased and is merged with {named}, who was not. Undo the merge, "
        "then run this again."
    )


def _carry_out(viewer: Viewer, asked: Erasure) -> None:
    """What a worker does where a page has asked for it."""
    try:
        erase.carry_out(viewer.actor, asked, viewer.reach)
    except Refusal as refusal:
        erase.stop(viewer.actor, asked, refusal.code)
        raise
    except Busy as error:
        erase.stop(viewer.actor, asked, WhyStopped.BUSY)
        raise Refused("busy", "An import is being read or applied. Try again later.") from error
    except NotWhole as error:
        erase.stop(viewer.actor, asked, WhyStopped.JOURNAL_ALTERED)
        raise Refused(
            "journal-altered",
            f"Line {error} of the journal was altered. First run kinkeeper journal verify.",
        ) from error


def list_erased(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    found = list(erasures.all_of(viewer))
    if chosen.json:
        put_json([_document(each) for each in found])
        return Exit.DONE
    put_table(
        ["Erasure", "Was", "Profile", "Asked", "Erased", "Let in again", "Reason"],
        [
            (
                each.pk,
                ", ".join(f"id:{number}" for number in each.people),
                each.profile,
                as_read(each.asked_at.isoformat()),
                _came_of(each),
                as_read(each.let_in_at.isoformat()) if each.let_in_at else "",
                each.reason,
            )
            for each in found
        ],
    )
    return Exit.DONE


def _came_of(found: Erasure) -> str:
    if found.stopped_at is not None:
        return f"no: {found.stopped_because}, {as_read(found.stopped_at.isoformat())}"
    return as_read(found.done_at.isoformat()) if found.done_at else "not yet"


def let_in(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    found = erasures.all_of(viewer).filter(pk=chosen.erasure).first()
    if found is None:
        raise Refused("not-erased", f"There is no erasure {chosen.erasure}.")
    try:
        erase.let_in(viewer.actor, found, reason=chosen.reason, reach=viewer.reach)
    except Refusal as refusal:
        raise refused(viewer, refusal) from refusal
    return Exit.DONE


def _document(found: Erasure) -> dict[str, object]:
    return {
        "erasure": found.pk,
        "people": found.people,
        "profile": found.profile,
        "reason": found.reason,
        "asked_at": found.asked_at.isoformat(),
        "done_at": found.done_at.isoformat() if found.done_at else None,
        "stopped_at": found.stopped_at.isoformat() if found.stopped_at else None,
        "stopped_because": found.stopped_because,
        "let_in_at": found.let_in_at.isoformat() if found.let_in_at else None,
        "let_in_reason": found.let_in_reason,
    }
