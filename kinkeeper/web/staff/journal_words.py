"""Lines of the journal in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.actor import origin_in_words
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.people import shown_names
from kinkeeper.people.models import Person
from kinkeeper.readings import journal
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.staff.journal_values import worded

# Each may use %(person)s, %(child)s and what the line's data holds; %(account)s is the person with
# the username, for where two accounts have one name, and so are those of `OTHERS`.
SENTENCES: dict[str, str | Promise] = {
    "address.confirmed": gettext_lazy("%(person)s confirmed the new e-mail address"),
    "address.link-sent": gettext_lazy("a link to confirm the new address went to %(person)s"),
    "address.withdrawn": gettext_lazy("withdrew the new e-mail address of %(person)s"),
    "child.viewed": gettext_lazy("looked at %(child)s"),
    "credential.guessed": gettext_lazy("typed wrong codes until the one of %(person)s died"),
    "credential.issued": gettext_lazy("issued a way in to %(person)s (%(channel)s)"),
    "credential.redeemed": gettext_lazy("%(person)s used the way in and chose a password"),
    "credential.voided": gettext_lazy("the way in of %(person)s stopped working"),
    "guard.accepted": gettext_lazy("let import %(import)s pass a guard: %(reason)s"),
    "import.applied": gettext_lazy("applied import %(import)s"),
    "import.discarded": gettext_lazy("discarded import %(import)s"),
    "import.planned": gettext_lazy("import %(import)s was read and planned"),
    "import.received": gettext_lazy("uploaded a file for import %(import)s"),
    "import.refused": gettext_lazy("import %(import)s was refused"),
    "import.thinned": gettext_lazy("let the lines of import %(import)s go"),
    "import.undone": gettext_lazy("took import %(import)s back"),
    "import.stale": gettext_lazy("the plan of import %(import)s was no longer true"),
    "letters.fetched": gettext_lazy("downloaded the letters of batch %(batch)s"),
    "letters.made": gettext_lazy("%(letters)s letters of batch %(batch)s were made"),
    "letters.ordered": gettext_lazy("ordered batch %(batch)s: %(letters)s, %(left_out)s left out"),
    "letters.sent": gettext_lazy("%(sent)s mails of batch %(batch)s were sent"),
    "letters.stopped": gettext_lazy("stopped batch %(batch)s"),
    "organisation.removed": gettext_lazy("removed the organisation %(path)s"),
    "organisation.added": gettext_lazy("added the organisation %(path)s"),
    "password.changed": gettext_lazy("%(person)s changed the password"),
    "password.taken": gettext_lazy("took the password of %(person)s away: %(reason)s"),
    "password.reset": gettext_lazy("%(person)s chose a new password by mail"),
    "password.reset-sent": gettext_lazy("a mail for a new password went to %(person)s"),
    "pending.cancelled": gettext_lazy("%(person)s no longer waits for %(value)s"),
    "pending.held-back": gettext_lazy("a block held %(person)s and %(child)s back"),
    "person.added": gettext_lazy("added %(person)s"),
    "person.changed": gettext_lazy("changed %(person)s"),
    "person.is-one": gettext_lazy("said that %(person)s is one person, as the name stands"),
    "person.moved": gettext_lazy("changed where %(person)s belongs"),
    "person.different": gettext_lazy("said that %(account)s and %(other)s are two people"),
    "person.key-moved": gettext_lazy(
        "moved the former key %(key)s from %(person)s to %(receiver)s: %(reason)s"
    ),
    "person.key-released": gettext_lazy(
        "decided that the former key %(key)s leads to %(person)s no longer: %(reason)s"
    ),
    "person.merged": gettext_lazy(
        "merged the account of %(gone)s into that of %(account)s: %(reason)s"
    ),
    "person.merged-away": gettext_lazy(
        "the account of %(account)s was merged into that of %(kept)s: %(reason)s"
    ),
    "person.parted": gettext_lazy(
        "the account of %(account)s stands alone again, apart from that of %(kept)s"
    ),
    "person.unmerged": gettext_lazy(
        "took back that the account of %(gone)s was merged into that of %(account)s: %(reason)s"
    ),
    "person.restored": gettext_lazy("restored %(person)s from the trash"),
    "person.trashed": gettext_lazy("put %(person)s into the trash"),
    "pupils.exported": gettext_lazy("downloaded names and keys of %(pupils)s pupils"),
    "question.asked-again": gettext_lazy(
        "asked again about %(person)s and %(child)s (%(kind)s, %(value)s; it was %(answer)s): "
        "%(reason)s"
    ),
    "question.cancelled": gettext_lazy(
        "decided that %(person)s waits no longer for %(value)s (%(kind)s)"
    ),
    "question.connected": gettext_lazy(
        "decided that %(value)s, named for %(person)s, means %(child)s: %(reason)s"
    ),
    "question.moved": gettext_lazy("let the former key of %(person)s go to %(value)s"),
    "question.same": gettext_lazy("decided that a file’s %(value)s is still %(person)s"),
    "question.other": gettext_lazy("decided that a file’s %(value)s is not %(person)s"),
    "question.kept": gettext_lazy(
        "decided to leave it as it is for %(person)s and %(child)s (%(kind)s, %(value)s): "
        "%(reason)s"
    ),
    "release.asked": gettext_lazy("asked for a release of the account of %(person)s"),
    "release.given": gettext_lazy("released the account of %(person)s to another office"),
    "release.refused": gettext_lazy("did not release the account of %(person)s: %(reason)s"),
    "relationship.blocked": gettext_lazy("blocked %(person)s and %(child)s: %(reason)s"),
    "relationship.proposed": gettext_lazy("proposed %(person)s for %(child)s"),
    "relationship.confirmed": gettext_lazy(
        "confirmed by hand that %(person)s belongs to %(child)s"
    ),
    "relationship.connected": gettext_lazy("connected %(person)s and %(child)s"),
    "relationship.granted": gettext_lazy(
        "granted %(person)s to see %(child)s (the file: %(file)s): %(reason)s"
    ),
    "relationship.disconnected": gettext_lazy(
        "removed the relationship of %(person)s and %(child)s: %(reason)s"
    ),
    "relationship.merged": gettext_lazy(
        "%(person)s and %(child)s are %(state)s after a merge of accounts (%(from)s)"
    ),
    "relationship.parted": gettext_lazy(
        "%(person)s and %(child)s are %(state)s after a merge of accounts was taken back (%(from)s)"
    ),
    "relationship.unblocked": gettext_lazy(
        "lifted the block of %(person)s and %(child)s: %(reason)s"
    ),
    "session.started": gettext_lazy("%(person)s signed in"),
    "source.added": gettext_lazy("set up the source %(name)s, trusted for: %(trusted)s"),
    "source.asked": gettext_lazy("asked the source %(name)s by hand"),
    "source.changed": gettext_lazy("changed the source %(name)s, trusted for: %(trusted)s"),
    "source.paused": gettext_lazy("paused the source %(name)s"),
    "source.removed": gettext_lazy("removed the source %(name)s"),
    "source.resumed": gettext_lazy("resumed the source %(name)s"),
    "source.run": gettext_lazy("the source %(name)s was asked: %(outcome)s"),
    "site.reopened": gettext_lazy("opened parents’ login after a restore: %(reason)s"),
    "site.restored": gettext_lazy(
        "closed the site after a restore (backup of %(since)s): %(codes)s ways in and %(sessions)s "
        "sessions ended, %(batches)s batches and %(jobs)s jobs stopped"
    ),
    "setting.changed": gettext_lazy("changed the setting %(name)s from %(from)s to %(to)s"),
}
DENIED: dict[str, str | Promise] = {
    "child.view": gettext_lazy("tried to see %(child)s"),
    "command.refused": gettext_lazy("tried what this role may not do (%(verb)s)"),
    "credential.guessed": SENTENCES["credential.guessed"],
    "import.late": gettext_lazy("no longer had the right to work on import %(id)s"),
    "import.rows": gettext_lazy("tried to fetch the rows of an import out of reach"),
    "import.view": gettext_lazy("tried to see an import out of reach (%(id)s)"),
    "letters.fetch": gettext_lazy("tried to fetch letters that somebody else ordered"),
    "letters.view": gettext_lazy("tried to see letters out of reach (%(id)s)"),
    "page.refused": gettext_lazy("tried what this role may not do (%(verb)s)"),
    "person.change": gettext_lazy("tried to change %(person)s"),
    "person.merge": gettext_lazy("tried to merge %(person)s with somebody"),
    "person.view": gettext_lazy("tried to see %(person)s"),
    "question.view": gettext_lazy("tried to decide something out of reach (%(id)s)"),
    "source.view": gettext_lazy("tried to see a source out of reach (%(id)s)"),
    "relationship.change": gettext_lazy("tried to change a relationship of %(person)s"),
    "relationship.view": gettext_lazy("tried to change a pair out of reach (%(id)s)"),
    "session.refused": gettext_lazy("a sign-in failed (%(name)s)"),
}

# Other accounts that a line's data names by their internal IDs.
OTHERS = {
    "gone_id": "gone",
    "kept_id": "kept",
    "other_id": "other",
    "receiver_id": "receiver",
}


@dataclass(frozen=True)
class Told:
    at: datetime
    who: str
    what: str
    origin: str
    denied: bool


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
            return _("somebody")
        return _("somebody out of reach") if self.kept_back else _("person %d") % number


def tell(viewer: Viewer, entries: Sequence[Entry]) -> list[Told]:
    """The lines in words, without what lies out of the viewer's reach (K14). Two queries for the
    names however many they are."""
    mentioned = {number for entry in entries for number in _mentioned(entry)}
    people = journal.named(mentioned)
    if viewer.reach.whole_site:
        return [_told(entry, _Known(people)) for entry in entries]
    scope = scopes.people(viewer).filter(pk__in=mentioned).values_list("pk", flat=True)
    seen = {*scope, viewer.actor.person_id}
    viewer.by_name.look(entry.actor_id for entry in entries)
    told = [(entry, _told(entry, _in_reach(entry, people, seen))) for entry in entries]
    return [_without_office(viewer, entry, line) for entry, line in told]


def _mentioned(entry: Entry) -> list[int]:
    others = [entry.data.get(name) for name in OTHERS]
    numbers = [entry.person_id, entry.child_id, *others]
    return [number for number in numbers if isinstance(number, int)]


def _in_reach(entry: Entry, people: Mapping[int, Person], seen: set[int | None]) -> _Known:
    """Who has access to a pupil is the business of the pupil's school, wherever the parent
    belongs; children elsewhere are not."""
    allowed = seen | ({entry.person_id} if entry.child_id in seen else set())
    named = {number: people[number] for number in _mentioned(entry) if number in people}
    mine = {number: person for number, person in named.items() if number in allowed}
    return _Known(mine, kept_back=True)


def _told(entry: Entry, known: _Known) -> Told:
    denied = entry.outcome == Outcome.DENIED
    others = {OTHERS[name]: entry.data[name] for name in OTHERS if name in entry.data}
    about = _About(
        {name: _plain(value) for name, value in worded(entry.data).items()}
        | {name: known.account(number) for name, number in others.items()}
        | {
            "person": known.person(entry.person_id),
            "account": known.account(entry.person_id),
            "child": known.person(entry.child_id),
            "import": entry.import_id,
        }
    )
    about_whom = [entry.child_id, *others.values()]
    if known.kept_back and any(each and each not in known.people for each in about_whom):
        about["reason"] = "–"  # it may name whom this reader must not know, or the court
    sentence = (DENIED if denied else SENTENCES).get(entry.action)
    what = str(sentence) % about if sentence else entry.action
    who = shown_names.plainly(entry.actor_id, entry.actor_name)
    return Told(entry.at, who, what, origin_in_words(entry.origin), denied)


def _without_office(viewer: Viewer, entry: Entry, told: Told) -> Told:
    """Neither who did it nor from where, where that is another office; what somebody did alone is
    told of the person."""
    if viewer.by_name.knows(entry.actor_id):
        return told
    if entry.actor_id == entry.person_id:
        return replace(told, who=_("somebody out of reach"), origin="")
    return replace(told, who=viewer.by_name(entry.actor_id, told.who), origin="")


def _plain(value: object) -> object:
    """A list as words; texts stand alone."""
    if isinstance(value, list):
        return ", ".join(map(alone, value)) or _("nothing")
    return alone(value) if isinstance(value, str) else value
