"""What a parent is e-mailed about, and what was sent: for the parent, and for the office."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from django.db.models import Count, Q
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format

from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.messaging import school_says
from kinkeeper.notifications import due, readers
from kinkeeper.notifications.choices import Chosen, Paces, paces_of
from kinkeeper.notifications.models import Device, Kind, Mail, MailState, Pace, Reader
from kinkeeper.notifications.push import site_key
from kinkeeper.organisations import settings
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.own_settings import common, contacts, lowest
from kinkeeper.organisations.reach import Reach
from kinkeeper.people import returned_mail
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.reach import within
from kinkeeper.people.unconfirmed_address import waiting_of
from kinkeeper.readings import sign_ins
from kinkeeper.readings.children import Child
from kinkeeper.roster.vocabulary import Area

INVITED = "SELECT child_id FROM wall.meetings()"
LATEST = 30
LATEST_OF_OFFICE = 5
# What a parent is shown by which rights: a kind of which nothing is shown is not asked about.
AREAS: Mapping[Kind, frozenset[Area]] = {
    Kind.ANSWERS: frozenset({Area.SCHOOL_DAY}),
    Kind.MESSAGES: frozenset({Area.MESSAGES}),
    Kind.MEETINGS: frozenset({Area.MESSAGES}),
    Kind.NOTICES: frozenset({Area.SCHOOL_DAY}),
    Kind.CALENDAR: frozenset({Area.SCHOOL_DAY}),
    Kind.WORK: frozenset({Area.WORK_RESULTS}),
    Kind.RECORD: frozenset({Area.ABSENCE, Area.BEHAVIOUR, Area.DOCUMENTS}),
}


class Standing(StrEnum):
    """Whether e-mails go to somebody, or the first reason why not."""

    ON = "on"
    OFF = "off"  # the site or the schools send none
    NO_ADDRESS = "no-address"
    RETURNED = "returned"  # the last one came back
    NOT_HERE = "not-here"  # none may go to this person: protected, or a pupil reads the mailbox
    STOPPED = "stopped"


@dataclass(frozen=True)
class Asked:
    """One child, and the kinds that are asked about, each with its pace now. `silent`: no e-mail
    tells anything of this child."""

    child: Child
    paces: Mapping[Kind, Pace]
    defaults: Mapping[Kind, Pace]
    silent: bool


@dataclass(frozen=True)
class OnDevice:
    """A browser that shows news to the parent."""

    number: int
    name: str
    since: datetime


@dataclass(frozen=True)
class EMails:
    """`waits`: another address that is not confirmed yet. `at`, `weekday`: when the e-mails of the
    day and of the week are sent, in words. `key`: the site's, as browsers ask for it."""

    standing: Standing
    address: str
    waits: bool
    quiet: tuple[str, str]
    children: list[Asked]
    sent: list[Mail]
    at: str
    weekday: str
    devices: list[OnDevice]
    key: str


@dataclass(frozen=True)
class Sent:
    """For the office: whether e-mails go to a parent about its own children, and the latest, where
    none may be about a child of another school (K14); nothing of what they tell."""

    standing: Standing
    mails: list[Mail]


@dataclass(frozen=True)
class OwnChildren:
    """Of a parent's children those within an office's reach. `of_all`: there are no others;
    `silent`: no e-mail tells of any of them."""

    of_all: bool
    silent: bool


def of_parent(parent: Person, mine: Mapping[Person, Child]) -> EMails:
    key = site_key.public()  # before the devices: they go with a key that is lost
    reader, paces = _reader(parent), paces_of(parent.pk)
    hidden = _protected(mine)
    invited = set(db.column(INVITED))
    asked = [
        _asked(child, paces, hidden=child.id in hidden, meets=child.id in invited)
        for child in mine.values()
        if child.areas
    ]
    silent = not any(not each.silent for each in asked)
    return EMails(
        _standing(parent, reader, silent=silent),
        parent.email,
        waiting_of(parent) is not None,
        (reader.quiet_from, reader.quiet_until),
        asked,
        list(Mail.objects.filter(person=parent)[:LATEST]),
        time_format(time.fromisoformat(settings.get("notify_at")), "TIME_FORMAT"),
        str(WEEKDAYS[settings.WEEK.index(settings.get("notify_weekday"))]),
        [
            OnDevice(each.pk, sign_ins.device(each.browser, each.system), each.made_at)
            for each in Device.objects.filter(person=parent).order_by("pk")
        ],
        key,
    )


