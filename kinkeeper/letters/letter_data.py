"""What stands on one person's letter: plain data with its words, ready for the typesetter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kinkeeper.credentials.issue import Issued
from kinkeeper.families.contacts import of_people
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.letters import words
from kinkeeper.lib import link_tokens
from kinkeeper.lib.typed_codes import pretty
from kinkeeper.organisations.own_settings import Contact, contacts
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Person, PersonState
from kinkeeper.people.reach import within
from kinkeeper.roster.text.isolate import alone

MOST_NAMES = 12
LONGEST_NAME = 40


@dataclass(frozen=True)
class Page:
    """One sheet. `address` are the lines in the window; `children` first names only (K19);
    `contact` is whose letter it is."""

    person_id: int
    name: str
    address: tuple[str, ...]
    children: tuple[str, ...]
    username: str
    code: str
    link: str
    until: str
    contact: Contact

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "address": list(self.address),
            "username": self.username,
            "code": self.code,
            "link": self.link,
            "greeting": words.greeting(self.name, self.children),
            "until": words.until(self.until),
            "strip": words.on_list(self.children, self.until),
            "school": words.of_school(self.contact),
        }


@dataclass(frozen=True)
class Sender:
    """What is the same on every page. `site` is who had them made."""

    site: str
    activate: str
    date: str

    def as_json(self) -> dict[str, Any]:
        return {
            "site": self.site,
            "activate": self.activate,
            "date": self.date,
            "words": words.of_all(self.site),
            "list": words.of_list(self.site, self.date),
        }


def sender(path: str = "") -> Sender:
    """For letters that the organisation with this path orders, or the whole site."""
    address = link_tokens.to("entry:activate").removeprefix("https://").removeprefix("http://")
    return Sender(contacts().at(path).site_name, address.rstrip("/"), _day(localtime()))


def pages(
    people: Sequence[Person],
    issued: Sequence[Issued],
    reach: Reach,
    contact: Mapping[int, Contact] | None = None,
) -> list[Page]:
    """A page for each person, in the order given; `issued` stands in the same order. Children out
    of the maker's reach are not named (K14). `contact` is whose letter each is, by internal ID."""
    numbers = [person.pk for person in people]
    names = first_names(numbers, reach)
    contact = contact or of_people(numbers, reach)
    return [
        Page(
            person_id=person.pk,
            name=alone(person.full_name),
            address=tuple(alone(line) for line in _address(person)),
            children=_shown(names[person.pk]),
            username=person.username,
            code=pretty(credential.code or ""),
            link=link_tokens.to("entry:activate-link", credential.token),
            until=_day(localtime(credential.credential.expires_at)),
            contact=contact[person.pk],
        )
        for person, credential in zip(people, issued, strict=True)
    ]


def first_names(parents: Sequence[int], reach: Reach) -> dict[int, list[str]]:
    """Of the children whom the letter of each parent names, in their order."""
    found = named(parents, reach)
    return defaultdict(list, {parent: [*names.values()] for parent, names in found.items()})


def named(parents: Sequence[int], reach: Reach) -> dict[int, dict[int, str]]:
    """By parent, the first names of the children within reach whom the parent sees now, or will
    from a day on that is set already (K35), by their internal IDs. No letter names a protected
    child (K28)."""
    relationships = (
        Relationship.objects.filter(
            goes_on(),
            within(reach, "child_id"),
            ~Q(child__in=protected()),
            parent_id__in=list(parents),
            child__state=PersonState.ACTIVE,
        )
        .order_by("child__given_name", "child_id")
        .values_list("parent_id", "child_id", "child__given_name")
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for parent_id, child_id, name in relationships:
        found[parent_id][child_id] = name
    return found


def printed_texts(person: Person, children: Sequence[str]) -> list[str]:
    """What a person's letter says of people, as it is stored: all that a font has to print."""
    return [person.full_name, *_address(person), person.username, *children]


def _shown(names: Sequence[str]) -> tuple[str, ...]:
    """So many, and so long, that the letter stays on its one sheet."""
    cut = [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names]
    cut = [alone(name) for name in cut]
    if len(cut) <= MOST_NAMES:
        return tuple(cut)
    rest = len(cut) - MOST_NAMES + 1
    return (*cut[: MOST_NAMES - 1], words.more_children(rest))


def _address(person: Person) -> tuple[str, ...]:
    city = f"{person.postal_code} {person.city}".strip()
    lines = (person.full_name, person.street, city, person.country)
    return tuple(line for line in lines if line)


def _day(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT")
