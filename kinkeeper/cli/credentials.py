"""Credentials on the command line: letters into a PDF, or e-mails."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, outage_messages, progress, references
from kinkeeper.cli.letters_file import refuse_unwritable, written
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table, say
from kinkeeper.cli.times import as_read
from kinkeeper.credentials.void import open_of
from kinkeeper.families.may_open_account import SHARED_PERSON
from kinkeeper.families.parents_at import parents_at
from kinkeeper.letters import locks, mail_batch, order_warnings, pdf_batch
from kinkeeper.letters.models import MAILS, Batch, Form, Letter, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.printable import choose_among
from kinkeeper.letters.sentences import said
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.readings import looks, releases
from kinkeeper.roster.text.isolate import alone

NOT_OPEN = {
    order_warnings.URL_UNSET: (
        "KINKEEPER_URL is not set: these letters and e-mails lead to {url}, which opens on this "
        "machine only. Set it to the address parents type, and issue again."
    ),
    order_warnings.PARENT_LOGIN_OFF: (
        "Parent login is off: parents can choose a password, but cannot sign in until it is on: "
        "kinkeeper settings set parent_login=on"
    ),
    order_warnings.OFFICE_UNSET: (
        "These letters and e-mails do not say how to contact the school: kinkeeper settings set "
        "'office=a phone number' (for one school, add --organisation PATH)"
    ),
}


@dataclass
class Foreseen:
    """How many get one, how many earlier ones stop working, who needs a release first, and what is
    not open yet (`ahead`)."""

    getting: int = 0
    replaced: int = 0
    closed: list[Person] = field(default_factory=list)
    not_open: dict[str, None] = field(default_factory=dict)


def issue(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.CREDENTIALS_ISSUE)
    people = _chosen(viewer, chosen)
    form = Form.EMAIL if chosen.email else Form.LIST if chosen.layout == "list" else Form.PAGES
    if form != Form.EMAIL:
        refuse_unwritable(Path(chosen.letters))
    foreseen = _foreseen(viewer, people, form)
    asked = releases.for_batch(viewer, foreseen.closed)
    if asked is not None and not foreseen.getting:
        message = f"This needs a release first. It has been asked for (question:{asked.pk})."
        raise Refused(SHARED_PERSON, message, release=f"question:{asked.pk}")
    for code in foreseen.not_open:
        say(NOT_OPEN[code].format(url=settings.URL))
    if foreseen.replaced:
        say(f"{foreseen.replaced} earlier codes or links will stop working.")
    batch = order(viewer.actor, people, form, path=chosen.organisation or "")
    if form == Form.EMAIL:
        say(f"If this is interrupted, continue with: kinkeeper credentials go-on {batch.pk}")
        _sent(batch, viewer)
    elif batch.letters.filter(state=LetterState.WAITING).exists():
        made = progress.only("Making the letters")
        with written(Path(chosen.letters)) as keep, progress.shown(made):
            pdf_batch.produce(batch.pk, viewer.actor, keep)
    release = f"question:{asked.pk}" if asked is not None else None
    if chosen.person:
        looks.shows(viewer, *people)
    if form != Form.EMAIL:
        looks.shows_named_in_letters(viewer, batch)
        actor.hands_out(viewer, chosen, batch.letters.filter(state=LetterState.MADE).count())
    more = {"replaced": foreseen.replaced, "file": chosen.letters, "release": release}
    return _print(batch, chosen, more)


def _foreseen(viewer: Viewer, people: Iterable[Person], form: str) -> Foreseen:
    foreseen = Foreseen()
    for choices in choose_among(form, people, viewer.reach):
        for choice in choices:
            if choice.code == Why.NO_FONT:
                why = said(choice.code, choice.detail)
                say(f"No letter for {alone(choice.person.full_name)}: {why}")
        ready = [choice.person for choice in choices if choice.gets_one]
        foreseen.closed += [choice.person for choice in choices if choice.code == SHARED_PERSON]
        foreseen.getting += len(ready)
        foreseen.replaced += open_of(ready)
        foreseen.not_open |= dict.fromkeys(order_warnings.not_open(ready) if ready else [])
    return foreseen


def go_on(chosen: argparse.Namespace) -> int:
    """Sends what a batch of mails has not sent; what was sent is not sent again."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.CREDENTIALS_ISSUE)
    batch = scopes.batches(viewer).filter(pk=chosen.batch, form__in=MAILS).first()
    if batch is None:
        raise Refused("unknown-batch", f"There is no batch of e-mails {chosen.batch}.")
    _sent(batch, viewer)
    return _print(batch, chosen, {"replaced": 0, "file": None, "release": None})


