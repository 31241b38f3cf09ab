"""What whoever orders letters or mails has to know first: what they lead to is not open."""

from collections.abc import Iterable

from django.conf import settings as django_settings

from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, Profile

URL_UNSET = "url-unset"
PARENT_LOGIN_OFF = "parent-login-off"


def not_open(people: Iterable[Person]) -> list[str]:
    """The codes of what stands in the way of these people, to be worded where it is said:
    `url-unset` where the addresses in letters and mails lead to this machine alone,
    `parent-login-off` where parents are among them, who could choose a password and not come in."""
    found = []
    if not django_settings.URL_IS_SET:
        found.append(URL_UNSET)
    off = not settings.get("parent_login")
    if off and any(person.profile == Profile.PARENT for person in people):
        found.append(PARENT_LOGIN_OFF)
    return found
