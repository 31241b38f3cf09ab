"""Files to start from: a sample for each profile, and an organisation's pupils to fill in."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.intake.sample_files import pupils_to_fill_in
from kinkeeper.journal.record import record
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.reach import inside
from kinkeeper.readings import looks, unscoped_checks
from kinkeeper.roster.headings.sample_rows import SAMPLE
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.refused_pages import NothingThere, refused
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.csv_file import csv_file


@needs(Verb.IMPORTS_RUN)
@require_safe
def sample(request: ViewerRequest, profile: str) -> HttpResponse:
    if profile not in SAMPLE:
        raise NothingThere
    return csv_file(f"sample-{profile}", SAMPLE[profile])


@needs(Verb.IMPORTS_RUN, fresh=Within.QUARTER_HOUR)
@require_safe
def pupils(request: ViewerRequest) -> HttpResponse:
    """Names and keys of the pupils of one organisation, or of all within reach."""
    people = scopes.people(request.viewer)
    path = request.GET.get("organisation", "")
    place = lookups.organisation(request, path) if path else None
    if path and place is None:
        number = unscoped_checks.organisation_at(path)
        raise refused("organisation.view", data={"id": number}, number=(Organisation, number))
    if place is not None and place.path:
        people = people.filter(inside(place))
    rows, numbers = pupils_to_fill_in(people)
    looks.shows_children(request.viewer, numbers)
    record(
        request.viewer.actor,
        "pupils.exported",
        organisation_id=place.pk if place else None,
        data={"pupils": len(rows) - 1},
    )
    return csv_file("pupils", rows)
