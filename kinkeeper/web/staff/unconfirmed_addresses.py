"""An address that waits to be confirmed: the link once more, or no more (K39)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.registry import confirm_address
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.refusals import tell


@needs(Verb.PEOPLE_EDIT, fresh=Within.TWO_HOURS)
@require_POST
def send_again(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    if confirm_address.ask_again(request.viewer.actor, found):
        messages.success(request, _("The link has been sent to the new address again."))
    else:
        _nothing_waits(request)
    return redirect("staff:person", found.pk)


@needs(Verb.PEOPLE_EDIT, fresh=Within.TWO_HOURS)
@require_POST
def withdraw(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    viewer = request.viewer
    try:
        if confirm_address.withdraw(viewer.actor, found, reach=viewer.reach):
            messages.success(request, _("Withdrawn. The old address stays in use."))
        else:
            _nothing_waits(request)
    except Refusal as refusal:
        tell(request, refusal, found)
    return redirect("staff:person", found.pk)


def _nothing_waits(request: ViewerRequest) -> None:
    messages.warning(request, _("No address is waiting to be confirmed any more."))
