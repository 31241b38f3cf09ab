"""What parents sent as their new contact data, to be accepted by the office."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.readings import contact_changes
from kinkeeper.registry.contact_changes import accept, decline
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.refusals import tell


class Declined(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Why is it not accepted?"),
        max_length=500,
        help_text=gettext_lazy("The parent reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.PEOPLE_EDIT)
@require_safe
def changes(request: ViewerRequest) -> HttpResponse:
    found = contact_changes.of_office(request.viewer)
    return render(request, "staff/contact/changes.html", {"found": found})


@needs(Verb.PEOPLE_EDIT, fresh=Within.TWO_HOURS)
@require_POST
def accept_change(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.contact_change(request, number)
    try:
        seen = request.POST.get("seen", "")
        accept(request.viewer.actor, found, request.viewer.reach, seen=seen)
        messages.success(request, _("Accepted. It stands in the account now."))
    except Refusal as refusal:
        tell(request, refusal, found.person)
    return redirect("staff:contact-changes")


@needs(Verb.PEOPLE_EDIT)
def decline_change(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.contact_change(request, number)
    form = Declined(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decline(request.viewer.actor, found, form.cleaned_data["answer"])
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Not accepted. The parent reads why."))
            return redirect("staff:contact-changes")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "change": found}
    return render(request, "staff/contact/decline.html", context, status=status)
