"""Puts a person into organisations and takes the person out of them, by hand."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kinkeeper.families.arrival_lock import arriving
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.registry.refusals import Refusal


@act()
def belong(
    actor: Actor, person: Person, organisations: Sequence[Organisation], *, reach: Reach
) -> None:
    """The person belongs to these organisations and, within reach, to no others; what lies out of
    reach stays as it is (K14). A pupil who arrives somewhere fulfils the waits there (K8).

    Raises `Refusal` where nobody who may see the person would be left.
    """
    arriving()
    Person.objects.select_for_update().get(pk=person.pk)
    judge(person, organisations, reach=reach)
    wanted = {node.pk: node.path for node in organisations if node.path}
    have = _places(person)
    gone = {number for number in have if reach.covers(number)} - wanted.keys()
    new = wanted.keys() - have.keys()
    if not gone and not new:
        return
    Membership.objects.filter(person=person, organisation_id__in=gone).delete()
    Membership.objects.bulk_create(
        [Membership(person=person, organisation_id=number) for number in sorted(new)]
    )
    record(
        actor,
        "person.moved",
        person_id=person.pk,
        data={
            "into": sorted(wanted[number] for number in new),
            "out_of": sorted(have[number] for number in gone),
        },
    )
    if person.profile == Profile.PUPIL and new:
        resolve_for(actor, [person.pk])


@whole_site()
def judge(person: Person, organisations: Sequence[Organisation], *, reach: Reach) -> None:
    """Raises `Refusal` where nobody who may see the person would be left."""
    have = _places(person)
    named = any(node.path for node in organisations)
    if have and not named and not reach.whole_site and all(map(reach.covers, have)):
        raise Refusal(
            "required", _("Name at least one organisation, or move the person to the trash."),
            "organisations",
        )  # fmt: skip


def _places(person: Person) -> dict[int, str]:
    places = Membership.objects.filter(person=person)
    return dict(places.values_list("organisation_id", "organisation__path"))
