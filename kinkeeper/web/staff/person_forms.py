"""The form for one person; what it accepts is judged by the registry's own rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.access import scopes
from kinkeeper.access.rules import may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.values import EDITABLE

LABELS: dict[str, Any] = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "username": _("Username"),
    "sync_key": _("Synchronisation key"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birth_date": _("Birth date"),
    "language": _("Language"),
    "street": _("Street"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "country": _("Country"),
}
HELP: dict[str, Any] = {
    "username": _("Leave it empty and one is made from the name."),
    "sync_key": _("The identifier in the school’s own system."),
    "birth_date": _("As 2015-04-03."),
}


class PersonForm(forms.Form):
    """All that can be changed by hand. For a new person also profile and organisation."""

    def __init__(self, viewer: Viewer, person: Person | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person is None:
            self.fields["profile"] = forms.ChoiceField(
                label=_("Profile"), choices=_profiles(viewer), initial=Profile.PARENT
            )
        for name, label in LABELS.items():
            given = "" if person is None else getattr(person, name)
            self.fields[name] = forms.CharField(
                label=label,
                required=name == "given_name",
                strip=False,
                max_length=500,
                initial="" if given is None else str(given),
                help_text=HELP.get(name, "") if person is None or name != "username" else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        if person is not None:
            places = scopes.organisations(viewer).filter(people=person).order_by("path")
            self.fields["organisations"] = forms.CharField(
                label=_("Organisations"),
                required=False,
                max_length=10_000,
                initial="\n".join(places.values_list("path", flat=True)),
                help_text=_("One in a line, as Hillside or Hillside/7B."),
                widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            )
        if person is None:
            self.fields["organisation"] = forms.CharField(
                label=_("Organisation"),
                required=not viewer.reach.whole_site,
                max_length=1000,
                help_text=_("A school or a class, as Hillside/7B."),
                widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
            )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE if name in self.cleaned_data}


def _profiles(viewer: Viewer) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in Profile.choices if may_handle_profile(viewer, value)]
