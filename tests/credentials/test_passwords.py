"""What a password must be: long, not common, not about its owner; nothing else."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kinkeeper.credentials.passwords import normal
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.settings import change
from kinkeeper.people.models import Person

KARI = Person(given_name="Kari", family_name="Berg", username="kari.berg", email="kb@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    [
        "quiet lantern over the lake",
        "fünf große grüne Äpfel",
        "пять зелёных яблок",
        "correct-horse-battery",
        "tallest zebra wears 7 ties",
        "845739201847563",
        "🦊🐻🐼🦁🐯🐨🐮🐷🐸🐵🐔🐧🐦🐤🦆",
        "x7 q!" * 3 + "zebra",
    ],
)
def test_long_is_good_whatever_it_is_made_of(password: str) -> None:
    validate_password(password, KARI)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("fourteen chars", "password-short"),
        ("x" * 129, "password-long"),
        ("passwordpassword", "password-common"),
        ("aaaaaaaaaaaaaaaa", "password-common"),
        ("abcabcabcabcabcabc", "password-common"),
        ("abcdefghijklmnop", "password-common"),
        ("123456789012345", "password-common"),
        ("1234567890123456", "password-common"),
        ("987654321098765", "password-common"),
        ("qwertyuiopasdfgh", "password-common"),
        ("zxcvbnmasdfghjkl", "password-common"),
        ("Passwort-School-1", "password-common"),
        ("Hillside and Kari", "password-personal"),
        ("kari.berg kari.berg", "password-personal"),
        ("Kinkeeper Kari Berg", "password-personal"),
    ],
)
def test_k24_a_refusal_has_a_clear_reason(password: str, code: str) -> None:
    change(Actor(None, "a test", "a test"), "site_name", "Hillside")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, KARI)
    assert code in [error.code for error in refused.value.error_list]
    assert all(len(message.split()) > 4 for message in refused.value.messages)


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    assert normal("gru\u0308ne A\u0308pfel") == normal("grüne Äpfel")
    assert normal("①②③") == normal("123")
