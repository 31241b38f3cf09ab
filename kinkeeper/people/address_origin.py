"""Who set a person's address, and so who may read what is mailed to it (K38)."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.utils import timezone

from kinkeeper.journal.actor import Actor
from kinkeeper.lib.seal import derive
from kinkeeper.organisations.reach import Reach, as_setter
from kinkeeper.people.models import Person
from kinkeeper.people.reach import reach_now


def set_by(actor: Actor) -> dict[str, Any]:
    """The columns of an address that this actor sets now."""
    return {
        "email_reach": as_setter(reach_now(actor.person_id)),
        "email_set_at": timezone.now(),
        "email_set_by": actor.name[:300],
    }


def reads_mail_of(reach: Reach, person: Person) -> bool:
    """Whether an office that reaches so far counts as a reader of the person's mail: it set the
    address itself, or nobody knows who did."""
    roots = person.email_reach
    return roots is None or any(reach.covers(root) for root in roots)


def digest(address: str) -> bytes:
    """To tell later whether it is the same address, without a copy of it: keyed, so that whoever
    steals the database cannot try addresses."""
    key = derive(settings.SECRET_KEY, "mailed-to")
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).digest()
