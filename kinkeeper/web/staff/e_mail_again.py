"""The office has e-mails sent again to an address from which one came back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.people import returned_mail
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups


@needs(Verb.CREDENTIALS_ISSUE)
@require_POST
def e_mail_again(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    if returned_mail.forget(request.viewer.actor, found):
        messages.success(request, _("E-mails are sent to this address again."))
    return redirect("staff:person", found.pk)
