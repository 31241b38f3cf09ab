"""What a parent has not read yet of meetings, by the rights of the moment (K16, K17): what the
school offers and none is booked of, and what the school noted, moved or cancelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kinkeeper.families.models import Relationship
from kinkeeper.families.stated_rights import areas_to_act_in_today, areas_today
from kinkeeper.families.visibility import lets_see
from kinkeeper.lib import db
from kinkeeper.meetings.models import Booking, BookingState, Offer
from kinkeeper.meetings.standing import AREA, SHOWN_WITH, holds
from kinkeeper.people.local_date import params
from kinkeeper.people.models import PersonState, Profile

# As the home asks for it: nothing counts yet against the number of a child.
NOT_BOOKED = """
SELECT offer.id, child FROM meetings_offer offer, unnest(%(children)s::bigint[]) child
WHERE offer.withdrawn_at IS NULL AND offer.made_at > %(since)s AND offer.closes_at > %(moment)s
  AND meetings_invites(offer.id, child) AND NOT EXISTS (
      SELECT FROM meetings_booking held
      WHERE held.offer_id = offer.id AND held.child_id = child AND held.state = 'booked'
        AND (NOT offer.each_parent OR held.parent_id = %(parent)s)
        AND meetings_holds(held.parent_id, held.child_id, %(moment)s, %(server_zone)s))
ORDER BY offer.id, child
"""


@dataclass(frozen=True)
class Offered:
    """To be booked for these of the parent's children."""

    offer: Offer
    children: tuple[int, ...]


def offered(parent: int, since: datetime) -> Iterator[Offered]:
    """Since then, and still to be booked by this parent."""
    mine = [child for child, acts in _children(parent).items() if acts]
    asked = params() | {"parent": parent, "children": mine, "since": since}
    whose: dict[int, list[int]] = {}
    for number, child in db.rows(NOT_BOOKED, asked) if mine else ():
        whose.setdefault(number, []).append(child)
    for offer in Offer.objects.filter(pk__in=whose).select_related("organisation"):
        yield Offered(offer, tuple(whose[offer.pk]))


def changed(parent: int, since: datetime) -> Iterator[Booking]:
    """What someone at the school noted, moved or cancelled since then, of a time to come, and the
    parent has not read on the page. What the parent did is no news."""
    by_school = Q(entered_by__isnull=False, made_at__gt=since) | Q(
        changed_by__isnull=False, changed_at__gt=since
    )
    stands = holds() | Q(state=BookingState.CALLED_OFF)
    found = Booking.objects.filter(
        by_school,
        stands,
        parent=parent,
        child__in=list(_children(parent)),
        slot__starts_at__gt=params()["moment"],
        seen_at=None,
    )
    yield from found.select_related("slot", "offer__organisation").order_by("pk")


def _children(parent: int) -> dict[int, bool]:
    """Those of whom the parent sees which meetings there are; whether the parent may book, too."""
    ties = Relationship.objects.filter(
        lets_see(),
        parent=parent,
        parent__state=PersonState.ACTIVE,
        child__state=PersonState.ACTIVE,
        child__profile=Profile.PUPIL,
    ).annotate(
        sees=areas_today("parent_id", "child_id"),
        acts=areas_to_act_in_today("parent_id", "child_id"),
    )
    said = ties.values_list("child_id", "sees", "acts")
    return {child: AREA in acts for child, sees, acts in said if {AREA, SHOWN_WITH} <= set(sees)}
