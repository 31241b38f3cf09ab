"""The parents whom an import made and who have not come in yet."""

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import Import, ImportState, PersonAct, PlannedPerson
from kinkeeper.people.models import Person, PersonState, Profile


def made_by(viewer: Viewer, roster_import: Import) -> QuerySet[Person]:
    """Those within reach of whoever asks; nobody where it is not applied, or its lines are gone."""
    people = scopes.editable_people(viewer)
    if roster_import.state != ImportState.APPLIED or roster_import.profile != Profile.PARENT:
        return people.none()
    made = PlannedPerson.objects.filter(roster_import=roster_import, act=PersonAct.CREATE)
    return people.filter(pk__in=made.values("person_id"), last_login=None, state=PersonState.ACTIVE)
