"""Somebody at work sees the pages of a parent as that parent does, and changes nothing
(docs/decisions/0055). Whom they may, until when and what is left out is decided by the database
(`access.wall.view_as`)."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.access.wall.view_as import LASTS
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny, record
from kinkeeper.lib import asking, db
from kinkeeper.lib.refusal import Refusal
from kinkeeper.lib.sessions import kept_as
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import NOWHERE
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.people.protection_models import Protection

BEGUN, ENDED = "viewing.begun", "viewing.ended"
ALREADY = datetime.fromtimestamp(0, UTC)
MINUTE = 60
MINUTES = int(LASTS.total_seconds() // MINUTE)


class Ending(StrEnum):
    """`LEFT`: nobody came back; the wall says so itself."""

    BY_HAND = "by-hand"
    SIGNED_OUT = "signed-out"
    TIME = "time"
    NOT_ALLOWED = "not-allowed"
    LEFT = "left"


@dataclass(frozen=True)
class Viewing:
    """As whom somebody looks, and until when."""

    parent: Person
    ends_at: datetime


def is_offered(viewer: Viewer, person: Person) -> bool:
    """Whether the page of this person, whom the viewer sees, leads to it."""
    if not may(viewer, Verb.PARENTS_VIEW_AS) or not settings.get(settings.VIEW_AS):
        return False
    if person.profile != Profile.PARENT or person.state != PersonState.ACTIVE:
        return False
    if Protection.objects.filter(person=person).exists():
        return False
    return scopes.editable_people(viewer).filter(pk=person.pk).exists()


def begin(actor: Actor, secret: str, parent: Person, reason: str) -> datetime:
    """Until when; `secret` is the session's. Raises `Refusal`."""
    if not reason.strip():
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    minute = int(time.time() // MINUTE)
    seal = asking.attest(f"view-as:{minute}:{kept_as(secret)}:{parent.pk}")
    said = [secret, parent.pk, minute, seal]
    ends_at: datetime | None = db.value("SELECT wall.begin_view_as(%s, %s, %s, %s)", said)
    if ends_at == ALREADY:
        sentence = _("You view as a parent in another tab already. End that first.")
        raise Refusal("already-viewing", sentence)
    if ends_at is None:
        deny(actor, "viewing.tried", person_id=parent.pk)
        sentence = _("No one can view as this person now. Ask the person what they see.")
        raise Refusal("not-allowed", sentence)
    until = timezone.localtime(ends_at).strftime("%H:%M")
    data = {"reason": reason.strip(), "until": until}
    record(actor, BEGUN, person_id=parent.pk, data=data)
    return ends_at


def enter(secret: str) -> Viewing | None:
    """From here to the end of the savepoint the parent asks, and everything only reads. None where
    nobody looks as a parent in this session, or no longer."""
    [(parent, ends_at)] = db.rows("SELECT * FROM wall.view_as(%s)", [secret])
    return None if parent is None else Viewing(Person.objects.get(pk=parent), ends_at)


def viewer_of(viewing: Viewing, person: Person, origin: str) -> Viewer:
    """Sees what the parent sees; in the journal it is who works here."""
    actor = Actor(person.pk, person.full_name, origin, person.profile)
    return Viewer(viewing.parent, Profile.PARENT, NOWHERE, actor, views_as=viewing.parent.pk)


def end(actor: Actor, secret: str, ending: Ending | None = None) -> int | None:
    """As whom it was, by internal ID; None where it was nobody. Without `ending` it has ended by
    itself."""
    for parent, over in db.rows("SELECT * FROM wall.end_view_as(%s)", [secret]):
        why = ending or (Ending.TIME if over else Ending.NOT_ALLOWED)
        record(actor, ENDED, person_id=parent, data={"ending": why.value})
        return int(parent)
    return None


def refuse(viewer: Viewer, page: str) -> None:
    """A try to send something, or to open what is not shown; `page` is the name of its address."""
    deny(viewer.actor, "viewing.refused", person_id=viewer.views_as, data={"page": page})
