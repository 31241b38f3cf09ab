"""What imports left for a person to decide, on the command line."""

import argparse
from collections.abc import Iterator
from typing import Any

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.alike_questions import BLOCK, PROPOSAL, QUESTION, decide_together
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.own_question import refuse_own
from kinkeeper.cli.times import as_read
from kinkeeper.families import answer_question, release, reopen_question
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Question, QuestionKind, Relationship
from kinkeeper.families.refusals import Refusal
from kinkeeper.people.models import Person
from kinkeeper.readings import alike_questions as likes
from kinkeeper.readings import inbox, inbox_list
from kinkeeper.readings.as_named import Named
from kinkeeper.readings.inbox_list import Wanted
from kinkeeper.readings.paging import place
from kinkeeper.readings.questions import Asked
from kinkeeper.registry import former_keys
from kinkeeper.registry.refusals import Refusal as CannotMove

OF_PROPOSAL = ("grant", "decline")
OF_RELEASE = {"release": release.release, "refuse": release.refuse}


def list_asked(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.RELATIONSHIPS_CHANGE)
    if chosen.decided:
        answered = inbox.decided(viewer).order_by("-answered_at", "-pk")
        seen = set(scopes.imports(viewer).values_list("pk", flat=True))
        listed = [_answered(viewer, each, seen) for each in answered]
        actor.hands_out(viewer, chosen, len(listed))
        return _put(listed, chosen)
    wanted = Wanted(kind=chosen.kind or "", roster_import=chosen.roster_import)
    asked = list(_all(viewer, wanted))
    groups, drawn = likes.groups_of(asked), likes.drawn(viewer)
    rows = []
    for each in asked:
        name = (each.kind, each.number)
        group = groups.get(name)
        alike = f"{group.roster_import}/{group.slug}" if group is not None else None
        rows.append(_asked(each) | {"alike": alike, "sample": name in drawn})
    actor.hands_out(viewer, chosen, len(rows))
    return _put(rows, chosen)


