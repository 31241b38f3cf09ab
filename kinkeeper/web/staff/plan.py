"""One import: how far it is, its plan to look at, and what to do with it."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.intake import enqueue, locks, new_schools, retention, rows_to_mend, stored_plan
from kinkeeper.intake.models import About, Import, ImportState, PersonAct
from kinkeeper.intake.upload import discard as throwing
from kinkeeper.intake.upload import storage
from kinkeeper.journal.record import record
from kinkeeper.readings import (
    looks,
    mistaken_age,
    new_parents,
    new_places,
    plan_children,
    plans,
    records_planned,
)
from kinkeeper.roster.problems import CATALOGUE
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.refused_pages import NothingThere, refused
from kinkeeper.web.staff import lookups, plan_blocks, refusals
from kinkeeper.web.staff.auto_refresh import look_again

FILE_PROBLEMS = 20


@needs(Verb.IMPORTS_RUN)
@require_safe
def plan(request: ViewerRequest, number: int) -> HttpResponse:
    roster_import = lookups.roster_import(request, number)
    asked, state = enqueue.asked(roster_import), locks.state_of(roster_import)
    if state in {locks.READING, locks.APPLYING} or (asked is not None and not asked.failed):
        return _progress(request, roster_import, asked)
    unread = roster_import.state == ImportState.RECEIVED and asked is None
    if unread and roster_import.about == About.PEOPLE:
        return redirect("staff:import-columns", roster_import.pk)
    if roster_import.state in {ImportState.PLANNED, ImportState.APPLIED}:
        return _preview(request, roster_import, failed=asked is not None)
    undo = roster_import.counts.get("undo", {})
    left = [*undo.get("kept", []), *undo.get("failed", [])]
    looks.shows_left(request.viewer, roster_import, left)
    context = {
        "roster_import": roster_import,
        "failed": asked is not None or unread,
        "of_people": roster_import.about == About.PEOPLE,
        "made_of_age": mistaken_age.count(request.viewer, roster_import),
        "blocks": plan_blocks.blocks_of(roster_import, undo.get("taken_back")),
    }
    return render(request, "staff/imports/ended.html", context)


@needs(Verb.IMPORTS_RUN, fresh=Within.TWO_HOURS)
@require_POST
def apply(request: ViewerRequest, number: int) -> HttpResponse:
    """A worker does it; the page shows how far it is."""
    roster_import = lookups.roster_import(request, number)
    if stored_plan.other_guards(roster_import):
        return redirect("staff:import-guard", roster_import.pk)
    ticked = "new_schools" in request.POST
    planned = roster_import.state == ImportState.PLANNED
    if planned and not ticked and new_schools.new_schools(roster_import):
        return _preview(request, roster_import, unticked=True)
    try:
        enqueue.apply(roster_import, request.viewer.actor, new_schools=ticked)
    except enqueue.NotOpen:
        messages.warning(request, refusals.no_plan(lookups.roster_import(request, number)))
    return redirect("staff:import", roster_import.pk)


@needs(Verb.IMPORTS_RUN)
@require_POST
def discard(request: ViewerRequest, number: int) -> HttpResponse:
    roster_import = lookups.roster_import(request, number)
    try:
        throwing.discard(request.viewer.actor, roster_import)
    except (throwing.NotOpen, locks.Busy):
        messages.warning(request, _("This import can no longer be discarded."))
        return redirect("staff:import", roster_import.pk)
    messages.success(request, _("Discarded. Nothing was changed, and the file has been deleted."))
    return redirect("staff:imports")


@needs(Verb.IMPORTS_RUN, fresh=Within.QUARTER_HOUR)
@require_safe
def download_rows_to_mend(request: ViewerRequest, number: int) -> HttpResponse:
    """Only for whoever uploaded the file: its cells are given back as they were."""
    roster_import = lookups.roster_of_people(request, number)
    if roster_import.made_by_id != request.user.pk:
        raise refused("import.rows")
    try:
        rows = rows_to_mend.rows_to_mend(roster_import)
    except storage.Gone as error:
        raise NothingThere from error
    looks.shows_planned(request.viewer, roster_import, act=PersonAct.REJECTED)
    told = {"rows": len(rows) - 1}  # without the headings
    record(request.viewer.actor, "import.exported", import_id=roster_import.pk, data=told)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="mend-{roster_import.pk}.csv"'
    response.write("\ufeff")
    csv.writer(response).writerows(rows)
    return response


@needs(Verb.IMPORTS_RUN)
@require_safe
def children(request: ViewerRequest, number: int) -> HttpResponse:
    roster_import = lookups.roster_import(request, number)
    if (
        roster_import.state not in {ImportState.PLANNED, ImportState.APPLIED}
        or roster_import.thinned_at is not None
    ):
        return redirect("staff:import", roster_import.pk)
    after = request.GET.get("after", "0")
    good = after.isascii() and after.isdigit() and len(after) < 19
    page = plan_children.page(request.viewer, roster_import, after=int(after) if good else 0)
    return render(
        request, "staff/imports/children.html", {"roster_import": roster_import, "page": page}
    )


def _progress(
    request: ViewerRequest, roster_import: Import, asked: enqueue.Asked | None
) -> HttpResponse:
    far = locks.how_far(roster_import)
    working = locks.state_of(roster_import) in {locks.READING, locks.APPLYING}
    step = asked.step if asked is not None else locks.state_of(roster_import)
    context = {
        "roster_import": roster_import,
        "far": far if working and far is not None and far.step == step else None,
        "applying": step == locks.APPLYING,
        "worker": working or locks.worker_alive(),
        "put_off": asked is not None and asked.put_off,
    }
    response = render(request, "staff/imports/progress.html", context)
    return look_again(request, response, 1 if context["worker"] else 5)


def _columns(roster_import: Import) -> dict[str, list[str]]:
    """What is not kept: the format's own columns, which nobody misses, and the others."""
    names = roster_import.counts["ignored_columns"]
    others = len(names) - roster_import.counts.get("standard_columns", 0)
    return {"ignored": names[:others], "standard": names[others:]}


