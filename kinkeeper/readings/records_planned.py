"""The first lines of a plan of school records, and why rows are skipped. The import is one that the
viewer may open."""

from django.db.models import QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import FoundProblem, Import, PlannedRecord
from kinkeeper.intake.stored_plan import problems_of
from kinkeeper.readings import looks

FIRST = 50


def lines(roster_import: Import) -> QuerySet[PlannedRecord]:
    return roster_import.records.order_by("number")[:FIRST]


def problems(roster_import: Import) -> QuerySet[FoundProblem]:
    return problems_of(roster_import).exclude(row=None)[:FIRST]


def look(viewer: Viewer, roster_import: Import) -> None:
    """Whom these lines name."""
    looks.shows_children(viewer, (line.person_id for line in lines(roster_import)))
