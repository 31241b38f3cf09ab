"""The form in which somebody chooses a password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kinkeeper.access.sign_in_throttle import Try
from kinkeeper.credentials.passwords import normal
from kinkeeper.people.models import Person
from kinkeeper.web.entry import throttle_words


class ChoosePassword(forms.Form):
    """One field: paste and password managers work, and a second one only makes typing errors."""

    password = forms.CharField(
        label=_("New password"),
        max_length=4096,
        strip=False,
        help_text=_(
            "At least 15 characters. Three or four words in a row are easy to remember and hard "
            "to guess."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password, self.person)
        except ValidationError as error:
            raise error.error_list[0] from error  # one reason at a time is enough to act on
        return password


class ChangePassword(ChoosePassword):
    """The own password, changed by somebody who is signed in."""

    old = forms.CharField(
        label=_("Your current password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password")

    def __init__(self, person: Person, tried: Try, *args: Any, **kwargs: Any) -> None:
        self.tried = tried
        super().__init__(person, *args, **kwargs)

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not _is_own(self.person, old, self.tried):
            raise ValidationError(_("This is not your current password."))
        return old


class OwnPassword(forms.Form):
    """The password of who is signed in, once more; guessed at no faster than at sign-in."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, person: Person, tried: Try, *args: Any, **kwargs: Any) -> None:
        self.person, self.tried = person, tried
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        typed = str(self.cleaned_data["password"])
        if not _is_own(self.person, typed, self.tried):
            raise ValidationError(_("This is not your password."))
        return typed


def _is_own(person: Person, typed: str, tried: Try) -> bool:
    """Whoever sits at an open session guesses no faster than at sign-in. Raises `ValidationError`
    where it was tried too often."""
    if minutes := tried.minutes():
        raise ValidationError(throttle_words.too_many(minutes))
    if person.check_password(normal(typed)):
        return True
    tried.count()
    return False