def _preview(
    request: ViewerRequest, roster_import: Import, *, failed: bool = False, unticked: bool = False
) -> HttpResponse:
    """`unticked`: it could not be applied, because nobody has said that its schools are new."""
    chosen = plans.BY_NAME.get(request.GET.get("show", ""), plans.FILTERS[0])
    words = request.GET.get("q", "")
    counts = roster_import.counts["problem_counts"]
    problem = request.GET.get("problem", "")
    problem = problem if problem in counts else ""
    after = request.GET.get("after", "0")
    page = plans.page(
        request.viewer,
        roster_import,
        chosen=chosen,
        problem=problem,
        words=words,
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0,
    )
    if roster_import.about == About.RECORDS:
        records_planned.look(request.viewer, roster_import)
    of_file = roster_import.problems.filter(row=None).order_by("number")
    context = {
        "roster_import": roster_import,
        "blocks": plan_blocks.blocks_of(roster_import),
        **stored_plan.counts(roster_import),
        "left_out": roster_import.counts["rows_with_errors"],
        "rows": roster_import.counts["rows"],
        **_columns(roster_import),
        "problem_counts": [
            (code, _(CATALOGUE[code].label) if code in CATALOGUE else code, number)
            for code, number in counts.items()
        ],
        "problem": problem,
        "guards": stored_plan.other_guards(roster_import),
        "of_file": stored_plan.messages(of_file[:FILE_PROBLEMS]),
        "empty": stored_plan.is_empty(roster_import),
        "all_skipped": stored_plan.all_skipped(roster_import),
        "connects_nobody": stored_plan.connects_nobody(roster_import),
        **new_places.shown(roster_import),
        "unticked": unticked,
        "hinted": roster_import.counts.get("child_hint"),
        "letters_for": new_parents.made_by(request.viewer, roster_import).count(),
        "page": page,
        "filters": plans.filters(roster_import, chosen),
        "chosen": chosen,
        "words": words,
        "failed": failed,
        "undo_until": retention.undo_until(roster_import),
        "of_people": roster_import.about == About.PEOPLE,
        "may_mend": roster_import.about == About.PEOPLE
        and roster_import.made_by_id == request.user.pk
        and storage.is_kept(roster_import),
    }
    status = 422 if unticked else 200
    return render(request, "staff/imports/plan.html", context, status=status)
