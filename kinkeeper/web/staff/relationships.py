"""Relationships that need an eye: proposed and blocked ones, and relationships that wait for a
child."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.families import block, grounds_in_words, pending_relationships
from kinkeeper.families.block_grounds import of as grounds_of
from kinkeeper.families.block_grounds import review as keep_block
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.families.refusals import Refusal
from kinkeeper.people.local_date import date_of
from kinkeeper.readings import (
    as_named,
    block_grounds,
    block_lifts,
    changeable_relationships,
    looks,
)
from kinkeeper.readings.imports import visible
from kinkeeper.readings.paging import Page, few, page, place
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import alike_questions, lookups
from kinkeeper.web.staff.block_forms import GROUNDS, Grounds, Review
from kinkeeper.web.staff.filters import address, chosen_import, imports_to_choose
from kinkeeper.web.staff.reason import Reason

HOME = "staff:relationships"
LISTS = ("proposed", "blocked", "waiting")
LIFTED = gettext_lazy("The block is lifted. Lifting it connects no one.")
ASKED = gettext_lazy(
    "You have asked to lift the block. It stands until someone else confirms it under To decide."
)
OLDEST_FIRST = "proposed"  # whoever waits for a decision waits longest


class Decline(Grounds, Reason):
    field_order = ("reason", *GROUNDS)


@dataclass(frozen=True)
class Section:
    """One list: its rows, how many there are in all, and the addresses of the other pages."""

    page: Page[Any]
    count: int
    newest: bool
    turned: str
    next: str
    first: str


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_safe
def relationships(request: ViewerRequest) -> HttpResponse:
    """All three lists from their beginning, or one of them page by page."""
    viewer, words = request.viewer, request.GET.get("q", "")
    roster_import = chosen_import(request)
    show = request.GET.get("show", "")
    show = show if show in LISTS else ""
    found: dict[str, QuerySet[Any]] = {
        "proposed": _relationships(changeable_relationships.proposed(viewer), words, roster_import),
        "blocked": block_grounds.with_review(
            _relationships(changeable_relationships.blocked(viewer), words, roster_import)
        ),
        "waiting": _pendings(changeable_relationships.waiting(viewer), words, roster_import),
    }
    sections = {
        name: _section(request, name, rows) for name, rows in found.items() if show in {"", name}
    }
    known = [row for name, each in sections.items() if name != "waiting" for row in each.page.rows]
    looks.shows(viewer, *(row.child for row in known))
    adults = {row.parent_id for row in known}
    pendings = sections["waiting"].page.rows if "waiting" in sections else []
    sources = {pending.import_number for pending in pendings}
    context = {
        "sections": sections,
        "named": as_named.of(viewer, known),
        "tabs": [(name, few(rows)) for name, rows in found.items()],
        "show": show,
        "words": words,
        "roster_import": roster_import,
        "roster_imports": imports_to_choose(request, roster_import),
        "filtered": bool(words or roster_import),
        "open": changeable_relationships.within_reach(viewer, adults),
        "imports": visible(viewer, sources),
    }
    return render(request, "staff/relationships/list.html", context)


def _relationships(
    rows: QuerySet[Relationship], words: str, roster_import: int | None
) -> QuerySet[Relationship]:
    rows = changeable_relationships.naming(rows, words)
    return (
        rows
        if roster_import is None
        else rows.filter(sources__contains=[f"import:{roster_import}"])
    )


def _pendings(
    rows: QuerySet[PendingRelationship], words: str, roster_import: int | None
) -> QuerySet[PendingRelationship]:
    rows = changeable_relationships.waiting_for(rows, words)
    return rows if roster_import is None else rows.filter(source=f"import:{roster_import}")


def _section(request: ViewerRequest, name: str, rows: QuerySet[Any]) -> Section:
    alone = request.GET.get("show") == name
    order = request.GET.get("order") if alone else None
    newest = order == "newest" if order in {"newest", "oldest"} else name != OLDEST_FIRST
    here = place(request.GET.get("after", "")) if alone else None
    at = "made_at" if name == "waiting" else "since"
    found = page(rows, at, here, newest=newest)
    way = "oldest" if newest else "newest"
    return Section(
        found,
        few(rows),
        newest,
        address(request, show=name, order=way, after=""),
        address(request, show=name, after=found.after) if found.after else "",
        address(request, show=name, after="") if here else "",
    )


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def grant(request: ViewerRequest, number: int) -> HttpResponse:
    """K26: an import proposed it, a person grants it, with a reason."""
    relationship = lookups.relationship(request, number, RelationshipState.PROPOSED)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            connect(request.viewer.actor, relationship.parent, relationship.child, reason=reason)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(parent)s can now see %(child)s.") % _names(relationship))
            return alike_questions.to_list(request)
    status = 422 if request.method == "POST" else 200
    context = _asked(request, relationship, form)
    return render(request, "staff/relationships/grant.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE)
def decline(request: ViewerRequest, number: int) -> HttpResponse:
    """The relationship is blocked, with a reason: no file proposes it again."""
    relationship = lookups.relationship(request, number, RelationshipState.PROPOSED)
    form = Decline(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parent, child, reason = relationship.parent, relationship.child, form.cleaned_data["reason"]
        try:
            disconnect(request.viewer.actor, parent, child, reason=reason, ground=form.ground())
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(
                request, _("%(parent)s and %(child)s are blocked.") % _names(relationship)
            )
            return alike_questions.to_list(request)
    status = 422 if request.method == "POST" else 200
    context = _asked(request, relationship, form)
    return render(request, "staff/relationships/decline.html", context, status=status)


def _asked(request: ViewerRequest, relationship: Relationship, form: Reason) -> dict[str, Any]:
    """What the pages that decide a proposal show."""
    named = as_named.of(request.viewer, [relationship])
    return {"relationship": relationship, "named": named.get(relationship.pk), "form": form}


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def lift(request: ViewerRequest, number: int) -> HttpResponse:
    """Where two people must agree, the first asks here, and the second confirms."""
    relationship = lookups.relationship(request, number, RelationshipState.BLOCKED)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parent, child, reason = relationship.parent, relationship.child, form.cleaned_data["reason"]
        try:
            now = block.unblock(request.viewer.actor, parent, child, reason=reason)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            lifted = now.state != RelationshipState.BLOCKED
            messages.success(request, LIFTED if lifted else ASKED)
            return redirect(HOME)
    context = {
        "relationship": relationship,
        "form": form,
        "grounds": _said(relationship),
        "lifting": block_lifts.of(request.viewer, relationship),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/relationships/lift.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def review(request: ViewerRequest, number: int) -> HttpResponse:
    """The block stays; what it rests on may be put right, and the next review date is set."""
    relationship = lookups.relationship(request, number, RelationshipState.BLOCKED)
    first = next(iter(grounds_of(relationship.parent_id, relationship.child_id)), None)
    said = {"basis": first.basis, "reference": first.reference} if first else None
    form = Review(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        parent, child, reason = relationship.parent, relationship.child, form.cleaned_data["reason"]
        try:
            keep_block(request.viewer.actor, parent, child, form.ground(), reason=reason)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(
                request, _("%(parent)s and %(child)s stay blocked.") % _names(relationship)
            )
            return alike_questions.to_list(request)
    context = {"relationship": relationship, "form": form, "grounds": _said(relationship)}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/relationships/review.html", context, status=status)


def _said(relationship: Relationship) -> list[str]:
    grounds = grounds_of(relationship.parent_id, relationship.child_id)
    return grounds_in_words.sentences(grounds, date_of(relationship.child))


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_POST
def cancel(request: ViewerRequest, number: int) -> HttpResponse:
    pending = lookups.pending(request, number)
    try:
        pending_relationships.cancel(request.viewer.actor, pending)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("The relationship of %(parent)s with %(value)s is no longer pending.")
            % {"parent": alone(pending.parent.full_name), "value": pending.value},
        )
    return redirect(reverse(HOME, query=request.GET))


def _names(relationship: Relationship) -> dict[str, str]:
    return {
        "parent": alone(relationship.parent.full_name),
        "child": alone(relationship.child.full_name),
    }
