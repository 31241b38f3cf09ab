"""Whom a page tells somebody to ask, and under which name it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.contacts import of_people, of_places
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.own_settings import Contact, contacts
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import children as own
from kinkeeper.readings.children import Child


@dataclass(frozen=True)
class Shown:
    """`offices` are several where the schools of somebody's children have several."""

    site_name: str
    offices: tuple[Contact, ...]

    @property
    def office(self) -> str:
        return self.offices[0].office if len(self.offices) == 1 else ""


def of_site() -> Shown:
    site = contacts().at("")
    return Shown(site.site_name, (site,))


def of_children(children: Iterable[Child]) -> Shown:
    """For a parent: of the schools of those children whose school day the parent sees today."""
    said = contacts()
    found = of_places([child.places for child in children if child.school_day], said)
    names, site = {contact.site_name for contact in found}, said.at("")
    offices = tuple(contact for contact in found if contact.office)
    return Shown(names.pop() if len(names) == 1 else site.site_name, offices or (site,))


def of_person(person: Person) -> Shown:
    """Of the own school; a parent's is that of the children."""
    if person.profile == Profile.PARENT:
        return of_children(own.all_of(person))
    contact = of_people([person.pk])[person.pk]
    return Shown(contact.site_name, (contact,))


def of_holder(person: Person) -> Shown:
    """For who holds a code or link of this account, and is nobody to the database until it is used:
    the name and office of the own school, and nothing else."""
    with whole_site():
        return of_person(person)


def shown_to(viewer: Viewer | None) -> Shown:
    """On any page. Who is not signed in, and whoever works here, has the site's."""
    if viewer is None or viewer.person is None or viewer.is_staff:
        return of_site()
    return of_person(viewer.person)
