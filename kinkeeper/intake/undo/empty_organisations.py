"""The organisations that an import had made and that nobody needs once it is taken back."""

from collections.abc import Iterator

from django.db import models

from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.organisations.models import Organisation


def remove_empty_organisations(roster_import: Import, actor: Actor) -> int:
    """Those that this import made and that hold nobody and nothing now, and of which nobody
    has said anything since; the deepest first."""
    made = Entry.objects.filter(import_id=roster_import.pk, action="organisation.added")
    paths = {str(line.data.get("path", "")) for line in made}
    removed = 0
    for node in _deepest_first(paths):
        if not any(rows.exists() for rows in resting_on(node, roster_import)):
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


def _deepest_first(paths: set[str]) -> models.QuerySet[Organisation]:
    """Held, so that nothing new rests on one between the look and its end."""
    return Organisation.objects.filter(path__in=paths).order_by("-path").select_for_update()


def resting_on(
    node: Organisation, roster_import: Import
) -> Iterator[models.QuerySet[models.Model]]:
    """The rows of every table that name this organisation, but for the import itself. Asked of the
    models, so that no app has to be known here: what parents were written or offered is a row, too.
    """
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model._meta.managed:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: node})
            yield rows.exclude(pk=roster_import.pk) if rows.model is Import else rows
