"""A parent's calendar addresses: what they are, a new one, an end to one."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.feeds import keep
from kinkeeper.lib import link_tokens
from kinkeeper.readings import calendar_feed, children
from kinkeeper.readings.children import Child
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs

ALL = "all"


class Whose(forms.Form):
    """Of all children, or of one of these."""

    child = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, data: object, some: list[Child]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request has
        names = [(str(child.id), child.full_name) for child in some]
        field = self.fields["child"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [(ALL, _("All my children, also later ones")), *names]
        field.label = _("Whose events?")


@needs(Verb.CHILDREN_SEE, fresh=Within.TWO_HOURS)
def feeds(request: ViewerRequest) -> HttpResponse:
    """The new address is shown once, in the answer to its form."""
    mine = children.by_person(request.user)
    found = calendar_feed.own(request.user)
    if not mine and not found:
        raise Http404
    some = calendar_feed.may_have(mine)
    form, address = Whose(request.POST if request.method == "POST" else None, some), ""
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["child"]
        child = next((person for person in mine if str(person.pk) == chosen), None)
        try:
            token = keep.make(request.viewer.actor, request.user, child)
        except keep.TooMany as refusal:
            form.add_error(None, str(refusal))
        else:
            address = link_tokens.to("entry:calendar", token)
            form, found = Whose(None, some), calendar_feed.own(request.user)
    context = {
        "form": form,
        "address": address,
        "found": found,
        "some": some,
    }
    return render(request, "parents/feeds.html", context, status=422 if form.errors else 200)


@needs(Verb.CHILDREN_SEE)
@require_POST
def end(request: ViewerRequest, number: int) -> HttpResponse:
    found = next((each for each in calendar_feed.own(request.user) if each.pk == number), None)
    if found is None:
        raise Http404
    keep.end(request.viewer.actor, found)
    messages.success(request, _("The address is ended. Calendars that use it get nothing more."))
    return redirect("parents:feeds")
