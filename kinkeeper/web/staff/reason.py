"""The reason that most acts of a person need."""

from django import forms
from django.utils.translation import gettext_lazy


class Reason(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy(
            "Kept with the relationship and in the journal; parents never see it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
