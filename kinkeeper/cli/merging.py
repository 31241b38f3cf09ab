"""Duplicates on the command line: find, merge, undo."""

import argparse
from typing import Any

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.people import described, said_to_be_the_same
from kinkeeper.cli.refusals import refused
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Merge, Person
from kinkeeper.readings import duplicates as doubles
from kinkeeper.readings import looks, merging
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.unmerge import unmerge
from kinkeeper.registry.unmerge_leftovers import said as left_said
from kinkeeper.roster.text.isolate import alone


def list_duplicates(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_MERGE)
    found = _all(viewer)
    if chosen.json:
        put_json(
            [
                {
                    "people": [described(viewer, pair.first), described(viewer, pair.second)],
                    "because": pair.because,
                    "mergeable": pair.mergeable,
                }
                for pair in found
            ]
        )
        return Exit.DONE
    put_table(
        ["One account", "The other", "Why"],
        [(_named(pair.first), _named(pair.second), "; ".join(pair.because)) for pair in found],
    )
    return Exit.DONE


def merge_people(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_MERGE)
    kept, gone = references.editable(viewer, chosen.keep), references.editable(viewer, chosen.gone)
    if merging.two(viewer, kept.pk, gone.pk) is None and kept != gone:
        deny(viewer.actor, "person.merge", person_id=kept.pk)
        raise Refused("not-allowed", "A system administrator can merge these two.")
    same = said_to_be_the_same(chosen)
    try:
        merge(viewer.actor, kept, gone, reason=chosen.reason, reach=viewer.reach, same_person=same)
    except Refusal as refusal:
        raise refused(viewer, refusal, kept, gone) from refusal
    kept.refresh_from_db()
    gone.refresh_from_db()
    if chosen.json:
        put_json({"kept": described(viewer, kept), "gone": described(viewer, gone)})
    else:
        put(f"id:{gone.pk} has been merged into id:{kept.pk} {kept.username}")
    return Exit.DONE


def unmerge_people(chosen: argparse.Namespace) -> int:
    """Of the account that went, or the latest one of the account that was kept."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_MERGE)
    person = references.editable(viewer, chosen.ref)
    standing = _standing(viewer, person)
    references.not_own_account(viewer, standing.kept, standing.gone)
    try:
        done = unmerge(
            viewer.actor,
            standing,
            reason=chosen.reason,
            reach=viewer.reach,
            undone=merging.taken_back,
            brought=merging.brought,
        )
    except Refusal as refusal:
        raise refused(viewer, refusal, standing.kept, standing.gone) from refusal
    numbers = [each.other for each in done.left if each.other is not None]
    known = scopes.people(viewer).in_bulk(numbers)
    looks.shows(viewer, *known.values())
    known[done.kept.pk] = done.kept  # of the account's own values
    left: list[dict[str, Any]] = [
        {
            "person": _short(known.get(each.other or done.kept.pk)),
            "because": left_said(each.code, each.detail, viewer.by_name),
        }
        for each in done.left
    ]
    if chosen.json:
        put_json(
            {
                "kept": described(viewer, done.kept),
                "gone": described(viewer, done.gone),
                "left": left,
            }
        )
        return Exit.DONE
    put(f"id:{done.gone.pk} {done.gone.username} and id:{done.kept.pk} are two accounts again.")
    for each in left:
        put(f"Not as before: {alone((each['person'] or {}).get('name', '–'))}: {each['because']}.")
    return Exit.DONE


def _all(viewer: Viewer) -> list[doubles.Duplicate]:
    pairs: list[doubles.Duplicate] = []
    after: tuple[int, int] | None = (0, 0)
    while after is not None:
        page = doubles.find(viewer, after)
        pairs, after = pairs + page.pairs, page.after
    return pairs


def _standing(viewer: Viewer, person: Person) -> Merge:
    merge = merging.of_gone(person)
    merges = merging.standing(viewer, merge.kept if merge else person)
    mine = [each for each in merges if merge is None or each.pk == merge.pk]
    if not mine:
        raise Refused("not-merged", f"No account has been merged into {alone(person.full_name)}.")
    return mine[0]


def _named(person: Person) -> str:
    return f"{alone(person.full_name)} (id:{person.pk} {person.username})"


def _short(person: Person | None) -> dict[str, Any] | None:
    return None if person is None else {"id": person.pk, "name": person.full_name}
