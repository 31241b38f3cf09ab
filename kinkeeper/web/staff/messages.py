"""Conversations with parents: reading, answering, handing over, closing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging import class_message, keep, read_marks, write
from kinkeeper.messaging.models import Conversation, Sending
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import conversations, own_pupils
from kinkeeper.readings.conversations import Shown
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.message_file import given
from kinkeeper.web.message_form import ClassMessageForm, MessageForm, NewMessageForm, filled
from kinkeeper.web.staff import lookups

EVERY = "all"


@needs(Verb.MESSAGES_WRITE)
@require_safe
def listed(request: ViewerRequest) -> HttpResponse:
    viewer, every = request.viewer, request.GET.get("show") == EVERY
    classes = [] if viewer.is_administrator else own_pupils.classes(viewer)
    chosen = next((each for each in classes if str(each.pk) == request.GET.get("class")), None)
    context = {
        "conversations": conversations.of_school(viewer, every=every, of_class=chosen),
        "classes": classes,
        "to_write_to": conversations.classes(viewer),
        "sent": conversations.sent_to_classes(viewer),
        "chosen": chosen,
        "every": every,
    }
    return render(request, "staff/messages/list.html", context)


@needs(Verb.MESSAGES_WRITE)
def one(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.conversation(request, number)
    form = filled(MessageForm, request)
    if form.is_bound and form.is_valid() and _answered(request, form, found):
        messages.success(request, _("Sent to the parent."))
        return redirect("staff:message", number)
    shown = conversations.one_at_school(request.viewer, found)
    if not form.is_bound:
        read_marks.read(request.user, found, shown.last)
    context = {"shown": shown, "form": form, "is_read": conversations.is_read(found)}
    status = 422 if form.is_bound else 200
    return render(request, "staff/messages/one.html", context, status=status)


@needs(Verb.MESSAGES_WRITE)
def new(request: ViewerRequest, number: int) -> HttpResponse:
    """To a parent of this pupil."""
    pupil = lookups.person(request, number)
    lookups.not_own_account(request, pupil.pk)
    school = conversations.school_of(request.viewer, pupil)
    if pupil.profile != Profile.PUPIL or school is None:
        raise Http404
    parents = {str(each.pk): each for each in conversations.parents_of(request.viewer, pupil)}
    names = [(code, alone(each.full_name)) for code, each in parents.items()]
    form = filled(NewMessageForm, request, names)
    if form.is_bound and form.is_valid():
        made = _begun(request, form, pupil, parents[form.cleaned_data["to"]], school)
        if made is not None:
            messages.success(request, _("Sent to the parent."))
            return redirect("staff:message", made.pk)
    context = {"form": form, "pupil": pupil, "parents": parents}
    status = 422 if form.is_bound else 200
    return render(request, "staff/messages/new.html", context, status=status)


@needs(Verb.MESSAGES_WRITE)
def to_class(request: ViewerRequest, number: int) -> HttpResponse:
    """To the parents of this class; the page names each of them before it is sent."""
    place = lookups.organisation_numbered(request, number)
    school = conversations.school_at(place)
    if place.kind != OrganisationKind.CLASS or school is None:
        raise Http404
    audience = conversations.audience(request.viewer, place)
    form = filled(ClassMessageForm, request)
    if form.is_bound and form.is_valid():
        sent = _sent(request, form, place, school)
        if sent is not None:
            said = ngettext("Sent to %d parent.", "Sent to %d parents.", sent.conversations)
            messages.success(request, said % sent.conversations)
            return redirect("staff:message-sent", sent.pk)
    context = {"form": form, "place": place, "audience": audience}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/messages/to_class.html", context, status=status)


@needs(Verb.MESSAGES_WRITE)
@require_safe
def sent(request: ViewerRequest, number: int) -> HttpResponse:
    """To whom it went, and the way to withdraw it."""
    found = conversations.sent_to_class(request.viewer, lookups.sending(request, number))
    return render(request, "staff/messages/sent.html", {"sent": found})


@needs(Verb.MESSAGES_WRITE)
@require_POST
def withdraw_sent(request: ViewerRequest, number: int) -> HttpResponse:
    number_of = keep.withdraw_from_class(request.viewer.actor, lookups.sending(request, number))
    said = ngettext(
        "Withdrawn from %d parent, who no longer sees it.",
        "Withdrawn from %d parents, who no longer see it.",
        number_of,
    )
    messages.success(request, said % number_of)
    return redirect("staff:message-sent", number)


@needs(Verb.MESSAGES_WRITE)
@require_safe
def file(request: ViewerRequest, number: int, message: int) -> HttpResponse:
    found = lookups.conversation(request, number)
    shown: Shown = conversations.one_at_school(request.viewer, found)
    return given(shown, message)


@needs(Verb.MESSAGES_WRITE)
@require_POST
def hand_over(request: ViewerRequest, number: int) -> HttpResponse:
    return _done(request, number, keep.hand_over, _("The office answers from now on."))


@needs(Verb.MESSAGES_WRITE)
@require_POST
def close(request: ViewerRequest, number: int) -> HttpResponse:
    return _done(request, number, keep.close, _("Closed. The parent can still read it."))


@needs(Verb.MESSAGES_WRITE)
@require_POST
def reopen(request: ViewerRequest, number: int) -> HttpResponse:
    return _done(request, number, keep.reopen, _("Open again. The parent can answer."))


@needs(Verb.MESSAGES_WRITE)
@require_POST
def withdraw(request: ViewerRequest, number: int, message: int) -> HttpResponse:
    found = lookups.conversation(request, number)
    said = found.messages.filter(pk=message).first() if message <= lookups.HIGHEST else None
    if said is None:
        raise Http404
    try:
        by_office = request.viewer.is_administrator
        keep.withdraw(request.viewer.actor, found, said, by_office=by_office)
        messages.success(request, _("Withdrawn. The parent no longer sees the message."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:message", number)


def _done(
    request: ViewerRequest, number: int, act: Callable[[Actor, Conversation], None], said: str
) -> HttpResponse:
    act(request.viewer.actor, lookups.conversation(request, number))
    messages.success(request, said)
    return redirect("staff:message", number)


def _sent(
    request: ViewerRequest, form: ClassMessageForm, place: Organisation, school: Organisation
) -> Sending | None:
    viewer, digest = request.viewer, form.cleaned_data["shown"]
    teacher = None if viewer.is_administrator else request.user
    try:
        to = class_message.as_shown(place, viewer.family.accounts, digest)
        return class_message.send(viewer.actor, teacher, place, school, to, form.said())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None


def _answered(request: ViewerRequest, form: MessageForm, found: Conversation) -> bool:
    try:
        write.answer_by_school(request.viewer.actor, found, form.said())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _begun(
    request: ViewerRequest,
    form: NewMessageForm,
    pupil: Person,
    parent: Person,
    school: Organisation,
) -> Conversation | None:
    viewer = request.viewer
    teacher = None if viewer.is_administrator else request.user
    try:
        return write.begin_by_school(viewer.actor, teacher, pupil, parent, school, form.said())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
