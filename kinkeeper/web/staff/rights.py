"""What one parent may see of one child: the page of the two, from either end (K16)."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.families import rights_in_words
from kinkeeper.families.days import Days
from kinkeeper.families.lift_rights import lift
from kinkeeper.families.refusals import Refusal
from kinkeeper.families.rights_models import Area, Standing
from kinkeeper.families.set_rights import Given, forget, set_rights
from kinkeeper.organisations.presets import Preset
from kinkeeper.people.local_date import date_of
from kinkeeper.readings import rights as readings
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.vocabulary import AREAS_OF
from kinkeeper.roster.vocabulary import Preset as Code
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.reason import Reason

CHOSEN, DEFAULT, LIFT = "chosen", "default", "lift-"
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RightsForm(Reason):
    """A preset, the ticked areas or the school's default; days; on what it rests; why."""

    what = forms.ChoiceField(label=gettext_lazy("What the parent sees"), initial=CHOSEN)
    first = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=DATE,
        help_text=gettext_lazy("Empty: from now on."),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DATE,
        help_text=gettext_lazy("This day included. Empty: no last day."),
    )
    other_days = forms.ChoiceField(
        label=gettext_lazy("On all other days the parent sees"),
        choices=[
            ("nothing", gettext_lazy("Nothing")),
            ("as-before", gettext_lazy("What applied before this change")),
        ],
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("What it rests on in law"), choices=Standing.choices
    )
    field_order = ("what", "first", "last", "other_days", "standing", "reason")

    def __init__(self, found: readings.PairRights, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: list[tuple[str, Any]] = [(CHOSEN, _("The areas that are ticked below"))]
        what += Preset.choices
        if found.by_hand:
            what.append((DEFAULT, _("The school’s default: forget what was set by hand")))
        what += [
            (f"{LIFT}{number}", _("Forget what import %(number)s said") % {"number": number})
            for number in found.imports
        ]
        self.fields["what"] = forms.ChoiceField(
            label=_("What the parent sees"),
            choices=what,
            help_text=_("The ticks count only with the first choice."),
        )
        only = found.given.sees - found.given.acts
        for area in Area:
            self._tick(f"see_{area}", str(area.label), ticked=area.value in found.given.sees)
            self._tick(f"only_{area}", str(area.label), ticked=area.value in only)

    def _tick(self, name: str, label: str, *, ticked: bool) -> None:
        self.fields[name] = forms.BooleanField(label=label, required=False, initial=ticked)

    def sees(self) -> Iterator[BoundField]:
        return (self[f"see_{area}"] for area in Area)

    def only(self) -> Iterator[BoundField]:
        return (self[f"only_{area}"] for area in Area)

    @property
    def forgets(self) -> bool:
        return bool(self.cleaned_data["what"] == DEFAULT)

    @property
    def lifts(self) -> int | None:
        """The import whose word is to be forgotten."""
        what = str(self.cleaned_data["what"])
        return int(what.removeprefix(LIFT)) if what.startswith(LIFT) else None

    def given(self) -> Given:
        said = self.cleaned_data
        ticked = {area.value for area in Area if said[f"see_{area}"]}
        areas = ticked if said["what"] == CHOSEN else AREAS_OF[Code(said["what"])]
        return Given(
            areas,
            {area.value for area in Area if said[f"only_{area}"]} & set(areas),
            Days(said["first"], said["last"]),
            keeps_others=said["other_days"] == "as-before",
            standing=said["standing"],
        )


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def rights(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    """From the page of `number`; `other` is the other end."""
    person = lookups.person(request, number)
    parent, child = lookups.ends(request, person, other)
    found = readings.of(request.viewer, parent, child, date_of(child))
    form = RightsForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        return redirect("staff:person-rights", person.pk, other)
    context = {
        "person": person,
        "found": found,
        "other": other,
        "form": form,
        "sees": rights_in_words.listed(found.seen.sees),
        "default": rights_in_words.listed(found.default),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/rights.html", context, status=status)


def _saved(request: ViewerRequest, found: readings.PairRights, form: RightsForm) -> bool:
    actor, why = request.viewer.actor, form.cleaned_data["reason"]
    try:
        if form.lifts is not None:
            lift(actor, found.parent, found.child, form.lifts, reason=why)
        elif form.forgets:
            forget(actor, found.parent, found.child, reason=why)
        else:
            set_rights(actor, found.parent, found.child, form.given(), reason=why)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    names = {"parent": alone(found.parent.full_name), "child": alone(found.child.full_name)}
    messages.success(
        request, _("Saved. %(parent)s sees it at the next click on %(child)s’s pages.") % names
    )
    return True
