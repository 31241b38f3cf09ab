"""Somebody at work opens child after child, many more than they teach (AUD-04): it slows down, and
those who look after the site or the school are told."""

from collections.abc import Collection
from contextlib import nullcontext
from datetime import timedelta

from django.utils import timezone

from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.models import VIEWED, Entry
from kinkeeper.journal.record import deny
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import settings
from kinkeeper.organisations.models import OrganisationKind
from kinkeeper.people.models import Membership

SWEPT = "child.swept"
HOUR = timedelta(hours=1)
LATELY = 1000  # lines of one person that are looked through


def is_one_too_many(viewer: Viewer) -> bool:
    """Whether the one child whom an answer is about to show would be one more than the site lets
    one person open in an hour. A list of many is no sweep, and neither is a child whom the viewer
    has opened in this hour, or one of a class they belong to. Telling of it is written down once an
    hour."""
    most = settings.get("children_in_an_hour")
    me = viewer.actor.person_id
    if not most or not viewer.looks_are_kept or me is None or len(viewer.seen) != 1:
        return False
    # who views as a parent reads no line of the journal
    with nullcontext() if viewer.views_as is None else whole_site():
        [child] = viewer.seen
        opened, told = _lately(me)
        if child in opened or len(opened) < most:
            return False
        others = {child, *opened} - _in_own_classes(me, {child, *opened})
    if child not in others or len(others) <= most:
        return False
    if not told:
        deny(
            viewer.actor,
            "child.swept",
            person_id=me,
            data={"children": len(others) - 1},
        )
    return True


def _lately(person: int) -> tuple[set[int], bool]:
    """The children whom this person opened one by one in the last hour, and whether it was told in
    that hour that there are too many."""
    lines = Entry.objects.filter(actor_id=person).order_by("-pk")
    since = timezone.now() - HOUR
    found = [
        (action, child)
        for at, action, child in lines.values_list("at", "action", "child_id")[:LATELY]
        if at > since
    ]
    opened = {child for action, child in found if action == VIEWED and child is not None}
    return opened, any(action == SWEPT for action, _child in found)


def _in_own_classes(person: int, children: Collection[int]) -> set[int]:
    classes = Membership.objects.filter(
        person_id=person, organisation__kind=OrganisationKind.CLASS
    ).values("organisation_id")
    mine = Membership.objects.filter(person_id__in=children, organisation_id__in=classes)
    return set(mine.values_list("person_id", flat=True))
