"""What is asked of somebody who sets up an identity provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.accounts.provider_models import Audience, IdentityProvider
from kinkeeper.accounts.providers import Wanted


class ProviderForm(forms.Form):
    """The secret is asked for and never shown; left empty, the one there is stays."""

    name = forms.CharField(
        label=_("Name on the button"),
        max_length=60,
        help_text=_("As people know it, such as “School account”."),
    )
    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=300,
        help_text=_("The provider’s address, exactly as it gives it: https://login.example.org"),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=2000,
        required=False,
        help_text=_("It is encrypted and never shown again. Leave empty to keep it as it is."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    audience = forms.ChoiceField(label=_("Who signs in with it"), choices=Audience.choices)
    claim = forms.CharField(
        label=_("Claim with the synchronisation key"),
        max_length=100,
        required=False,
        help_text=_(
            "The claim of the ID token that holds a person’s key on this site, such as "
            "employee_number. Empty: people connect their accounts themselves. Never an e-mail "
            "address or a username."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    scope = forms.CharField(
        label=_("Scopes"),
        max_length=200,
        required=False,
        initial="openid",
        help_text=_("What we ask the provider for, with blanks between."),
    )
    second_step = forms.CharField(
        label=_("Counts as a second step"),
        max_length=300,
        required=False,
        help_text=_(
            "Values of acr or amr that say the provider asked for more than a password, such as "
            "mfa. Empty: whoever needs a second step does it here."
        ),
    )

    def __init__(self, typed: Any, provider: IdentityProvider | None) -> None:
        known = {} if provider is None else {name: getattr(provider, name) for name in KEPT}
        super().__init__(typed, initial=known)

    def wanted(self) -> Wanted:
        typed = dict(self.cleaned_data)
        return Wanted(**typed | {"secret": typed["secret"] or None})


KEPT = ("name", "issuer", "client_id", "audience", "claim", "scope", "second_step")
