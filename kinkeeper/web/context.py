"""What every template knows: whose name a page bears, whom to ask, and for staff their rooms."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.messaging import school_says
from kinkeeper.organisations import restore_hold
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import inbox, school_contact
from kinkeeper.roster.vocabulary import Hat
from kinkeeper.web import hats, view_as

INBOX = "staff:inbox"
SHOWN, WAITING = "shown", "waiting"


@dataclass(frozen=True)
class Entry:
    address: str
    label: str
    current: bool
    count: int = 0  # what waits there


def site(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "viewer", None)
    known = _as_context(getattr(request, SHOWN, None) or school_contact.shown_to(viewer))
    if settings.DEMO and settings.CLOCK:
        known["demo_clock"] = settings.CLOCK
    known["viewing"] = view_as.viewing(request)
    if viewer is not None:
        known["can"] = {verb.value: may(viewer, verb) for verb in Verb}
    if viewer is not None and viewer.person is not None and viewer.is_staff:
        known["navigation"] = navigation(viewer, request.path, getattr(request, WAITING, None))
        known["on_hold"] = restore_hold.state()
    if viewer is not None and viewer.person is not None:
        known["other_hat"] = other_hat(viewer, viewer.person)
    return known


def other_hat(viewer: Viewer, person: Person) -> str:
    """Which hat somebody could change to; empty for who has one only."""
    if not hats.has_both(person):
        return ""
    return (Hat.PARENT if viewer.is_staff else Hat.STAFF).value


def show(request: HttpRequest, shown: school_contact.Shown) -> None:
    """Whom this page tells to ask, where the page knows better than its viewer does."""
    setattr(request, SHOWN, shown)


def counted(request: HttpRequest, waiting: int) -> None:
    """How much waits in *To decide*, where the page has counted it itself."""
    setattr(request, WAITING, waiting)


def _as_context(shown: school_contact.Shown) -> dict[str, Any]:
    """As the templates know it."""
    return {"site_name": shown.site_name, "office": shown.office, "offices": shown.offices}


def navigation(viewer: Viewer, path: str, waiting: int | None = None) -> list[Entry]:
    """`waiting`: how much there is to decide, where it is known."""
    rooms = [
        ("staff:people", _("People"), Verb.PEOPLE_SEE),
        ("staff:imports", _("Imports"), Verb.IMPORTS_RUN),
        (INBOX, _("To decide"), Verb.RELATIONSHIPS_CHANGE),
        ("staff:relationships", _("Relationships"), Verb.RELATIONSHIPS_CHANGE),
        ("staff:credentials", _("Credentials"), Verb.CREDENTIALS_ISSUE),
        ("staff:parent-features", _("Parent features"), Verb.PARENT_FEATURES_SEE),
        ("staff:settings", _("Settings"), Verb.SETTINGS_CHANGE),
        ("staff:journal", _("Journal"), Verb.JOURNAL_READ),
    ]
    if viewer.profile == Profile.TEACHER:  # an office finds it on its first page
        rooms += [
            ("staff:entries", _("Tell parents"), Verb.RECORDS_ENTER),
            ("staff:absence", _("Absence"), Verb.ABSENCE_CONFIRM),
            ("staff:notices", _("Notices"), Verb.NOTICES_FOLLOW),
            ("staff:meetings", _("Meetings"), Verb.MEETINGS_OFFER),
        ]
        if school_says.anywhere():
            rooms.append(("staff:messages", _("Messages"), Verb.MESSAGES_WRITE))
    shown = [(name, label) for name, label, verb in rooms if may(viewer, verb)]
    if waiting is None and any(name == INBOX for name, _label in shown):
        waiting = inbox.count(viewer)
    return [
        Entry(
            reverse(name),
            label,
            path.startswith(reverse(name)),
            (waiting or 0) if name == INBOX else 0,
        )
        for name, label in shown
    ]
