"""What each column of an uploaded file is, and how its children are found."""

import contextlib
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.intake import enqueue, locks
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare.hint_children import options_of
from kinkeeper.intake.upload import headings, receive, storage
from kinkeeper.roster.options import AUTO, Options
from kinkeeper.roster.table import FileRefused
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.columns_form import Columns, Written, in_words, said

# Refusals that another word on how the file is written may mend.
BY_CHOICE = (
    *("encoding", "encoding-unclear", "encoding-unknown"),
    *("delimiter", "wrong-format", "not-in-format"),
)


@needs(Verb.IMPORTS_RUN)
def columns(request: ViewerRequest, number: int) -> HttpResponse:
    roster_import = lookups.roster_of_people(request, number)
    if roster_import.state not in {ImportState.RECEIVED, ImportState.PLANNED}:
        return redirect("staff:import", roster_import.pk)
    options = Options.from_json(roster_import.options)
    if request.method == "POST":
        options = _as_written(request, options)
    try:
        top = headings.top_of(roster_import, options)
    except storage.Gone:
        messages.error(request, _("The file is no longer kept. Upload it again."))
        return redirect("staff:import-new")
    except FileRefused as refused:
        return _unreadable(request, roster_import, refused)
    before = headings.remembered(roster_import, top) if request.method == "GET" else None
    options = headings.proposed(top, options) if before is None else headings.as_then(before, top)
    top = _again(roster_import, options) or top
    form = Columns(top, options, request.POST if request.method == "POST" else None)
    good = form.is_valid()
    if request.method == "POST" and "again" in request.POST:
        options = form.options() if form.is_of_these() else options
        top = _again(roster_import, options) or top
        form = Columns(top, options)
    elif request.method == "POST" and "change" in request.POST:
        return _kept(roster_import, form.options())
    elif good:
        return _go_on(request, roster_import, form.options())
    noticed = [in_words(code, detail) for code, detail in top.said]
    context = {
        "roster_import": roster_import,
        "form": form,
        "top": top,
        "noticed": noticed,
        "before": before,
    }
    status = 422 if form.errors else 200
    return render(request, "staff/imports/columns.html", context, status=status)


@needs(Verb.IMPORTS_RUN)
@require_POST
def as_hinted(request: ViewerRequest, number: int) -> HttpResponse:
    """The children are read as the plan proposes, and a new plan is made."""
    roster_import = lookups.roster_of_people(request, number)
    hinted = options_of(roster_import.counts)
    if roster_import.state != ImportState.PLANNED or not hinted:
        return redirect("staff:import", roster_import.pk)
    options = Options.from_json(roster_import.options | hinted)
    if column := hinted.get("child_column"):  # that is no longer skipped
        mapping = {key: field for key, field in options.mapping.items() if key != column}
        options = replace(options, mapping=mapping)
    return _go_on(request, roster_import, options)


def _again(roster_import: Import, options: Options) -> headings.Top | None:
    """The columns as these choices have them; None where what was chosen does not fit after all."""
    with contextlib.suppress(FileRefused):
        return headings.top_of(roster_import, options)
    return None


def _kept(roster_import: Import, options: Options) -> HttpResponse:
    """On the way to another page nothing is judged, and nothing is lost."""
    with contextlib.suppress(locks.Busy, receive.NotOpen):
        receive.change_options(roster_import, options)
    return redirect("staff:import-change", roster_import.pk)


def _as_written(request: ViewerRequest, options: Options) -> Options:
    """The file is read as this form says, before its headings are looked at."""
    written = Written(request.POST)
    if not written.is_valid():
        return options
    return Options.from_json(
        options.as_json()
        | {
            "encoding": written.cleaned_data["encoding"] or None,
            "delimiter": written.cleaned_data["delimiter"] or None,
            "format": written.cleaned_data["format"] or AUTO,
        }
    )


def _unreadable(
    request: ViewerRequest, roster_import: Import, refused: FileRefused
) -> HttpResponse:
    context = {
        "roster_import": roster_import,
        "refusal": said(refused),
        "form": Written(request.POST or None),
        "again": refused.code in BY_CHOICE,
    }
    return render(request, "staff/imports/unreadable.html", context, status=422)


def _go_on(request: ViewerRequest, roster_import: Import, options: Options) -> HttpResponse:
    """The choices are kept and the reading is asked for in one transaction."""
    try:
        with transaction.atomic():
            receive.change_options(roster_import, options)
            enqueue.prepare(roster_import, request.viewer.actor)
    except (locks.Busy, receive.NotOpen, enqueue.NotOpen):
        messages.warning(request, _("Someone is working on this import just now."))
    return redirect("staff:import", roster_import.pk)
