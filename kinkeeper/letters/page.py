"""What stands on one person's letter: plain data, ready for the typesetter."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings as django_settings
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kinkeeper.credentials.issue import Issued
from kinkeeper.families.models import Relationship
from kinkeeper.families.models import State as PairState
from kinkeeper.lib.codes import pretty
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, State


@dataclass(frozen=True)
class Page:
    """One sheet. `address` are the lines in the window; `children` first names only (K19)."""

    person_id: int
    name: str
    address: tuple[str, ...]
    children: tuple[str, ...]
    username: str
    code: str
    link: str
    until: str

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "address": list(self.address),
            "children": list(self.children),
            "username": self.username,
            "code": self.code,
            "link": self.link,
            "until": self.until,
        }


@dataclass(frozen=True)
class Sender:
    """What is the same on every page."""

    site: str
    office: str
    activate: str
    date: str

    def as_json(self) -> dict[str, str]:
        return {
            "site": self.site,
            "office": self.office,
            "activate": self.activate,
            "date": self.date,
        }


def sender() -> Sender:
    values = settings.everything()
    address = f"{django_settings.URL}/activate/".removeprefix("https://").removeprefix("http://")
    return Sender(values["site_name"], values["office"], address.rstrip("/"), _day(localtime()))


def pages(people: Sequence[Person], issued: Sequence[Issued]) -> list[Page]:
    """A page for each person, in the order given; `issued` stands in the same order."""
    names = first_names([person.pk for person in people])
    return [
        Page(
            person_id=person.pk,
            name=person.full_name,
            address=_address(person),
            children=tuple(names[person.pk]),
            username=person.username,
            code=pretty(credential.code or ""),
            link=f"{django_settings.URL}/activate/{credential.token}/",
            until=_day(localtime(credential.credential.expires_at)),
        )
        for person, credential in zip(people, issued, strict=True)
    ]


def first_names(parents: Sequence[int]) -> dict[int, list[str]]:
    """The first names of each parent's children whom the parent sees now."""
    pairs = (
        Relationship.objects.filter(
            parent_id__in=list(parents), state=PairState.ACTIVE, child__state=State.ACTIVE
        )
        .order_by("child__given_name", "child_id")
        .values_list("parent_id", "child__given_name")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for parent_id, name in pairs:
        found[parent_id].append(name)
    return found


def _address(person: Person) -> tuple[str, ...]:
    city = f"{person.postal_code} {person.city}".strip()
    lines = (person.full_name, person.street, city, person.country)
    return tuple(line for line in lines if line)


def _day(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT")
