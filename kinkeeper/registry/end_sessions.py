"""An office signs somebody out everywhere, and who runs the site everybody.

It closes, and opens nothing: whoever may change the account may do it, without a release of the
other offices that know the person (K38 is about what opens an account).
"""

from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.sessions import end_all_of
from kinkeeper.people.models import Person
from kinkeeper.registry.refusals import Refusal


@act()
def end_sessions(actor: Actor, person: Person) -> int:
    """How many sessions have ended; their next request finds nobody signed in."""
    ended = end_all_of([person.pk])
    record(actor, "session.ended-for", person_id=person.pk, data={"count": ended})
    return ended


@act()
def end_everybody(actor: Actor, reason: str) -> int:
    """Everybody's on this site, the actor's too; how many. Raises `Refusal` without a reason."""
    why = reason.strip()[:2000]
    if not why:
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    ended = end_all_of(None)
    record(actor, "session.ended-everywhere", data={"count": ended, "reason": why})
    return ended
