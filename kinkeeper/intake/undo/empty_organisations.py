"""The organisations that an import had made and that nobody needs once it is taken back."""

from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.organisations.models import Organisation
from kinkeeper.parent_features.models import LayoutVersion
from kinkeeper.records.models import School


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
            or LayoutVersion.objects.filter(organisation=node).exists()
            or School.objects.filter(organisation=node).exists()
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
