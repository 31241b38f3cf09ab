"""Lines of the journal in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.actor import origin_in_words
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.people import shown_names
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import looks
from kinkeeper.readings.journal_names import named
from kinkeeper.readings.journal_sentences import DENIED, SENTENCES
from kinkeeper.readings.journal_values import as_whom, looked_at, refused_page, setting, worded
from kinkeeper.roster.text.isolate import alone

# Other accounts that a line's data names by their internal IDs.
OTHERS = {
    "gone_id": "gone",
    "kept_id": "kept",
    "other_id": "other",
    "receiver_id": "receiver",
}
# What a school does with a pupil: such lines name the school (`tests/house/test_acts.py`). Older
# ones do not; they may be another school's, and say no more than what was done (K14).
OF_ONE_SCHOOL = frozenset(
    {"document", "learning-plan", "mark", "meeting", "message", "notice", "remark", "result"}
)
NAMED = 5  # of many pupils who were seen together


@dataclass(frozen=True)
class Told:
    at: datetime
    who: str
    what: str
    origin: str
    denied: bool
    known: frozenset[int]  # of the people whom the line mentions, those whom the reader may know
    role: str  # as what somebody acted; empty where nobody was anything
    pupils: Sequence[int]  # who are named


class _About(dict[str, Any]):
    """What a sentence may name; a missing part is a dash, never an error page."""

    def __missing__(self, name: str) -> str:
        return "–"


@dataclass(frozen=True)
class _Known:
    """The people whom a line may name. Where some are kept back, nobody else is told by number."""

    people: Mapping[int, Person]
    kept_back: bool = False

    def person(self, number: int | None) -> str:
        found = self.people.get(number or 0)
        return self._else(number) if found is None else alone(found.full_name)

    def account(self, number: int | None) -> str:
        found = self.people.get(number or 0)
        return (
            self._else(number) if found is None else f"{alone(found.full_name)} ({found.username})"
        )

    def _else(self, number: int | None) -> str:
        if number is None:
            return _("someone")
        return (
            _("someone outside your organisations") if self.kept_back else _("person %d") % number
        )


def tell(
    viewer: Viewer, entries: Sequence[Entry], about: Collection[int] | None = None
) -> list[Told]:
    """The lines in words, without what lies out of the viewer's reach (K14). A few queries for the
    names however many they are. Of many pupils some are named, those that the reader asks `about`
    first."""
    told = _tell(viewer, entries, frozenset(about or ()))
    looks.shows_children(viewer, (number for line in told for number in line.pupils))
    return told


def _tell(viewer: Viewer, entries: Sequence[Entry], about: frozenset[int]) -> list[Told]:
    mentioned = {number for entry in entries for number in _mentioned(entry)}
    together = {number for entry in entries for number in entry.children}
    if viewer.reach.whole_site:
        some = [number for each in entries for number in _some(each.children, about)]
        people = named({*mentioned, *some} - viewer.hidden)
        return [_told(entry, _Known(people), about) for entry in entries]
    asked = {*mentioned, *together}
    scope = scopes.people(viewer).filter(pk__in=asked).values_list("pk", flat=True)
    seen = {*scope, viewer.actor.person_id}
    people = named({*mentioned, *(together & seen)})
    viewer.by_name.look(entry.actor_id for entry in entries)
    told = [(entry, _told(entry, _in_reach(entry, people, seen), about)) for entry in entries]
    return [_without_office(viewer, entry, line) for entry, line in told]


def _mentioned(entry: Entry) -> list[int]:
    others = [entry.data.get(name) for name in OTHERS]
    numbers = [entry.person_id, entry.child_id, *others]
    return [number for number in numbers if isinstance(number, int)]


def _in_reach(entry: Entry, people: Mapping[int, Person], seen: set[int | None]) -> _Known:
    """Who has access to a pupil is the business of the pupil's school, wherever the parent
    belongs; children elsewhere are not."""
    allowed = seen | ({entry.person_id} if entry.child_id in seen else set())
    mentioned = [*_mentioned(entry), *entry.children]
    named = {number: people[number] for number in mentioned if number in people}
    mine = {number: person for number, person in named.items() if number in allowed}
    return _Known(mine, kept_back=True)


def _some(children: Sequence[int], about: frozenset[int]) -> list[int]:
    """Those who are named where many were seen together."""
    return sorted(children, key=lambda number: (number not in about, number))[:NAMED]


def _children(entry: Entry, known: _Known, some: Sequence[int]) -> str:
    """The pupil, or some of many; those out of reach are not counted (K14)."""
    if not entry.children:
        return known.person(entry.child_id)
    names = ", ".join(known.person(number) for number in some)
    more = len(_mine(entry, known)) - len(some)
    if more <= 0:
        return names
    words = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more)
    return words % {"names": names, "more": more}


def _mine(entry: Entry, known: _Known) -> list[int]:
    """Of many who were seen together, those whom the reader may know of."""
    return [n for n in entry.children if n in known.people or not known.kept_back]


def _told(entry: Entry, known: _Known, sought: frozenset[int]) -> Told:
    denied = entry.outcome == Outcome.DENIED
    some = _some(_mine(entry, known), sought)
    others = {OTHERS[name]: entry.data[name] for name in OTHERS if name in entry.data}
    about = _About(
        {name: _plain(value) for name, value in worded(_said(entry, known)).items()}
        | {name: known.account(number) for name, number in others.items()}
        | {
            "person": known.person(entry.person_id),
            "account": known.account(entry.person_id),
            "child": known.person(entry.child_id),
            "children": _children(entry, known, some),
            "what": looked_at(entry.data.get("what")),
            "page": refused_page(entry.data),
            "import": entry.import_id,
        }
    )
    about_whom = [entry.child_id, *others.values()]
    if entry.action in {"setting.changed", "organisation.changed"}:
        about["name"] = setting(entry.data.get("name"))
    if known.kept_back and any(each and each not in known.people for each in about_whom):
        about["reason"] = "–"  # it may name whom this reader must not know, or the court
    sentence = (DENIED if denied else SENTENCES).get(entry.action)
    what = str(sentence) % about if sentence else _("something that is not known here any more")
    who = shown_names.plainly(entry.actor_id, entry.actor_name)
    pupils = [each.pk for each in known.people.values() if each.profile == Profile.PUPIL]
    mine = {entry.child_id, entry.person_id, *others.values(), *some}
    return Told(
        entry.at,
        who,
        what,
        origin_in_words(entry.origin),
        denied,
        frozenset(known.people),
        as_whom(entry.role),
        sorted(mine.intersection(pupils)),
    )


def _said(entry: Entry, known: _Known) -> Mapping[str, object]:
    of_school = entry.action.partition(".")[0] in OF_ONE_SCHOOL
    return {} if known.kept_back and of_school and entry.organisation_id is None else entry.data


def _without_office(viewer: Viewer, entry: Entry, told: Told) -> Told:
    """Neither who did it nor from where, where that is another office; what somebody did alone is
    told of the person."""
    if viewer.by_name.knows(entry.actor_id):
        return told
    if entry.actor_id == entry.person_id:
        return replace(told, who=_("someone outside your organisations"), origin="")
    return replace(told, who=viewer.by_name(entry.actor_id, told.who), origin="", role="")


def _plain(value: object) -> object:
    """A list as words; texts stand alone, and an empty one is a word, too."""
    if isinstance(value, list):
        return ", ".join(map(alone, value)) or _("nothing")
    return (alone(value) or _("nothing")) if isinstance(value, str) else value
