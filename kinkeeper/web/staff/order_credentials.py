"""Chooses who gets a credential and how; what would happen is shown before anything does."""

import hashlib
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.credentials.eligible import Choice
from kinkeeper.credentials.void import open_of
from kinkeeper.families.may_open_account import SHARED_PERSON
from kinkeeper.families.parents_at import parents_at
from kinkeeper.letters import jobs, order_warnings
from kinkeeper.letters.models import BY_HAND, Batch, Form
from kinkeeper.letters.order import order
from kinkeeper.letters.printable import choose_for
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.readings import address_origin, looks, new_parents, releases
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import chosen_people, lookups

SHOWN = 50
FIRST = 10
HOW = [(form.value, form.label) for form in BY_HAND]
BY_NAME = ("family_name", "given_name", "pk")


class Choose(forms.Form):
    form = forms.ChoiceField(label=gettext_lazy("How"), choices=HOW)
    organisation = forms.CharField(
        label=gettext_lazy("All parents of"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Everyone there who has never signed in. Empty: everyone you administer."
        ),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict) -> None:
        ids, data = _ids(data), data.copy()
        data.setlist("person", [str(number) for number in ids])
        super().__init__(data)
        self.fields["import"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields["person"] = forms.TypedMultipleChoiceField(
            required=False,
            coerce=int,
            choices=[(number, number) for number in ids],
            widget=forms.MultipleHiddenInput,
        )
        if ids or data.get("import"):
            del self.fields["organisation"]


@needs(Verb.CREDENTIALS_ISSUE, fresh=Within.QUARTER_HOUR)
def new(request: ViewerRequest) -> HttpResponse:
    """GET shows whom the choice means; POST orders it."""
    data = request.POST if request.method == "POST" else request.GET
    form = Choose(data if "form" in data else _with_default(data))
    choices: list[Choice] = []
    looked = "form" in data and form.is_valid()
    if looked or (form.is_valid() and named(form)):
        people = _people(request, form)
        if people is not None:
            looked = True
            choices = choose_for(form.cleaned_data["form"], people, request.viewer.reach)
    getting = [choice for choice in choices if choice.gets_one]
    closed = [choice.person for choice in choices if choice.code == SHARED_PERSON]
    if request.method == "POST" and looked and not form.errors and (getting or closed):
        if request.POST.get("shown", _mark(getting)) == _mark(getting):
            return _done(request, form, choices, closed)
        messages.warning(request, _("The list has changed. Nothing was made; look again."))
    left_out = [choice for choice in choices if not choice.gets_one]
    shown = [*getting[:FIRST], *left_out[:SHOWN]]
    looks.shows(request.viewer, *(choice.person for choice in shown), *closed)
    context = {
        "form": form,
        "paths": lookups.paths(request),
        "looked": looked and not form.errors,
        "getting": getting,
        "mark": _mark(getting),
        "first": [
            (each.person, address_origin.said(request.viewer, each.person))
            for each in getting[:FIRST]
        ],
        "closed": closed,
        "left_out": left_out[:SHOWN],
        "left_out_count": len(left_out),
        "codes": Counter(choice.code for choice in left_out).most_common(),
        "not_open": order_warnings.not_open([choice.person for choice in getting])
        if getting
        else [],
        "replaced": open_of([choice.person for choice in getting]),
        "shown": SHOWN,
    }
    return render(request, "staff/credentials/new.html", context)


def _mark(getting: list[Choice]) -> str:
    """Which people get one: another list of as many has another mark."""
    people = sorted(choice.person.pk for choice in getting)
    return hashlib.sha256(repr(people).encode()).hexdigest()


def named(form: Choose) -> bool:
    """Whether it names people, or an import that made them."""
    return bool(form.cleaned_data["person"] or form.cleaned_data["import"] is not None)


def _done(
    request: ViewerRequest, form: Choose, choices: list[Choice], closed: list[Person]
) -> HttpResponse:
    """Orders what can be made, and asks for the release that the others need."""
    asked = releases.for_batch(request.viewer, closed)
    if asked is not None:
        messages.info(
            request,
            _("You have asked for a release. Once it is given, make the missing letters here."),
        )
    if any(choice.gets_one for choice in choices):
        batch = _ordered(request, form, [choice.person for choice in choices])
        return redirect("staff:batch", batch.pk)
    return redirect("staff:credentials")


def _with_default(data: QueryDict) -> QueryDict:
    filled = data.copy()
    filled["form"] = Form.PAGES
    return filled


def _people(request: ViewerRequest, form: Choose) -> QuerySet[Person] | None:
    people = scopes.editable_people(request.viewer).order_by(*BY_NAME)
    if form.cleaned_data["person"]:
        for number in form.cleaned_data["person"]:
            lookups.not_own_account(request, number)
        return people.filter(pk__in=form.cleaned_data["person"])
    if form.cleaned_data["import"] is not None:
        roster_import = lookups.roster_import(request, form.cleaned_data["import"])
        return new_parents.made_by(request.viewer, roster_import).order_by(*BY_NAME)
    people = people.filter(profile=Profile.PARENT, last_login=None, state=PersonState.ACTIVE)
    path = form.cleaned_data.get("organisation")
    if not path:
        return people
    place = lookups.organisation(request, path)
    if place is None:
        form.add_error("organisation", _("There is no organisation with this name."))
        return None
    return people.filter(parents_at(place)) if place.path else people


def _ordered(request: ViewerRequest, form: Choose, people: list[Person]) -> Batch:
    actor = request.viewer.actor
    how: Any = form.cleaned_data["form"]
    path = form.cleaned_data.get("organisation") or ""
    batch = order(actor, people, how, path=path)
    jobs.ask(batch, actor)
    return batch


def _ids(data: QueryDict) -> list[int]:
    """People named one by one, and those who were ticked in a list."""
    one_by_one = chosen_people.numbers(data.getlist("person"))
    return [*one_by_one, *chosen_people.read(data.get("chosen", ""))]
