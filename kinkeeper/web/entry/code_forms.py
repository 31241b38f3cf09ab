"""The forms into which a code is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _as_code(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "code-input", "dir": "ltr", **attributes})


class TypeCode(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=100,
        help_text=_(
            "Twelve letters and digits from your letter. Dashes and capitals do not matter."
        ),
        widget=_as_code(
            autocomplete="one-time-code", autocapitalize="characters", spellcheck="false"
        ),
    )


class AppCode(forms.Form):
    code = forms.CharField(
        label=_("Code from your app"),
        max_length=20,
        help_text=_("Six digits. They change every 30 seconds."),
        widget=_as_code(autocomplete="one-time-code", inputmode="numeric"),
    )


class RecoveryCode(forms.Form):
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        help_text=_("Sixteen letters and digits. Dashes and capitals do not matter."),
        widget=_as_code(autocomplete="off", autocapitalize="characters", spellcheck="false"),
    )
