"""Pairs that need an eye: blocked ones, and relationships that wait for a child."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import pairs
from kinkeeper.access.rules import Verb
from kinkeeper.families import block, wait
from kinkeeper.families.connect import connect
from kinkeeper.families.models import State
from kinkeeper.families.refusals import Refusal
from kinkeeper.web.gate import StaffRequest, needs
from kinkeeper.web.staff import look_up
from kinkeeper.web.staff.pairs import Reason

HOME = "/staff/relationships/"


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_safe
def relationships(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    proposed, blocked = pairs.proposed(viewer), pairs.blocked(viewer)
    waiting = pairs.waiting(viewer)
    context = {
        "proposed": proposed,
        "blocked": blocked,
        "waiting": waiting,
        "open": pairs.within_reach(viewer, {pair.parent_id for pair in proposed + blocked}),
        "cut": pairs.MOST in (len(proposed), len(blocked), len(waiting)),
        "most": pairs.MOST,
    }
    return render(request, "staff/relationships/list.html", context)


@needs(Verb.RELATIONSHIPS_CHANGE)
def grant(request: StaffRequest, number: int) -> HttpResponse:
    """K26: an import proposed it, a person grants it, with a reason."""
    pair = look_up.pair(request, number, State.PROPOSED)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            connect(request.viewer.actor, pair.parent, pair.child, reason=reason)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("%(parent)s can see %(child)s now.")
                % {"parent": pair.parent.full_name, "child": pair.child.full_name},
            )
            return HttpResponseRedirect(HOME)
    status = 422 if request.method == "POST" else 200
    context = {"pair": pair, "form": form}
    return render(request, "staff/relationships/grant.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE)
def lift(request: StaffRequest, number: int) -> HttpResponse:
    pair = look_up.pair(request, number, State.BLOCKED)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            block.unblock(
                request.viewer.actor,
                pair.parent,
                pair.child,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The block is lifted. Lifting it connects nobody."))
            return HttpResponseRedirect(HOME)
    status = 422 if request.method == "POST" else 200
    context = {"pair": pair, "form": form}
    return render(request, "staff/relationships/lift.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_POST
def cancel(request: StaffRequest, number: int) -> HttpResponse:
    pending = look_up.wait(request, number)
    try:
        wait.cancel(request.viewer.actor, pending)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("%(parent)s no longer waits for %(value)s.")
            % {"parent": pending.parent.full_name, "value": pending.value},
        )
    return HttpResponseRedirect(HOME)