def of_person(viewer: Viewer, person: Person) -> Sent | None:
    """None where nothing was ever sent, or the viewer is not to be told."""
    if not may(viewer, Verb.CREDENTIALS_ISSUE):
        return None
    own = OwnChildren(of_all=True, silent=False)
    if not viewer.is_system_administrator:
        children = _children_within(viewer.reach, viewer.hidden, person)
        if children is None:
            return None
        own = children
    mails = list(Mail.objects.filter(person=person)[:LATEST_OF_OFFICE])
    reader = Reader.objects.filter(person=person).first()
    if reader is None and not mails:
        return None
    standing = _standing(person, reader or Reader(), silent=own.silent)
    return Sent(standing, mails if own.of_all else [])


def changed(asked: Iterable[Asked], wanted: Chosen) -> Chosen:
    """Of what the form says only what is not as the school says: the rest goes on as that does."""
    defaults: dict[tuple[int, str], Pace] = {
        (each.child.id, kind): each.defaults[kind] for each in asked for kind in each.paces
    }
    return {name: pace for name, pace in wanted.items() if defaults.get(name) != pace}


def _reader(parent: Person) -> Reader:
    return Reader.objects.filter(person=parent).first() or Reader(person=parent)


@whole_site()
def _protected(mine: Mapping[Person, Child]) -> frozenset[int]:
    return protected() & {person.pk for person in mine}


@whole_site()
def _children_within(reach: Reach, hidden: Collection[int], parent: Person) -> OwnChildren | None:
    """None without such a child. A relationship that is over counts among all: an e-mail may tell
    of it."""
    ties = Relationship.objects.filter(parent=parent)
    within_reach = ties.filter(within(reach, "child_id")).exclude(child__in=list(hidden))
    own = list(within_reach.values_list("pk", flat=True))
    if not own:
        return None
    now = Relationship.objects.filter(goes_on(), pk__in=own).exclude(child__in=list(protected()))
    places = Membership.objects.filter(person__in=now.values("child"))
    if not reach.whole_site:
        places = places.filter(organisation__in=reach.ids())
    said = contacts()
    paths = lowest(places.values_list("organisation__path", flat=True))
    silent = all(said.one(path, "notifications") != "on" for path in paths)
    return OwnChildren(of_all=not ties.exclude(pk__in=own).exists(), silent=silent)


@whole_site()
def _standing(person: Person, reader: Reader, *, silent: bool) -> Standing:
    if silent or "on" not in contacts().said["notifications"].values():
        return Standing.OFF
    if not readers.has_address(person):
        return Standing.NO_ADDRESS
    if returned_mail.of(person) is not None:
        return Standing.RETURNED
    if not readers.may_be_told(person):
        return Standing.NOT_HERE
    return Standing.STOPPED if reader.stopped_at is not None else Standing.ON


def _asked(child: Child, paces: Paces, *, hidden: bool, meets: bool) -> Asked:
    """`meets`: the school offers meetings; of one that offers none nothing is said anywhere."""
    path = common(lowest(child.places))
    kinds = [kind for kind in Kind if AREAS[kind] & child.areas]
    if not any(school_says.at(place).is_on for place in child.arranged_by):
        kinds = [kind for kind in kinds if kind != Kind.MESSAGES]
    if not meets:
        kinds = [kind for kind in kinds if kind != Kind.MEETINGS]
    none_chosen = Paces({}, paces.said)
    return Asked(
        child,
        {kind: paces.of(child.id, kind, path) for kind in kinds},
        {kind: none_chosen.of(child.id, kind, path) for kind in kinds},
        silent=hidden or paces.said.one(path, "notifications") != "on",
    )


@whole_site()
def counts() -> dict[str, int]:
    """Of the whole site: parents who are told, who have stopped it, whose turn it is now; e-mails
    of the last 90 days by state."""
    now = moment()
    readers_now = Reader.objects.aggregate(
        parents=Count("pk"), stopped=Count("pk", filter=Q(stopped_at__isnull=False))
    )
    states = dict(Mail.objects.values_list("state").annotate(number=Count("pk")).order_by())
    return (
        dict(readers_now)
        | {"due": due.due(now).count()}
        | {str(state): states.get(state, 0) for state in MailState}
    )
