"""Under which names somebody can stand in texts of others, and how these are found there."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kinkeeper.people.models import STAFF, FormerKey, NewAddress, Person

# What is shorter, or a number, is struck out only where it is all that a text says: it is part of
# many a word, and what is a number may be another one. What could be one of our own codes, or is
# a short number, is not looked for at all: `teacher` is a username at some schools.
SHORTEST = 5
LIKE_A_NUMBER = re.compile(r"[-+\d.]+")
LIKE_A_CODE = re.compile(r"[A-Za-z_-]+|\d{1,3}")
NOTHING = "(?!a)a"
# No part of a longer word, address or username; after a line end as JSON writes it, a new word.
BEFORE = r"(?:(?<!\w)(?<!\w[.@-])|(?<=\\[nrtbf]))"
AFTER = r'(?!\w|@|[.-]\w|":)'
STRUCK_AS = "…"


@dataclass(frozen=True)
class Names:
    """Of an account and of those that were merged into it. `worked`: it is of somebody who works
    here, so that their name stays beside what they did."""

    people: list[int]
    keys: list[str]
    usernames: list[str]
    names: list[str]
    said: str
    worked: bool

    @property
    def parameters(self) -> dict[str, Any]:
        numbers = [str(number) for number in self.people]
        return {**vars(self), "numbers": numbers, "struck": STRUCK_AS}

    def are_in(self, text: str) -> bool:
        return re.search(self.said, text) is not None


def of(people: Sequence[Person]) -> Names:
    numbers = [person.pk for person in people]
    former = FormerKey.objects.filter(person__in=numbers).values_list("sync_key", flat=True)
    keys = sorted({*former, *(person.sync_key for person in people if person.sync_key)})
    written = {name for person in people for name in _ways(person)}
    texts = {*keys, *written, *(person.username for person in people)}
    texts |= {value for person in people for value in (person.email, person.phone) if value}
    texts |= set(NewAddress.objects.filter(person__in=numbers).values_list("email", flat=True))
    return Names(
        numbers,
        keys,
        sorted({person.username_folded for person in people}),
        sorted(written),
        pattern(texts - _of_others(people, texts, numbers)),
        any(person.profile in STAFF for person in people),
    )


def _ways(person: Person) -> Iterable[str]:
    given, family = person.given_name, person.family_name
    if not given or not family:
        yield person.full_name
        return
    yield from (f"{given} {family}", f"{family} {given}", f"{family}, {given}")


def _of_others(people: Sequence[Person], texts: set[str], numbers: list[int]) -> set[str]:
    """Addresses, numbers and names that somebody else has too: there they are the other's."""
    shared = Q(email__in=texts) | Q(phone__in=texts)
    for person in people:
        shared |= Q(given_name=person.given_name, family_name=person.family_name)
    found = set()
    for other in Person.objects.filter(shared).exclude(pk__in=numbers):
        found |= {other.email, other.phone, *_ways(other)}
    return found


def pattern(texts: Iterable[str]) -> str:
    """A regular expression of PostgreSQL, and of Python as well."""
    long: set[str] = set()
    short: set[str] = set()
    for text in texts:
        if LIKE_A_CODE.fullmatch(text):
            continue
        whole = len(text) < SHORTEST or LIKE_A_NUMBER.fullmatch(text)
        ways = {text, json.dumps(text, ensure_ascii=False)[1:-1]}  # as it stands in JSON
        (short if whole else long).update(map(_escaped, ways))
    found = []
    if long:
        found.append(rf"{BEFORE}(?:{'|'.join(_longest_first(long))}){AFTER}")
    if short:
        some = "|".join(_longest_first(short))
        found.append(rf'(?<=")(?:{some})(?="(?!:))|^(?:{some})$')
    return "(?i)" + ("|".join(found) or NOTHING)


def _longest_first(texts: set[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _escaped(text: str) -> str:
    """Both read a sign that is no letter and no digit, after a backslash, as itself."""
    return re.sub(r"([^\w\s])", r"\\\1", text)
