"""Adds lines to the journal: of what was done in its transaction, of what was denied or looked at
beside it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.lib import db, request_transaction, works_for


def record(
    actor: Actor,
    action: str,
    *,
    person_id: int | None = None,
    child_id: int | None = None,
    organisation_id: int | None = None,
    import_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """`action` is a noun and a past participle with a dot between: `relationship.connected`.

    `data` must hold nothing secret: no password, no code, no token.
    """
    about = {"person_id": person_id, "child_id": child_id}
    where = {"organisation_id": organisation_id, "import_id": import_id}
    _add(actor, action, **about, **where, data=dict(data or {}))


def record_each(
    actor: Actor, action: str, people: Sequence[int], *, data: Mapping[str, Any]
) -> None:
    """A line for each of these people, by internal ID; `data` as in `record`."""
    lines = [
        Entry(
            actor_id=actor.person_id,
            actor_name=actor.name[:300],
            role=actor.role,
            origin=actor.origin[:200],
            action=action,
            person_id=person_id,
            data=dict(data),
        )
        for person_id in people
    ]
    with transaction.atomic(savepoint=False):
        works_for.tell()
        Entry.objects.bulk_create(lines, batch_size=2000)


def deny(
    actor: Actor,
    action: str,
    *,
    person_id: int | None = None,
    child_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    kept: bool = True,
) -> None:
    """A try that was refused. The line stays though the request is rolled back because of it;
    commands and jobs call this outside the transaction that is. Where it is not `kept` it is taken
    back as soon as it is written, which takes as long."""
    about = {"person_id": person_id, "child_id": child_id, "data": dict(data or {})}

    def write() -> None:
        with transaction.atomic():
            _add(actor, action, outcome=Outcome.DENIED, **about)
            if not kept:
                transaction.set_rollback(True)

    request_transaction.keep(write)


def seen(
    actor: Actor,
    action: str,
    children: Collection[int],
    data: Mapping[str, Any],
    *,
    person_id: int | None = None,
) -> None:
    """Somebody is shown these pupils; `person_id`: as this parent. The line stays though the
    request is rolled back: what was on a page has been seen."""
    many = sorted(children)
    alone = many[0] if len(many) == 1 else None
    about = {"child_id": alone, "children": [] if alone else many, "data": dict(data)}
    request_transaction.keep(lambda: _add(actor, action, person_id=person_id, **about))


def _add(actor: Actor, action: str, **columns: Any) -> None:
    """Not by the model, which reads back what it added: not everybody who adds a line may read
    it."""
    line = {
        "at": timezone.now(),
        "actor_id": actor.person_id,
        "actor_name": actor.name[:300],
        "role": actor.role,
        "origin": actor.origin[:200],
        "action": action,
        "outcome": Outcome.DONE,
        **columns,
    }
    line["data"] = Jsonb(dict(line.get("data") or {}))
    names = sql.SQL(", ").join(map(sql.Identifier, line))
    values = sql.SQL(", ").join(map(sql.Placeholder, line))
    with transaction.atomic(savepoint=False):
        works_for.tell()
        db.run(sql.SQL("INSERT INTO journal_entry ({}) VALUES ({})").format(names, values), line)
