"""Credentials on the command line: letters into a PDF, or mails."""

import argparse
import os
from pathlib import Path

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import who
from kinkeeper.cli.answer import Exit, Refused, put, put_json, put_table, say
from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.models import Credential
from kinkeeper.credentials.void import open_of
from kinkeeper.letters import mail, pdf
from kinkeeper.letters.models import Form, Letter, LetterState
from kinkeeper.letters.order import order
from kinkeeper.people.models import Person, Profile, State
from kinkeeper.people.reach import inside


def issue(chosen: argparse.Namespace) -> int:
    viewer = who.viewer_of(chosen)
    who.allowed(viewer, Verb.CREDENTIALS_ISSUE)
    people = list(_chosen(viewer, chosen))
    form = Form.EMAIL if chosen.email else Form.LIST if chosen.layout == "list" else Form.PAGES
    if form != Form.EMAIL:
        _writable(Path(chosen.letters))
    replaced = open_of(
        [choice.person for choice in choose(people, by_email=chosen.email) if choice.gets_one]
    )
    if replaced:
        say(f"{replaced} codes or links from earlier stop working with this.")
    batch = order(viewer.actor, people, form, title=chosen.organisation or "")
    if form == Form.EMAIL:
        mail.post(batch.pk, viewer.actor)
    elif batch.letters.filter(state=LetterState.WAITING).exists():
        _write(Path(chosen.letters), pdf.produce(batch.pk, viewer.actor))
    batch.refresh_from_db()
    letters = list(batch.letters.select_related("person").order_by("pk"))
    out = {LetterState.MADE, LetterState.SENT}
    ready = [each for each in letters if each.state in out]
    rest = [each for each in letters if each.state not in out]
    document = {
        "batch": batch.pk,
        "form": batch.form,
        "issued": len(ready),
        "replaced": replaced,
        "pages": batch.pages,
        "file": chosen.letters if ready and not chosen.email else None,
        "left_out": [_left_out(letter) for letter in rest],
    }
    if chosen.json:
        put_json(document)
    else:
        put(f"{len(ready)} issued, {len(rest)} left out.")
        for letter in rest:
            say(f"{letter.person.full_name}: {letter.reason}")
    if not ready:
        return Exit.REFUSED
    return Exit.DONE


def list_states(chosen: argparse.Namespace) -> int:
    viewer = who.viewer_of(chosen)
    who.allowed(viewer, Verb.CREDENTIALS_ISSUE)
    issued = Credential.objects.filter(person__in=scopes.people(viewer))
    found = [
        {
            "person": {"id": c.person_id, "username": c.person.username},
            "channel": c.channel,
            "state": c.state,
            "issued_at": c.issued_at.isoformat(),
            "expires_at": c.expires_at.isoformat(),
        }
        for c in issued.select_related("person").order_by("pk")
    ]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Username", "Channel", "State", "Valid until"],
            [
                (f["person"]["username"], f["channel"], f["state"], f["expires_at"])  # type: ignore[index]  # a dict
                for f in found
            ],
        )
    return Exit.DONE


def _chosen(viewer: Viewer, chosen: argparse.Namespace) -> QuerySet[Person]:
    people = scopes.editable_people(viewer)
    if chosen.person:
        ids = [who.one(people, reference).pk for reference in chosen.person]
        return people.filter(pk__in=ids).order_by("family_name", "given_name", "pk")
    if not chosen.not_signed_in:
        raise Refused("usage", "Name people with --person, or say --not-signed-in.", Exit.USAGE)
    people = people.filter(profile=Profile.PARENT, last_login=None, state=State.ACTIVE)
    if chosen.organisation:
        people = people.filter(inside(who.organisation(viewer, chosen.organisation)))
    return people.order_by("family_name", "given_name", "pk")


def _writable(file: Path) -> None:
    """Before anything is issued: a code that cannot be written down is lost (K20)."""
    folder = file.parent
    if file.is_dir() or not os.access(file if file.exists() else folder, os.W_OK):
        raise Refused("no-file", f"{file} cannot be written; nothing was issued.", Exit.USAGE)


def _write(file: Path, content: bytes) -> None:
    """The codes are readable in it: for nobody else's eyes on this machine."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)


def _left_out(letter: Letter) -> dict[str, object]:
    return {
        "person": {"id": letter.person_id, "username": letter.person.username},
        "because": letter.reason,
    }
