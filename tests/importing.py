"""Imports in one line, as a test wants them."""

from typing import Any

from kinkeeper.access import viewer
from kinkeeper.demo.school import ROSTERS
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.undo.summary import Undone
from kinkeeper.intake.undo.undo_import import undo
from kinkeeper.intake.upload.receive import receive
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings.imports import place_for
from kinkeeper.roster.options import Options

type File = str | bytes | tuple[str, bytes]


def named(number: int, file: File) -> tuple[str, bytes]:
    if isinstance(file, tuple):
        return file
    return f"{number}.csv", file.encode() if isinstance(file, str) else file


def planned(
    *files: File,
    profile: str = "parent",
    organisation: str = "",
    by: Person | None = None,
    **options: Any,
) -> Import:
    """The import after reading; texts are written as UTF-8."""
    who = viewer.of_command_line(by)
    roster_import = receive(
        who.actor,
        reach=who.reach,
        person=by,
        files=[named(number, file) for number, file in enumerate(files)],
        place=place_for(who, organisation),
        options=Options(profile=profile, **options),
    )
    return prepare(roster_import, who.actor)


def imported(*files: File, **more: Any) -> Import:
    """The import, applied where it could be planned."""
    roster_import = planned(*files, **more)
    if roster_import.state == ImportState.PLANNED:
        apply(roster_import, viewer.of_command_line(more.get("by")).actor)
    return roster_import


def undone(roster_import: Import, by: Person | None = None) -> Undone:
    """The import, taken back."""
    who = viewer.of_command_line(by)
    return undo(roster_import, who.actor, who.reach)


def seed(number: int) -> bytes:
    """One of the example files of the help page the project started from."""
    return next(ROSTERS.glob(f"{number}-*.csv")).read_bytes()


def codes(roster_import: Import) -> dict[str, int]:
    found: dict[str, int] = roster_import.counts["problem_counts"]
    return found


def edges() -> set[tuple[str | None, str | None]]:
    """(parent's key or username, child's key) of all active relationships."""
    relationships = Relationship.objects.filter(state=RelationshipState.ACTIVE).select_related(
        "parent", "child"
    )
    return {
        (relationship.parent.sync_key or relationship.parent.username, relationship.child.sync_key)
        for relationship in relationships
    }


def snapshot() -> dict[str, Any]:
    """All that an import may change, without times and counters."""
    fields = ("id", "sync_key", "username", "given_name", "family_name", "email", "state")
    return {
        "people": list(Person.objects.order_by("pk").values(*fields)),
        "relationships": list(
            Relationship.objects.order_by("parent_id", "child_id").values(
                "parent_id", "child_id", "state", "kind", "sources", "reason"
            )
        ),
        "pending": list(
            PendingRelationship.objects.filter(state="waiting")
            .order_by("pk")
            .values("parent_id", "match", "value", "source", "granted")
        ),
        "places": list(
            Membership.objects.order_by("person_id", "organisation_id").values_list(
                "person_id", "organisation__path"
            )
        ),
        "organisations": list(Organisation.objects.values_list("path", flat=True)),
    }
