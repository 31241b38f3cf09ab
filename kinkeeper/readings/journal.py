"""The journal as somebody looks for something in it: about whom, by whom, what, when and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.actor import NAMES
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import below
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.reach import within
from kinkeeper.people.search import forgiving, search
from kinkeeper.readings.journal_sentences import DENIED, SENTENCES

PAGE = 100
MOST = 50  # people whom the same words mean

# What acts are about, by the first half of their names.
NOUNS: dict[str, str | Promise] = {
    "session": _("Signing in"),
    "alert": _("Alerts by e-mail"),
    "factor": _("Second step of signing in"),
    "identity": _("Accounts at identity providers"),
    "provider": _("Identity providers"),
    "child": _("Looking at a child"),
    "viewing": _("Viewing as a parent"),
    "person": _("People"),
    "relationship": _("Relationships"),
    "rights": _("What parents may see"),
    "consent": _("Consent of pupils of age"),
    "protection": _("Protected identity"),
    "copy": _("Copies of someone’s data"),
    "absence": _("Reported absence"),
    "contact": _("Changed contact data"),
    "notice": _("Answers to notices"),
    "message": _("Messages"),
    "meeting": _("Meetings with parents"),
    "entry": _("Entered by hand"),
    "mark": _("Marks in the register"),
    "remark": _("Remarks"),
    "document": _("Documents"),
    "learning-plan": _("Learning plans"),
    "result": _("Results"),
    "pending": _("Pending relationships"),
    "question": _("Questions"),
    "import": _("Imports"),
    "guard": _("Guards of imports"),
    "schools": _("New schools of an import"),
    "pupils": _("Files downloaded"),
    "source": _("Sources"),
    "letters": _("Letters and e-mails"),
    "notifications": _("E-mails about news"),
    "credential": _("Codes and links"),
    "password": _("Passwords"),
    "address": _("New e-mail addresses"),
    "release": _("Releases"),
    "organisation": _("Organisations"),
    "feed": _("Calendar addresses"),
    "breach": _("Breaches of personal data"),
    "layout": _("What parents see"),
    "setting": _("Settings"),
    "retention": _("Deleted on schedule"),
    "site": _("The whole site"),
    "command": _("Refused on the command line"),
    "family": _("Own family"),
    "page": _("Refused pages"),
    "journal": _("Reading the journal"),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; None and blank filter nothing, an empty set finds nothing. `act` is
    a noun of `NOUNS` or a whole act; the days count in the site's time zone."""

    about: frozenset[int] | None = None
    by: Q | None = None
    act: str = ""
    since: date | None = None
    until: date | None = None
    organisation: Organisation | None = None
    denied: bool = False
    before: int | None = None


def find(viewer: Viewer, wanted: Wanted) -> QuerySet[Entry]:
    """Newest first, of what the viewer may read."""
    found = scopes.journal(viewer)
    if wanted.about is not None:
        people = list(wanted.about)
        mine = Q(person_id__in=people) | Q(child_id__in=people) | Q(actor_id__in=people)
        found = found.filter(mine | _seen_together(people))
    if wanted.by is not None:
        found = found.filter(wanted.by)
    if wanted.act:
        found = found.filter(action__in=acts(wanted.act))
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.organisation is not None:
        found = found.filter(_at(wanted.organisation))
    if wanted.denied:
        found = found.filter(outcome=Outcome.DENIED)
    if wanted.before is not None:
        found = found.filter(pk__lt=wanted.before)
    return found


class _AmongLinesListing(Func):
    """A condition: the line is one of those that list any of these people."""

    template = "%(expressions)s::bigint[])))"
    arg_joiner = " = ANY (ARRAY(SELECT wall.lines_listing("
    output_field = BooleanField()


def _seen_together(people: list[int]) -> Q:
    """Lines that list any of these people, who are within reach. Behind the wall of the database
    the index of the lists is of use only to its own function (`access.wall.what_is_found`)."""
    if connection.settings_dict.get("ROLE") == "web":
        return Q(_AmongLinesListing(F("pk"), Value(people)))
    return Q(children__overlap=people)


def meant(viewer: Viewer, words: str) -> frozenset[int]:
    """The people within reach whom these words mean, fifty at most."""
    with forgiving():
        found = search(scopes.people(viewer), words)
        return frozenset(found.values_list("pk", flat=True)[:MOST])


def done_by(viewer: Viewer, words: str) -> Q:
    """Acts of those whom these words mean and whose names the viewer may know (K14): people
    within reach, system administrators, and who is no person, such as the command line."""
    known = Q(pk__in=meant(viewer, words))
    with whole_site(), forgiving():  # no office reaches them, and each may know their names
        administrators = Person.objects.filter(profile=Profile.SYSTEM_ADMINISTRATOR)
        known |= Q(pk__in=list(search(administrators, words).values_list("pk", flat=True)[:MOST]))
    people = Person.objects.filter(known)
    names = [name for name, said in NAMES.items() if words.casefold() in str(said).casefold()]
    nobody = Q(actor_name__in=names) | Q(actor_name__icontains=words)
    return Q(actor_id__in=list(people.values_list("pk", flat=True))) | Q(actor_id=None) & nobody


def of_person(person: Person) -> Q:
    """Acts of this one person, whom the viewer may know."""
    return Q(actor_id=person.pk)


def acts(act: str) -> list[str]:
    """The acts that a noun or a whole act means; an unknown one means itself."""
    if act in NOUNS:
        return sorted(each for each in {*SENTENCES, *DENIED} if each.partition(".")[0] == act)
    return [act]


def choices() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The acts to choose from, in groups with their headings, each as its own sentence."""
    for noun, label in NOUNS.items():
        said = {act: _shortly(SENTENCES.get(act) or DENIED[act]) for act in acts(noun)}
        both = sorted(said.items(), key=lambda each: each[1].casefold())
        everything = [(noun, str(_("%s: all of them") % label))] if len(both) > 1 else []
        yield str(label), everything + both


class _Dots(Mapping[str, str]):
    """Three dots for whatever a sentence names."""

    def __getitem__(self, _name: str) -> str:
        return "…"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _shortly(sentence: str | Promise) -> str:
    told = str(sentence) % _Dots()
    return told.removesuffix(": …").replace(" (…)", "").replace(" (…, …)", "").replace("“…”", "…")


def _at(organisation: Organisation) -> Q:
    """Lines about people who belong there or below, or about the organisations themselves."""
    places = below([organisation])
    if places.whole_site:
        return Q()
    people = Person.objects.filter(within(places)).values("pk")
    there = Q(organisation_id__in=places.ids())
    return Q(person_id__in=people) | Q(child_id__in=people) | there


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
