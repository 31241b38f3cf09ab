"""Who needs more than a password, and what they have."""

from dataclasses import dataclass

from kinkeeper.accounts import authenticator_app, parent_rule, passkeys, recovery_codes
from kinkeeper.accounts.models import AuthenticatorApp, Passkey
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import settings
from kinkeeper.people.models import STAFF, Person

STAFF_SETTING = "staff_second_factor"
REQUIRED = "required"


@dataclass(frozen=True)
class Factors:
    """All that one person can show besides the password."""

    passkeys: list[Passkey]
    app: AuthenticatorApp | None
    codes_left: int

    @property
    def any(self) -> bool:
        """Recovery codes alone are none: they stand in for one."""
        return bool(self.passkeys) or self.app is not None

    @property
    def many(self) -> int:
        return len(self.passkeys) + (self.app is not None)


def factors_of(person: Person) -> Factors:
    with whole_site():  # each of the three asks so; together it is opened once
        return Factors(
            passkeys.of(person), authenticator_app.of(person), recovery_codes.left(person)
        )


def has_what_counts(person: Person) -> bool:
    """Where the site asks parents for passkeys, an app stands in for none."""
    has = factors_of(person)
    return bool(has.passkeys) or (has.any and not parent_rule.passkey_only(person))


def required_of(person: Person) -> bool:
    """Whether the site asks this person for a second step, whether or not there is one yet."""
    if person.profile in STAFF:
        return is_required()
    return parent_rule.asks_for_second_step(person)


def is_required() -> bool:
    """Of everyone on the staff."""
    return bool(settings.get(STAFF_SETTING) == REQUIRED)


def may_require(person: Person, wanted: str) -> bool:
    """Whether whoever sets this value of the setting can still come in afterwards."""
    return wanted != REQUIRED or factors_of(person).any
