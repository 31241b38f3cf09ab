"""Protects the identity of a pupil or a parent, and takes the protection back (K28, K27).

A protected person is there for the named staff alone: in no list, search, count, export, letter or
e-mail of anybody else. What the person's own family sees stays as it is.
"""

from collections.abc import Collection
from datetime import date
from enum import Enum, auto

from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import STAFF, Person, PersonState
from kinkeeper.people.protection_models import NamedStaff, Protection
from kinkeeper.people.reach import belongs_beyond
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone


class AsItIs(Enum):
    """What is not said stays as it is."""

    SAID_NOTHING = auto()


AS_IT_IS = AsItIs.SAID_NOTHING


@act()
def protect(
    actor: Actor,
    person: Person,
    *,
    reason: str,
    reach: Reach,
    staff: Collection[Person] = (),
    review_on: date | AsItIs | None = AS_IT_IS,
) -> Protection:
    """The mark, with whoever does it and `staff` among the named. Where there is one already, the
    reason is replaced, so is the review date unless it stays `AS_IT_IS`, and the staff are added.
    Raises `Refusal`."""
    why = _possible(person, reason, reach)
    for each in staff:
        if each.profile not in STAFF or each.state != PersonState.ACTIVE:
            raise Refusal(
                "not-staff", _("%s does not work here. Name staff only.") % alone(each.full_name)
            )
    said = {"reason": why} | ({} if review_on is AS_IT_IS else {"review_on": review_on})
    mark, new = Protection.objects.update_or_create(
        person=person,
        defaults=said,
        create_defaults={
            **said,
            "made_by": actor.person_id,
            "made_by_name": actor.name[:300],
        },
    )
    named = {each.pk for each in staff} | ({actor.person_id} if actor.person_id else set())
    known = set(mark.named.values_list("staff_id", flat=True))
    added = sorted(named - known)
    NamedStaff.objects.bulk_create(NamedStaff(protection=mark, staff_id=each) for each in added)
    review = mark.review_on.isoformat() if mark.review_on else ""
    told = {"staff": added, "reason": why, "review": review}
    action = "protection.made" if new else "protection.changed"
    record(actor, action, person_id=person.pk, data=told)
    return mark


@act()
def name_oneself(actor: Actor, person: Person, *, reason: str) -> None:
    """Whoever runs the site may open whoever is protected, having said why; the mark's own reason
    stays. Raises `Refusal`."""
    if not reason.strip():
        raise Refusal("reason-missing", _("Say why: it stays in the journal."), "reason")
    mark = _mark(person)
    NamedStaff.objects.get_or_create(protection=mark, staff_id=actor.person_id)
    record(actor, "protection.named", person_id=person.pk, data={"reason": reason.strip()[:2000]})


@act()
def unname(actor: Actor, person: Person, staff: int) -> None:
    """This member of staff may open the person no longer. Raises `Refusal` for who was not named,
    and for the last one who could still open the person."""
    mark = _mark(person)
    named = set(mark.named.values_list("staff_id", flat=True))
    if staff not in named:
        raise Refusal("not-staff", _("This member of staff is not named. Nothing has changed."))
    if named == {staff}:
        raise Refusal(
            "last-named", _("No one could open this person then. Name someone else first.")
        )
    mark.named.filter(staff=staff).delete()
    record(actor, "protection.unnamed", person_id=person.pk, data={"other_id": staff})


@act()
def unprotect(actor: Actor, person: Person, *, reason: str, reach: Reach) -> None:
    """Everybody who reaches the person sees them again. Raises `Refusal`."""
    why = _possible(person, reason, reach)
    _mark(person).delete()
    record(actor, "protection.ended", person_id=person.pk, data={"reason": why})


def also(kept: Person, gone: Person) -> None:
    """Inside a merge: who is kept is protected as the account was that goes. A mark of its own
    stays, with those of its staff who were named for both: no one sees more than before (K27)."""
    theirs = Protection.objects.filter(person=gone).first()
    if theirs is None:
        return
    staff = set(theirs.named.values_list("staff_id", flat=True))
    mine = Protection.objects.filter(person=kept).first()
    if mine is not None:
        mine.named.exclude(staff__in=staff).delete()
        return
    mine = Protection.objects.create(
        person=kept,
        reason=theirs.reason,
        review_on=theirs.review_on,
        made_by=theirs.made_by,
        made_by_name=theirs.made_by_name,
    )
    NamedStaff.objects.bulk_create(NamedStaff(protection=mine, staff_id=each) for each in staff)


def _possible(person: Person, reason: str, reach: Reach) -> str:
    if not reason.strip():
        raise Refusal("reason-missing", _("Say why: it stays with the person."), "reason")
    if person.profile in STAFF:
        raise Refusal("is-staff", _("Only pupils and parents can be protected."))
    if belongs_beyond(person, reach):
        raise Refusal(
            "not-allowed",
            _("%s also belongs to a school you do not administer. Ask a system administrator.")
            % alone(person.full_name),
        )
    return reason.strip()


def _mark(person: Person) -> Protection:
    mark = Protection.objects.select_for_update().filter(person=person).first()
    if mark is None:
        raise Refusal("not-protected", _("%s has no protected identity.") % alone(person.full_name))
    return mark
