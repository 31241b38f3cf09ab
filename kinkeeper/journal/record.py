"""Adds lines to the journal: of what was done in its transaction, of what was denied beside it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from psycopg.types.json import Jsonb

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Outcome
from kinkeeper.lib import db, request_transaction

ADD = """
INSERT INTO journal_entry (at, actor_id, actor_name, origin, action, outcome,
                           person_id, child_id, organisation_id, import_id, data)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


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
    _add(actor, action, Outcome.DONE, person_id, child_id, organisation_id, import_id, data)


def deny(
    actor: Actor,
    action: str,
    *,
    person_id: int | None = None,
    child_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """A try that was refused. The line stays though the request is rolled back because of it;
    commands and jobs call this outside the transaction that is."""
    told = dict(data or {})
    request_transaction.keep(
        lambda: _add(actor, action, Outcome.DENIED, person_id, child_id, None, None, told)
    )


def _add(  # noqa: PLR0917  # the line's own columns, in their order
    actor: Actor,
    action: str,
    outcome: Outcome,
    person_id: int | None,
    child_id: int | None,
    organisation_id: int | None,
    import_id: int | None,
    data: Mapping[str, Any] | None,
) -> None:
    # not by the model, which reads back what it added: not everybody who adds a line may read it
    db.run(
        ADD,
        [timezone.now(), actor.person_id, actor.name[:300], actor.origin[:200], action, outcome]
        + [person_id, child_id, organisation_id, import_id, Jsonb(dict(data or {}))],
    )
