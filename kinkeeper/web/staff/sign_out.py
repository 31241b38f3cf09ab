"""The office signs somebody out on every device (R-034)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.registry.end_sessions import end_sessions
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups


@needs(Verb.CREDENTIALS_ISSUE)
@require_POST
def sign_out(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    end_sessions(request.viewer.actor, found)
    messages.success(request, _("%s is signed out everywhere.") % alone(found.full_name))
    return redirect("staff:person", found.pk)
