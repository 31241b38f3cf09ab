"""The list of people."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.people.models import Profile
from kinkeeper.readings import people as listed
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import chosen_people, lookups


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
def people(request: ViewerRequest) -> HttpResponse:
    """Who was ticked stays so on other pages and under other filters, until something is done."""
    chosen = _chosen(request)
    if "everybody" in request.GET:
        return redirect(f"{reverse('staff:people')}?chosen={chosen_people.written(chosen)}")
    too_many = len(chosen) > chosen_people.MOST
    if "letters" in request.GET and chosen and not too_many:
        return redirect(f"{reverse('staff:batch-new')}?chosen={chosen_people.written(chosen)}")
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
    elsewhere = chosen - {person.pk for person in found.people}
    context = {
        "form": form,
        "found": found,
        "paths": lookups.paths(request),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "before": found.page - 1 if found.page > 1 else None,
        "after": found.page + 1 if found.page < found.last_page else None,
        "withheld": request.viewer.family.adults,
        "chosen": chosen,
        "elsewhere": chosen_people.written(sorted(elsewhere)[: chosen_people.MOST]),
        "nobody_chosen": "letters" in request.GET and not chosen,
        "too_many": chosen_people.MOST if too_many else None,
    }
    return render(request, "staff/people/list.html", context)


def _chosen(request: ViewerRequest) -> set[int]:
    """Those who were ticked on this page and on others."""
    if "nobody" in request.GET:
        return set()
    before = chosen_people.read(request.GET.get("chosen", ""))
    return {*before, *chosen_people.numbers(request.GET.getlist("person"))}


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
