"""Adds lines to the journal: of what was done in its transaction, of what was denied beside it."""

from collections.abc import Mapping
from typing import Any

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.lib import request_transaction


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
    Entry.objects.create(
        actor_id=actor.person_id,
        actor_name=actor.name[:300],
        origin=actor.origin[:200],
        action=action,
        outcome=outcome,
        person_id=person_id,
        child_id=child_id,
        organisation_id=organisation_id,
        import_id=import_id,
        data=dict(data or {}),
    )
