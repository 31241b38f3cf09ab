"""The form for one person; what it accepts is judged by the registry's own rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.access import scopes
from kinkeeper.access.rules import may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import organisations
from kinkeeper.registry import add, edit, memberships
from kinkeeper.registry.former_keys import Moving
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.fields import BY_NAME, NAMES, PERSON
from kinkeeper.web.staff import name_confirmation
from kinkeeper.web.staff.key_confirmation import KeyQuestions
from kinkeeper.web.staff.refusals import say

FIRST = (*NAMES, "username", "sync_key")
LABELS: dict[str, Any] = {
    name: _(BY_NAME[name].label)
    for name in (*FIRST, *(other for other in PERSON if other not in FIRST))
}
HELP: dict[str, Any] = {
    "username": _("Leave empty to have one made from the name."),
    "sync_key": _("The identifier in the school’s own system."),
    "birth_date": _("For example 2015-04-03."),
}


class PersonForm(forms.Form):
    """All that can be changed by hand. For a new person also profile and organisation.

    Whatever the registry would refuse is said here, all of it at once and each at its field.
    """

    def __init__(self, viewer: Viewer, person: Person | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.person = viewer, person
        if person is None:
            self.fields["profile"] = forms.ChoiceField(
                label=_("Profile"), choices=_profiles(viewer), initial=Profile.PARENT
            )
        for name, label in LABELS.items():
            field = "stated_email" if name == "email" else name
            given = "" if person is None else getattr(person, field)
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
            belongs = scopes.organisations(viewer).filter(people=person).order_by("path")
            self.fields["organisations"] = forms.CharField(
                label=_("Organisations"),
                required=False,
                max_length=10_000,
                initial="\n".join(belongs.values_list("path", flat=True)),
                help_text=_("One on each line, such as Hillside or Hillside/7B."),
                widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            )
        if person is None:
            self.fields["organisation"] = forms.CharField(
                label=_("Organisation"),
                required=not viewer.reach.whole_site,
                max_length=1000,
                help_text=_("A school or a class, such as Hillside/7B."),
                widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
            )
        self.asked = KeyQuestions(self, viewer, person)
        name_confirmation.ask(self, person)

    def clean_organisation(self) -> list[Organisation]:
        path = self.cleaned_data["organisation"]
        return _named(self.viewer, [path] if path else [])

    def clean_organisations(self) -> list[Organisation]:
        """The organisations that are named, a line each."""
        lines = self.cleaned_data["organisations"].splitlines()
        return _named(self.viewer, [path.strip() for path in lines if path.strip()])

    def clean(self) -> None:
        for judge in (self._judge_values, self._judge_places, self._judge_key):
            try:
                judge()
            except Refusal as refusal:
                people = [] if self.person is None else [self.person]
                say(self.viewer, self, refusal, *people)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PERSON if name in self.cleaned_data}

    def places(self) -> list[Organisation]:
        name = "organisation" if self.person is None else "organisations"
        found: list[Organisation] = self.cleaned_data[name]
        return found

    @property
    def moving(self) -> Moving:
        return Moving(self.viewer.reach, self.asked.reason)

    def _judge_key(self) -> None:
        self.asked.judge(self.cleaned_data)

    def _judge_values(self) -> None:
        if self.person is None:
            values = self.values() | {"profile": Profile.PARENT}  # its own field judges that
            add.judge(values, self.moving)
        else:
            reach, reason = self.viewer.reach, self.moving.reason
            same = name_confirmation.reason(self)
            edit.judge(self.person, self.values(), reach=reach, move_key=reason, same_person=same)

    def _judge_places(self) -> None:
        if self.person is not None and "organisations" in self.cleaned_data:
            memberships.judge(self.person, self.places(), reach=self.viewer.reach)


def _named(viewer: Viewer, paths: list[str]) -> list[Organisation]:
    """Raises `ValidationError` with a sentence for each that is not there."""
    found, wrong = [], []
    for path in paths:
        try:
            found.append(organisations.named(viewer, path))
        except (tree.BadPath, tree.UnknownPath) as error:
            wrong.append(str(error))
    if wrong:
        raise forms.ValidationError(wrong)
    return found


class WithReason(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("Kept in the journal; the person it is about never sees it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _profiles(viewer: Viewer) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in Profile.choices if may_handle_profile(viewer, value)]
