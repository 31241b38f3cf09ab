"""One person's page, adding and changing, the trash."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import scopes, view_as
from kinkeeper.access.own_family import sentence
from kinkeeper.access.rules import Verb, may
from kinkeeper.families import majority
from kinkeeper.families.models import RelationshipState
from kinkeeper.people import returned_mail
from kinkeeper.people.models import STAFF, Person, Profile
from kinkeeper.people.one_person_name import may_be_two
from kinkeeper.people.resting import rests
from kinkeeper.readings import (
    address_origin,
    conversations,
    e_mails,
    identities,
    merging,
    protection,
    second_step,
)
from kinkeeper.readings import person as known
from kinkeeper.readings.journal_words import tell
from kinkeeper.registry import (
    add,
    allow_second_step,
    confirm_name,
    edit,
    memberships,
    restore,
    start_over,
    trash,
    wake,
)
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups, name_confirmation
from kinkeeper.web.staff.person_forms import PersonForm, WithReason
from kinkeeper.web.staff.refusals import say


@needs(Verb.PEOPLE_SEE)
@require_safe
def person(request: ViewerRequest, number: int) -> HttpResponse:
    viewer, found = request.viewer, lookups.person(request, number)
    if viewer.family.withholds(found.pk):
        raise lookups.own_family(request, person_id=found.pk)
    context = {
        "person": found,
        "of_age": majority.of(found) if found.profile == Profile.PUPIL else None,
        "is_pupil": found.profile == Profile.PUPIL,
        "may_write": conversations.are_possible(viewer, found),
        "former_keys": known.former_keys(found),
        "places": scopes.organisations(viewer).filter(people=found).order_by("path"),
        "relationships": known.relationships(
            viewer, found, RelationshipState.ACTIVE, RelationshipState.PROPOSED
        ),
        "blocked": known.relationships(viewer, found, RelationshipState.BLOCKED)
        if may(viewer, Verb.RELATIONSHIPS_CHANGE)
        else [],
        "former": known.former(viewer, found) if may(viewer, Verb.RELATIONSHIPS_CHANGE) else [],
        "pendings": known.pendings(viewer, found),
        "returned": returned_mail.of(found),
        "address_said": address_origin.said(viewer, found),
        "credentials": known.credentials(viewer, found),
        "e_mails": e_mails.of_person(viewer, found),
        "history": tell(viewer, known.history(viewer, found)),
        "may_be_two": may_be_two(found),
        "rests": rests(found),
        "second_step": second_step.shown(viewer, found),
        "identities": identities.of(viewer, found),
        "protected": protection.mark_of(viewer, found) is not None,
        "may_be_protected": found.profile not in STAFF,
        "own_family": sentence() if viewer.family.has_account(found.pk) else "",
        "own_relationships": viewer.family.has_relationship(found.pk, found.pk),
        "may_view_as": view_as.is_offered(viewer, found),
        "merged_away": merging.is_gone(found),
        "merged_into": merging.into(viewer, found),
        "merges": merging.standing(viewer, found),
        "may_edit": scopes.editable_people(viewer).filter(pk=found.pk).exists(),
    }
    return render(request, "staff/people/person.html", context)


@needs(Verb.PEOPLE_ADD)
def add_person(request: ViewerRequest) -> HttpResponse:
    form = PersonForm(request.viewer, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values() | {"profile": form.cleaned_data["profile"]}
        try:
            new = add.add(
                request.viewer.actor, values, organisations=form.places(), moving=form.moving
            )
        except Refusal as refusal:
            say(request.viewer, form, refusal)
        else:
            messages.success(request, _("%s has been added.") % alone(new.full_name))
            return redirect("staff:person", new.pk)
    context = {"form": form, "paths": lookups.paths(request)}
    return render(request, "staff/people/add.html", context, status=_status(request))


@needs(Verb.PEOPLE_EDIT, fresh=Within.TWO_HOURS)
def edit_person(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    form = PersonForm(request.viewer, found, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        messages.success(request, _("Saved."))
        return redirect("staff:person", found.pk)
    context = {"form": form, "person": found}
    return render(request, "staff/people/edit.html", context, status=_status(request))


def _saved(request: ViewerRequest, found: Person, form: PersonForm) -> bool:
    """Both or neither; False with the refusal at its field, where somebody was quicker."""
    actor, reach = request.viewer.actor, request.viewer.reach
    try:
        with transaction.atomic():
            reason = form.moving.reason
            same = name_confirmation.reason(form)
            edit.edit(actor, found, form.values(), reach=reach, move_key=reason, same_person=same)
            memberships.belong(actor, found, form.places(), reach=reach)
    except Refusal as refusal:
        say(request.viewer, form, refusal, found)
        return False
    return True


@needs(Verb.PEOPLE_EDIT, fresh=Within.QUARTER_HOUR)
def take_password(request: ViewerRequest, number: int) -> HttpResponse:
    """For somebody who cannot get in any more: then a new letter can be made."""
    found = lookups.editable_person(request, number)
    form = WithReason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            start_over.start_over(
                request.viewer.actor,
                found,
                reason=form.cleaned_data["reason"],
                reach=request.viewer.reach,
            )
        except Refusal as refusal:
            say(request.viewer, form, refusal, found)
        else:
            messages.success(request, _("The old password no longer works. Now make the letter."))
            return redirect(reverse("staff:batch-new", query={"person": found.pk}))
    context = {"form": form, "person": found}
    return render(request, "staff/people/start_over.html", context, status=_status(request))


@needs(Verb.PEOPLE_EDIT, fresh=Within.QUARTER_HOUR)
def allow_second_step_of(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    form = WithReason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, reach = form.cleaned_data["reason"], request.viewer.reach
        try:
            allow_second_step.allow(request.viewer.actor, found, reason=reason, reach=reach)
        except Refusal as refusal:
            say(request.viewer, form, refusal, found)
        else:
            messages.success(request, _("Allowed until this time tomorrow."))
            return redirect("staff:person", found.pk)
    context = {
        "form": form,
        "person": found,
        "second_step": second_step.shown(request.viewer, found),
    }
    return render(request, "staff/people/second_step.html", context, status=_status(request))


@needs(Verb.PEOPLE_EDIT)
def trash_person(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    if request.method != "POST":
        return render(request, "staff/people/trash.html", {"person": found})
    try:
        trash.trash(request.viewer.actor, found, reach=request.viewer.reach)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%s has been moved to the trash.") % alone(found.full_name))
    return redirect("staff:person", found.pk)


@needs(Verb.PEOPLE_EDIT)
@require_POST
def is_one_person(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    try:
        confirm_name.one_person(request.viewer.actor, found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. Letters can be made now."))
    return redirect("staff:person", found.pk)


@needs(Verb.PEOPLE_EDIT)
@require_POST
def wake_person(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    try:
        wake.wake(request.viewer.actor, found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%s can sign in again.") % alone(found.full_name))
    return redirect("staff:person", found.pk)


@needs(Verb.PEOPLE_EDIT)
@require_POST
def restore_person(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    try:
        restore.restore(request.viewer.actor, found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%s has been restored.") % alone(found.full_name))
    return redirect("staff:person", found.pk)


def _status(request: ViewerRequest) -> int:
    return 422 if request.method == "POST" else 200
