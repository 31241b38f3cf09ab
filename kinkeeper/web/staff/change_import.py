"""Another profile or organisation for a file that is here already."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb
from kinkeeper.intake import enqueue, locks
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.upload import receive
from kinkeeper.organisations.tree import BadPath
from kinkeeper.readings.imports import NotAllowed, place_for, roster_for
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.imports import Whose


@needs(Verb.IMPORTS_RUN)
def change(request: ViewerRequest, number: int) -> HttpResponse:
    """What was chosen of the columns stays, as far as it fits."""
    roster_import = lookups.roster_of_people(request, number)
    if roster_import.state not in {ImportState.RECEIVED, ImportState.PLANNED}:
        return redirect("staff:import", roster_import.pk)
    first = {"profile": roster_import.profile, "organisation": roster_import.place}
    form = Whose(request.viewer, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _changed(request, form, roster_import):
        step = "import" if "plan" in request.POST else "import-columns"
        return redirect(f"staff:{step}", roster_import.pk)
    context = {"roster_import": roster_import, "form": form, "paths": lookups.paths(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/imports/change.html", context, status=status)


def _changed(request: ViewerRequest, form: Whose, roster_import: Import) -> bool:
    """Whether it could be changed; with `plan` it is also read at once."""
    profile = form.cleaned_data["profile"]
    try:
        roster_for(request.viewer, profile)
        place = place_for(request.viewer, form.cleaned_data["organisation"])
        with transaction.atomic():
            receive.change_place(roster_import, profile, place)
            if "plan" in request.POST:
                enqueue.prepare(roster_import, request.viewer.actor)
    except (NotAllowed, BadPath) as error:
        form.add_error("organisation", str(error))
        return False
    except (locks.Busy, receive.NotOpen, enqueue.NotOpen):
        messages.warning(request, _("This import is being worked on just now."))
    return True