def _sent(batch: Batch, viewer: Viewer) -> None:
    try:
        with progress.shown(progress.of_mails(batch)):
            mail_batch.post(batch.pk, viewer.actor)
    except locks.Busy as error:
        raise Refused("busy", "Another process is sending these e-mails.") from error
    except Exception as error:
        then = f"continue with: kinkeeper credentials go-on {batch.pk}"
        told = outage_messages.told(error, then)
        if told is None:
            raise
        raise Refused(*told) from error


def _print(batch: Batch, chosen: argparse.Namespace, more: dict[str, Any]) -> int:
    batch.refresh_from_db()
    done = Q(state__in=[LetterState.MADE, LetterState.SENT])
    ready = batch.letters.filter(done).count()
    rest = list(batch.letters.exclude(done).select_related("person").order_by("pk"))
    document = {
        "batch": batch.pk,
        "form": batch.form,
        "issued": ready,
        "replaced": more["replaced"],
        "pages": batch.pages,
        "file": more["file"] if ready else None,
        "left_out": [_left_out(letter) for letter in rest],
        "release": more["release"],
    }
    if chosen.json:
        put_json(document)
    else:
        put(f"{ready} issued, {len(rest)} skipped.")
        for letter in rest:
            say(f"{alone(letter.person.full_name)}: {said(letter.code, letter.detail)}")
        if more["release"]:
            say(f"The release has been asked for ({more['release']}).")
    return Exit.DONE if ready else Exit.REFUSED


def list_states(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.CREDENTIALS_ISSUE)
    issued = scopes.credentials(viewer).select_related("person").order_by("pk")
    looks.shows(viewer, *(each.person for each in issued))
    actor.hands_out(viewer, chosen, len({each.person_id for each in issued}))
    found = [
        {
            "person": {"id": c.person_id, "username": c.person.username},
            "channel": c.channel,
            "state": c.state,
            "issued_at": c.issued_at.isoformat(),
            "expires_at": c.expires_at.isoformat(),
        }
        for c in issued
    ]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Username", "Channel", "State", "Valid until"],
            [
                (f["person"]["username"], f["channel"], f["state"], as_read(str(f["expires_at"])))  # type: ignore[index]  # a dict
                for f in found
            ],
        )
    return Exit.DONE


def _chosen(viewer: Viewer, chosen: argparse.Namespace) -> QuerySet[Person]:
    people = scopes.editable_people(viewer)
    if chosen.person:
        ids = [references.editable(viewer, reference).pk for reference in chosen.person]
        return people.filter(pk__in=ids).order_by("family_name", "given_name", "pk")
    if not chosen.not_signed_in:
        raise Refused("usage", "Name people with --person, or use --not-signed-in.", Exit.USAGE)
    people = people.filter(profile=Profile.PARENT, last_login=None, state=PersonState.ACTIVE)
    if chosen.organisation:
        people = people.filter(parents_at(references.organisation(viewer, chosen.organisation)))
    return people.order_by("family_name", "given_name", "pk")


def _left_out(letter: Letter) -> dict[str, object]:
    return {
        "person": {"id": letter.person_id, "username": letter.person.username},
        "code": letter.code,
        "because": said(letter.code, letter.detail),
    }
