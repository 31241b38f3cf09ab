"""General settings of the site."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb
from kinkeeper.accounts import second_step
from kinkeeper.organisations import settings as site
from kinkeeper.people.models import Person
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs


class SettingsForm(forms.Form):
    """One control for each setting there is, in its own type; filled in by `person`."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        values = site.everything()
        for known in site.KNOWN.values():
            common: dict[str, Any] = {
                "label": known.label,
                "help_text": known.help,
                "initial": values[known.name],
                "required": False,
            }
            if isinstance(known.default, bool):
                self.fields[known.name] = forms.BooleanField(**common)
            elif isinstance(known.default, int):
                common["required"] = True
                self.fields[known.name] = forms.IntegerField(
                    min_value=known.least, max_value=known.most, **common
                )
            elif choices := known.choices():
                self.fields[known.name] = forms.ChoiceField(
                    choices=choices, **common | {"required": choices[0][0] != ""}
                )
            else:
                self.fields[known.name] = forms.CharField(max_length=known.longest, **common)

    def clean_staff_second_factor(self) -> str:
        wanted = str(self.cleaned_data[second_step.STAFF_SETTING])
        before = site.get(second_step.STAFF_SETTING)
        if wanted != before and not second_step.may_require(self.person, wanted):
            raise forms.ValidationError(
                _("Set up your own second step first, or you would shut yourself out.")
            )
        return wanted


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
def settings(request: ViewerRequest) -> HttpResponse:
    form = SettingsForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("staff:settings")
    status = 422 if form.errors else 200
    return render(request, "staff/settings.html", {"form": form}, status=status)


def _saved(request: ViewerRequest, form: SettingsForm) -> bool:
    """All or nothing; False with the sentence at its field."""
    name = ""
    try:
        with transaction.atomic():
            for name, value in form.cleaned_data.items():
                site.change(request.viewer.actor, name, value)
    except site.BadValue as error:
        form.add_error(name, str(error))
        return False
    return True
