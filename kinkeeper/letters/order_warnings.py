"""What whoever orders letters or mails has to know first: what they lead to is not open, or they do
not say whom to ask."""

from collections.abc import Iterable

from django.conf import settings as django_settings

from kinkeeper.families.contacts import of_people
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, Profile

URL_UNSET = "url-unset"
PARENT_LOGIN_OFF = "parent-login-off"
OFFICE_UNSET = "office-unset"
LOOKED_AT = 1_000  # of the people: their schools are few


@whole_site()
def not_open(people: Iterable[Person]) -> list[str]:
    """The codes of what stands in the way of these people, to be worded where it is said:
    `url-unset` where the addresses in letters and mails lead to this machine alone,
    `parent-login-off` where parents are among them, who could choose a password and not come in,
    `office-unset` where the school of one of them does not say how to contact its office."""
    people, found = list(people), []
    if not django_settings.URL_IS_SET:
        found.append(URL_UNSET)
    off = not settings.get("parent_login")
    if off and any(person.profile == Profile.PARENT for person in people):
        found.append(PARENT_LOGIN_OFF)
    asked = of_people([person.pk for person in people[:LOOKED_AT]])
    if not all(contact.office for contact in asked.values()):
        found.append(OFFICE_UNSET)
    return found
