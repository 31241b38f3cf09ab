"""Who may read and write what, as it is at this moment (K16, K17); asked of the whole site."""

from django.utils.translation import gettext as _

from kinkeeper.families import stated_rights
from kinkeeper.families.areas import NOTHING, Rights
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import lets_see
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging import school_says
from kinkeeper.messaging.models import Conversation
from kinkeeper.messaging.school_says import ParentsMay
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.text.organisation_paths import is_within
from kinkeeper.roster.vocabulary import Area


def rights(parent: Person, child: Person) -> Rights:
    """None where the two are not connected now."""
    connected = Relationship.objects.filter(
        lets_see(),
        parent=parent,
        child=child,
        parent__state=PersonState.ACTIVE,
        child__state=PersonState.ACTIVE,
        child__profile=Profile.PUPIL,
    )
    return stated_rights.on(parent, child, date_of(child)) if connected.exists() else NOTHING


def reads(parent: Person, child: Person) -> bool:
    return Area.MESSAGES in rights(parent, child).sees


def may_write(parent: Person, child: Person, path: str, wanted: ParentsMay) -> None:
    """Raises `Refusal` where a parent may not answer, or begin, at this school."""
    allowed = school_says.at(path).parents_may
    if Area.MESSAGES not in rights(parent, child).acts:
        raise Refusal(
            "not-allowed",
            _("You cannot write messages about %s. Call the school office.")
            % alone(child.given_name),
        )
    if not _is_at(child, path):  # no one there would read it
        raise Refusal(
            "not-there",
            _("This school reads no more messages about %s. Call the school office.")
            % alone(child.given_name),
        )
    if allowed not in {wanted, ParentsMay.BEGIN}:
        raise Refusal("messages-off", _("The school takes no messages here. Call the office."))


def _is_at(child: Person, path: str) -> bool:
    here = Membership.objects.filter(person=child).values_list("organisation__path", flat=True)
    return any(is_within(each, path) for each in here)


def may_be_written_to(parent: Person, child: Person, path: str) -> None:
    """Raises `Refusal` where what the school writes would reach nobody."""
    if not school_says.at(path).is_on:
        raise Refusal("messages-off", _("Messages are switched off for this school."))
    if not reads(parent, child):
        raise Refusal(
            "not-read",
            _("%s does not see messages about this pupil any more. Call instead.")
            % alone(parent.full_name),
        )


def is_open(conversation: Conversation) -> None:
    """Raises `Refusal`."""
    if conversation.closed_at is not None:
        raise Refusal("closed", _("This conversation is closed. Begin a new one."))
