"""Says why an act was refused, and asks for the release that it needs."""

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.people.models import Person
from kinkeeper.readings.releases import asked_for
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.gate import ViewerRequest


def say(viewer: Viewer, form: forms.Form, refusal: Refusal, *people: Person) -> None:
    """All that was wrong, each at its field; a field that is wrong already says so once. `people`
    are those whose accounts the act would have opened."""
    for each in refusal.all():
        field = each.field if each.field in form.fields else None
        if field is None or field not in form.errors:
            form.add_error(field, str(each))
    if asked_for(viewer, refusal, people) is not None:
        form.add_error(None, _asked())


def tell(request: ViewerRequest, refusal: Refusal, *people: Person) -> None:
    """The same where there is no form: on the page that is shown next."""
    messages.error(request, str(refusal))
    if asked_for(request.viewer, refusal, people) is not None:
        messages.info(request, _asked())


def no_plan(roster_import: Import) -> str:
    """Why an import cannot be applied: somebody else, or another window, was faster."""
    if roster_import.state == ImportState.APPLIED:
        return _("This plan has already been applied. It was not applied twice.")
    return _("There is no longer a plan to apply.")


def _asked() -> str:
    return _("You have asked for a release. Come back when it has been given.")
