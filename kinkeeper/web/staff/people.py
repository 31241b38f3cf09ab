"""The list of people."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.people.models import Profile
from kinkeeper.readings import people as listed
from kinkeeper.web.gate import StaffRequest, needs
from kinkeeper.web.staff import lookups


class Find(forms.Form):
    q = forms.CharField(
        label=_("Name, username, key or e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    profile = forms.ChoiceField(
        label=_("Profile"), required=False, choices=[("", _("Everyone")), *Profile.choices]
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    only = forms.ChoiceField(label=_("Show"), required=False, choices=list(listed.ONLY.items()))


@needs(Verb.PEOPLE_SEE)
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    form = Find(request.GET)
    found = listed.Found()
    if form.is_valid():
        place = None
        if form.cleaned_data["organisation"]:
            place = lookups.organisation(request, form.cleaned_data["organisation"])
            if place is None:
                form.add_error("organisation", _("There is no organisation with this name."))
        if form.is_valid():
            found = listed.find(
                request.viewer,
                listed.Wanted(
                    words=form.cleaned_data["q"],
                    profile=form.cleaned_data["profile"],
                    organisation=place,
                    only=form.cleaned_data["only"],
                    page=_page(request.GET.get("page", "1")),
                ),
            )
    context = {
        "form": form,
        "found": found,
        "paths": lookups.paths(request),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "before": _address(request, found.page - 1) if found.page > 1 else "",
        "after": _address(request, found.page + 1) if found.page < found.last_page else "",
    }
    return render(request, "staff/people/list.html", context)


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _address(request: StaffRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
