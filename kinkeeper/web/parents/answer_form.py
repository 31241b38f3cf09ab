"""The form that answers a notice: yes or no for each child, neither chosen beforehand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.from_home.models import YesOrNo
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


class AnswerForm(forms.Form):
    """`children`: by internal ID. `version` is what the parent reads."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, children: Mapping[int, Person], version: str, data: Any = None) -> None:
        super().__init__(data, initial={"version": version})
        self.mine = children
        for number, child in children.items():
            self.fields[f"answer-{number}"] = forms.ChoiceField(
                label=_("Your answer for %s") % alone(child.given_name),
                choices=YesOrNo,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Choose yes or no.")},
            )

    def questions(self) -> list[forms.BoundField]:
        return [self[f"answer-{number}"] for number in self.mine]

    def said(self) -> dict[Person, str]:
        return {child: self.cleaned_data[f"answer-{number}"] for number, child in self.mine.items()}
