"""Folders and servers that are asked on a schedule: how each stands, and what to do with it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.intake.locks import worker_alive
from kinkeeper.journal.record import record
from kinkeeper.organisations.tree import BadPath
from kinkeeper.people.models import Profile
from kinkeeper.readings import sources as told
from kinkeeper.readings.imports import NotAllowed, roster_for
from kinkeeper.roster.options import Options
from kinkeeper.sources import jobs, locks, manage
from kinkeeper.sources.fetch.sftp import NoKey, fingerprint
from kinkeeper.sources.models import Source
from kinkeeper.sources.refusals import Refusal
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.auto_refresh import look_again
from kinkeeper.web.staff.source_form import SourceForm

RUNS = 50


@needs(Verb.SOURCES_KEEP)
@require_safe
def sources(request: ViewerRequest) -> HttpResponse:
    context = {"standings": told.standings(request.viewer), "worker": worker_alive()}
    return render(request, "staff/sources/list.html", context)


@needs(Verb.SOURCES_KEEP, fresh=Within.TWO_HOURS)
def add(request: ViewerRequest) -> HttpResponse:
    """`?like=` names an import whose columns and options are taken over."""
    like, home = _like(request) or (Options(profile=Profile.PARENT), "")
    typed = request.POST if request.method == "POST" else None
    form = SourceForm(request.viewer, typed, source=None, like=like, home=home)
    if request.method == "POST" and form.is_valid():
        made = _saved(request, form, None)
        if made is not None:
            messages.success(request, _("The source has been set up."))
            return _back_to(made)
    return _form(request, form, None)


@needs(Verb.SOURCES_KEEP, fresh=Within.TWO_HOURS)
def edit(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.source(request, number)
    like, _home = _like(request) or (Options.from_json(found.options), "")
    typed = request.POST if request.method == "POST" else None
    form = SourceForm(request.viewer, typed, source=found, like=like)
    if request.method == "POST" and form.is_valid() and _saved(request, form, found):
        messages.success(request, _("Saved. You are now responsible for this source."))
        return _back_to(found)
    return _form(request, form, lookups.source(request, number))


@needs(Verb.SOURCES_KEEP)
@require_safe
def source(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.source(request, number)
    standing = told.standing(request.viewer, found)
    asked = jobs.asked(found)
    context = {
        "source": found,
        "standing": standing,
        "history": told.history(request.viewer, found, RUNS),
        "fingerprint": _fingerprint(found),
        "ongoing": asked or (standing.last is not None and standing.last.running),
        "worker": not asked or worker_alive(),
    }
    response = render(request, "staff/sources/source.html", context)
    if not context["ongoing"]:
        return response
    return look_again(request, response, 2 if context["worker"] else 5)


@needs(Verb.SOURCES_KEEP)
@require_POST
def run_now(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.source(request, number)
    if found.paused_at is not None:
        messages.warning(request, _("It is paused; resume it first."))
        return _back_to(found)
    if jobs.ask(found, by_hand=True):
        record(
            request.viewer.actor,
            "source.asked",
            organisation_id=found.organisation_id,
            data={"name": found.name},
        )
    return _back_to(found)


@needs(Verb.SOURCES_KEEP)
@require_POST
def pause(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.source(request, number)
    manage.pause(request.viewer.actor, found)
    return _back_to(found)


@needs(Verb.SOURCES_KEEP)
@require_POST
def resume(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.source(request, number)
    manage.resume(request.viewer.actor, found)
    return _back_to(found)


@needs(Verb.SOURCES_KEEP, fresh=Within.TWO_HOURS)
def remove(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.source(request, number)
    if request.method == "POST":
        try:
            manage.remove(request.viewer.actor, found)
        except locks.Busy:
            messages.warning(request, _("It is being fetched right now; try again in a moment."))
            return _back_to(found)
        messages.success(request, _("The source has been removed. Its imports stay."))
        return redirect("staff:sources")
    return render(request, "staff/sources/remove.html", {"source": found})


def _saved(request: ViewerRequest, form: SourceForm, found: Source | None) -> Source | None:
    viewer = request.viewer
    try:
        roster_for(viewer, form.cleaned_data["profile"])
        with transaction.atomic():
            wanted = form.wanted()
            if found is None:
                return manage.add(viewer.actor, wanted, owner=request.user, reach=viewer.reach)
            manage.change(viewer.actor, found, wanted, owner=request.user, reach=viewer.reach)
            return found
    except (NotAllowed, BadPath) as error:
        form.add_error("organisation", str(error))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def _form(request: ViewerRequest, form: SourceForm, found: Source | None) -> HttpResponse:
    context = {"form": form, "source": found, "paths": lookups.paths(request)}
    status = 422 if form.errors else 200
    return render(request, "staff/sources/form.html", context, status=status)


def _like(request: ViewerRequest) -> tuple[Options, str] | None:
    """The options of the import named, and the path it went into."""
    number = request.GET.get("like", "")
    if not number.isascii() or not number.isdigit():
        return None
    roster_import = lookups.roster_import(request, int(number[:18]))
    home = roster_import.place or (
        roster_import.organisation.path if roster_import.organisation else ""
    )
    return Options.from_json(roster_import.options), home


def _fingerprint(found: Source) -> str:
    try:
        return fingerprint(found.host_key) if found.host_key else ""
    except NoKey:
        return ""


def _back_to(found: Source) -> HttpResponse:
    return redirect("staff:source", found.pk)