def decide(chosen: argparse.Namespace) -> int:
    """Exit 0 when the answer holds; 1 with the sentence of the refusal else."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.RELATIONSHIPS_CHANGE)
    asked = [_reference(each) for each in dict.fromkeys(chosen.ids)]
    for kind, _number in asked:
        _fits(kind, chosen.act)
    if len(asked) > 1:
        return decide_together(viewer, asked, chosen)
    [(kind, number)] = asked
    chosen.id = chosen.ids[0]
    try:
        if kind == PROPOSAL:
            _decide_relationship(viewer, _relationship(viewer, number), chosen)
        else:
            _answer(viewer, _question(viewer, number), chosen)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(chosen, chosen.act)


def _fits(kind: str, act: str) -> None:
    if (kind == PROPOSAL) != (act in OF_PROPOSAL):
        acts = "grant or decline"
        if kind == QUESTION:
            acts = "keep, cancel, connect, same, other, read, move, release or refuse"
        raise Refused("usage", f"The answers to a {kind} are: {acts}.", Exit.USAGE)


def ask_again(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.RELATIONSHIPS_CHANGE)
    kind, number = _reference(chosen.id)
    found = inbox.decided(viewer).filter(pk=number).first() if kind == QUESTION else None
    if found is None:
        raise Refused("not-asked", f"Nothing has been decided about {chosen.id}.")
    refuse_own(viewer, found)
    try:
        reopen_question.ask_again(viewer.actor, found, reason=chosen.reason)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(chosen, "ask-again")


def _decide_relationship(
    viewer: Viewer, relationship: Relationship, chosen: argparse.Namespace
) -> None:
    if not chosen.reason.strip():
        raise Refused("reason-missing", "Give a --reason; it is kept with the relationship.")
    if chosen.act == "grant":
        connect(viewer.actor, relationship.parent, relationship.child, reason=chosen.reason)
    else:
        disconnect(viewer.actor, relationship.parent, relationship.child, reason=chosen.reason)


def _answer(viewer: Viewer, asked: Question, chosen: argparse.Namespace) -> None:
    pendings = inbox.pendings_of(viewer, asked)
    if chosen.act == "keep":
        answer_question.keep(viewer.actor, asked, reason=chosen.reason)
    elif chosen.act == "move":
        _move(viewer, asked, chosen.reason)
    elif chosen.act in OF_RELEASE:
        act = OF_RELEASE[chosen.act]
        act(viewer.actor, asked, reach=viewer.reach, reason=chosen.reason)
    elif chosen.act == "same":
        answer_question.same(viewer.actor, asked, reason=chosen.reason)
    elif chosen.act == "read":
        answer_question.read_as(viewer.actor, asked, chosen.said, reason=chosen.reason)
    elif chosen.act == "other":
        answer_question.other(viewer.actor, asked, reason=chosen.reason)
    elif chosen.act == "cancel":
        answer_question.give_up(viewer.actor, asked, pendings)
    elif chosen.child is None:
        raise Refused("usage", "Use --child to say which pupil the key meant.", Exit.USAGE)
    else:
        child = references.person(viewer, chosen.child)
        references.not_own_relationship(viewer, asked.parent_id, child.pk)
        answer_question.connect_instead(viewer.actor, asked, child, pendings, reason=chosen.reason)


def _move(viewer: Viewer, asked: Question, reason: str) -> None:
    try:
        former_keys.move_asked(viewer.actor, asked, reason, reach=viewer.reach)
    except CannotMove as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal


def _reference(text: str) -> tuple[str, int]:
    kind, _colon, number = text.partition(":")
    if kind == BLOCK:
        raise Refused(
            "usage",
            "A block is kept with relationships review, and lifted with relationships unblock.",
            Exit.USAGE,
        )
    if kind not in {PROPOSAL, QUESTION} or not number.isdecimal() or len(number) > 18:
        raise Refused("usage", "Write the ID as inbox list shows it: question:7.", Exit.USAGE)
    return kind, int(number)


def _relationship(viewer: Viewer, number: int) -> Relationship:
    found = inbox.proposals(viewer).filter(pk=number).first()
    if found is None:
        raise Refused("not-asked", f"There is no open question {PROPOSAL}:{number}.")
    references.not_own_relationship(viewer, found.parent_id, found.child_id)
    return found


def _question(viewer: Viewer, number: int) -> Question:
    found = inbox.questions(viewer).filter(pk=number).first()
    if found is None:
        raise Refused("not-asked", f"There is no open question {QUESTION}:{number}.")
    refuse_own(viewer, found)
    return found


def _all(viewer: Viewer, wanted: Wanted) -> Iterator[Asked]:
    here = ""
    while True:
        page = inbox_list.page(
            viewer, Wanted(wanted.kind, wanted.words, wanted.roster_import, place(here))
        )
        yield from page.rows
        here = page.after
        if not here:
            return


def _put(found: list[dict[str, Any]], chosen: argparse.Namespace) -> int:
    if chosen.json:
        put_json(found)
        return Exit.DONE
    put_table(
        ["ID", "Kind", "Answer" if chosen.decided else "Question", "Alike", "Since", "Import"],
        [
            (
                f["id"],
                f["kind"],
                _in_words(f),
                f"{f['alike']} (sample)" if f.get("sample") else f.get("alike"),
                as_read(f["since"]),
                f["import"],
            )
            for f in found
        ],
    )
    return Exit.DONE


def _in_words(found: dict[str, Any]) -> str:
    """The answer, or the question with what a file says of a child without a key."""
    if "question" not in found:
        return str(found["answer"])
    named = found["named"]
    if named is None or not named["called"]:
        return str(found["question"])
    there = f"row {named['row']}: {named['called']}"
    return f"{found['question']} ({there}; class here: {named['classes'] or '-'})"


def _done(chosen: argparse.Namespace, act: str) -> int:
    if chosen.json:
        put_json({"id": chosen.id, "act": act})
    else:
        put(f"{chosen.id}: {act}")
    return Exit.DONE


def _asked(each: Asked) -> dict[str, Any]:
    others: dict[str, str] = {
        QuestionKind.PROPOSED: PROPOSAL,
        QuestionKind.BLOCK_REVIEW: BLOCK,
    }
    kind = others.get(each.kind, QUESTION)
    return {
        "id": f"{kind}:{each.number}",
        "kind": each.kind,
        "question": each.title,
        "parent": _named(each.parent),
        "child": _named(each.child),
        "value": each.question.value if each.question is not None else "",
        "likely": [_named(pupil) for pupil in each.likely],
        "rows": [where for where, _row in each.side_by_side],
        "changes": each.question.detail.get("changes", {}) if each.question is not None else {},
        "ways": each.question.detail.get("ways", []) if each.question is not None else [],
        "act": each.release.act,
        "accounts": _accounts(each),
        "would_move": [_named(parent) for parent in each.led.parents] if each.led else [],
        "since": each.since.isoformat(),
        "import": each.roster_import.pk if each.roster_import is not None else None,
        "named": _as_named(each.named),
    }


def _as_named(named: Named | None) -> dict[str, Any] | None:
    """Where a file names the child of a proposal: `called` without a key."""
    if named is None:
        return None
    return {
        "import": named.roster_import.pk,
        "row": named.roster_import.lines.line(named.row),
        "called": named.called,
        "classes": named.classes,
    }


def _accounts(each: Asked) -> list[dict[str, Any]]:
    """Of a release: whose accounts, and what of them is the viewer's."""
    return [
        {
            "person": _named(account.person),
            "organisations": list(account.organisations),
            "children": [_named(child) for child in account.children],
        }
        for account in each.release.accounts
    ]


def _answered(viewer: Viewer, each: Question, seen: set[int]) -> dict[str, Any]:
    return {
        "id": f"{QUESTION}:{each.pk}",
        "kind": each.kind,
        "answer": each.answer,
        "parent": _named(each.parent),
        "child": _named(each.child),
        "value": each.value,
        "reason": each.reason,
        "by": viewer.by_name(each.answered_by, each.answered_by_name),
        "since": each.answered_at.isoformat() if each.answered_at is not None else "",
        "import": each.latest_import if each.latest_import in seen else None,
    }


def _named(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"id": person.pk, "sync_key": person.sync_key, "username": person.username}
