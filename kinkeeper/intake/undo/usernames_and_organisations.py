"""What an undo does one by one: usernames that go back, organisations that nobody needs."""

from collections.abc import Sequence
from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.roster.text.normalise import fold_username


def rename_back(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Gives (id, names, old username) their old usernames. Returned are those whose name somebody
    else has by now, as (id, names, "username"). Names may have been swapped, so the constraint
    looks at the end."""
    going = {row[0] for row in rows}
    folded = {row[0]: fold_username(row[3]) for row in rows}
    owners = Person.objects.filter(username_folded__in=list(folded.values()))
    taken = set(owners.exclude(pk__in=going).values_list("username_folded", flat=True))
    failed = []
    for person_id, given, family, username in rows:
        if folded[person_id] in taken:
            failed.append((person_id, given, family, "username"))
            continue
        Person.objects.filter(pk=person_id).update(
            username=username, username_folded=folded[person_id]
        )
    return failed


def remove_empty_organisations(roster_import: Import, actor: Actor) -> int:
    """Those that this import made and that hold nobody and nothing now, and of which nobody
    has said anything since; the deepest first."""
    made = Entry.objects.filter(import_id=roster_import.pk, action="organisation.added")
    paths = {str(line.data.get("path", "")) for line in made}
    removed = 0
    for node in Organisation.objects.filter(path__in=paths).order_by("-path"):
        needed = (
            node.memberships.exists()
            or node.children.exists()
            or node.own_settings.exists()
            or Import.objects.filter(organisation=node).exclude(pk=roster_import.pk).exists()
        )
        if not needed:
            # this import was made for a place that is no more: it goes back to the nearest
            Import.objects.filter(pk=roster_import.pk, organisation=node).update(
                organisation=node.parent
            )
            node.delete()
            removed += 1
            record(
                actor, "organisation.removed", import_id=roster_import.pk, data={"path": node.path}
            )
    return removed
