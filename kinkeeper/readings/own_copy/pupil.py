"""What a pupil may see of what there is about the pupil: where they are, who sees it, and what the
school has published."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from kinkeeper.families.consent_models import Consent
from kinkeeper.families.rights_models import Area
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings import seen_by, shown
from kinkeeper.readings.own_copy import account
from kinkeeper.readings.own_copy.children import records, within
from kinkeeper.readings.own_copy.document import Coded, Section
from kinkeeper.readings.own_copy.extent import Extent
from kinkeeper.readings.own_copy.files import Files
from kinkeeper.records.models import Enrolment
from kinkeeper.records.opened import Asked


def of(pupil: Person, asked: Asked, files: Files, extent: Extent) -> Iterator[Section]:
    yield account.absence(pupil, extent, {pupil.pk: pupil.full_name}, {pupil.pk})
    seers = [each for each in seen_by.everyone(pupil).seers if each.id not in extent.hidden]
    with whole_site():
        yield _places(pupil)
        yield _enrolments(pupil, extent)
        yield _consents(pupil, {each.id: each.name for each in seers}, extent)
    yield Section(
        "seen_by",
        _("Who sees your school life"),
        {"name": _("Name"), "kind": _("Kind"), "sees": _("Sees"), "days": _("Days")},
        [{"name": each.name, "kind": each.kind, "sees": each.sees, "days": each.days}
         for each in seers],
    )  # fmt: skip
    yield from records(within(extent, shown.to_oneself(asked, pupil)), files)


def _places(pupil: Person) -> Section:
    mine = Membership.objects.filter(person=pupil).select_related("organisation")
    found = mine.exclude(organisation__path="").order_by("organisation__path")
    return Section(
        "organisations",
        _("Schools and classes"),
        {"path": _("Name")},
        [{"path": each.organisation.path} for each in found],
    )


def _enrolments(pupil: Person, extent: Extent) -> Section:
    mine = Enrolment.objects.filter(person=pupil).select_related("group", "school")
    return Section(
        "enrolments",
        _("Enrolments"),
        {"school": _("School"), "class": _("Class"), "starts_on": _("From"),
         "ends_on": _("Until")},
        [{"school": each.school.name, "class": each.group.title, "starts_on": each.starts_on,
          "ends_on": each.ends_on} for each in mine.order_by("starts_on", "pk")
         if extent.has_school(each.school_id)],
    )  # fmt: skip


def _consents(pupil: Person, names: dict[int, str], extent: Extent) -> Section:
    """Whom the pupil's pages name no more has no name here."""
    labels = dict(Area.choices)
    found = Consent.objects.filter(pupil=pupil).exclude(parent__in=extent.hidden).order_by("pk")
    return Section(
        "consents",
        _("What you allowed when you came of age"),
        {"name": _("To whom"), "areas": _("What"), "given_at": _("Allowed"),
         "withdrawn_at": _("Until")},
        [{"name": names.get(each.parent_id),
          "areas": [Coded(area, labels[area]) for area in each.areas],
          "given_at": each.given_at, "withdrawn_at": each.withdrawn_at} for each in found],
    )  # fmt: skip
