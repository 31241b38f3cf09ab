"""An office removes somebody's account at an identity provider."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb
from kinkeeper.readings import identities
from kinkeeper.registry import remove_identity
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.person_forms import WithReason
from kinkeeper.web.staff.refusals import say


@needs(Verb.PEOPLE_EDIT, fresh=Within.QUARTER_HOUR)
def remove(request: ViewerRequest, number: int, identity: int) -> HttpResponse:
    person = lookups.editable_person(request, number)
    found = identities.one(request.viewer, person, identity)
    if found is None:
        raise Http404
    form = WithReason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, reach = form.cleaned_data["reason"], request.viewer.reach
        try:
            remove_identity.remove(request.viewer.actor, found, reason=why, reach=reach)
        except Refusal as refusal:
            say(request.viewer, form, refusal, person)
        else:
            messages.success(request, _("This sign-in no longer works."))
            return redirect("staff:person", person.pk)
    shown = next(each for each in identities.of(request.viewer, person) if each.number == identity)
    context = {"form": form, "person": person, "identity": shown}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/identity.html", context, status=status)
