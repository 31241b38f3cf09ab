"""The switch between the two hats of who is staff and a parent."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kinkeeper.roster.vocabulary import Hat
from kinkeeper.web import hats
from kinkeeper.web.entry.sign_in import own_address
from kinkeeper.web.gate import ViewerRequest, signed_in


@signed_in
@require_POST
def change(request: ViewerRequest) -> HttpResponse:
    """Who has only one goes home with it. The session gets another key, for it may do something
    else now."""
    wanted = request.POST.get("hat")
    if wanted in list(Hat) and hats.has_both(request.user):
        hats.put_on(request, request.user, Hat(wanted))
        request.session.cycle_key()
    return HttpResponseRedirect(own_address(request, request.POST.get("next", "")))
