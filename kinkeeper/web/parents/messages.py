"""A parent reads what the school wrote, answers, and begins a conversation."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging import read_marks, school_says, write
from kinkeeper.messaging.addressees import Addressee
from kinkeeper.messaging.models import Conversation
from kinkeeper.readings import children, conversations, looks
from kinkeeper.readings.children import Child
from kinkeeper.readings.conversations import Shown
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.message_file import given
from kinkeeper.web.message_form import MessageForm, NewMessageForm, filled
from kinkeeper.web.refused_pages import refused

HIGHEST = 2**63 - 1
type Choice = tuple[Child, list[Addressee]]


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def listed(request: ViewerRequest) -> HttpResponse:
    mine = children.by_person(request.user)
    if not conversations.are_on(mine):
        raise Http404
    found = conversations.own(request.user, mine)
    looks.shows(request.viewer, *(each.child for each in found))
    can_begin = bool(conversations.to_choose(request.user, mine))
    context = {"conversations": found, "can_begin": can_begin}
    return render(request, "parents/messages/list.html", context)


@in_view
@needs(Verb.CHILDREN_SEE)
def begin(request: ViewerRequest) -> HttpResponse:
    choices = conversations.to_choose(request.user, children.by_person(request.user))
    if not choices:
        raise Http404
    looks.shows_children(request.viewer, [child.id for child, _whom in choices])
    form = filled(NewMessageForm, request, _names(choices))
    if form.is_bound and form.is_valid() and (made := _begun(request, form, choices)):
        messages.success(request, _("Sent to the school."))
        return redirect("parents:message", made.pk)
    context = {"form": form, "hours": _hours(choices)}
    return render(
        request, "parents/messages/new.html", context, status=422 if form.is_bound else 200
    )


@in_view
@needs(Verb.CHILDREN_SEE)
def one(request: ViewerRequest, number: int) -> HttpResponse:
    """Looking at it marks it as read; not for who views as the parent."""
    shown, may_answer = _own(request, number)
    form = filled(MessageForm, request)
    if form.is_bound and form.is_valid() and _answered(request, form, shown):
        messages.success(request, _("Sent to the school."))
        return redirect("parents:message", number)
    if not form.is_bound and request.viewer.views_as is None:
        read_marks.read(request.user, shown.conversation, shown.last)
    context = {"shown": shown, "form": form, "may_answer": may_answer}
    status = 422 if form.is_bound else 200
    return render(request, "parents/messages/one.html", context, status=status)


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def file(request: ViewerRequest, number: int, message: int) -> HttpResponse:
    return given(_own(request, number)[0], message)


def _own(request: ViewerRequest, number: int) -> tuple[Shown, bool]:
    """Another parent's answers like one that never existed."""
    mine = children.by_person(request.user)
    found = conversations.one_of(request.user, mine, number) if number <= HIGHEST else None
    if found is None:
        raise refused("message.view", data={"id": number}, number=(Conversation, number))
    looks.shows(request.viewer, found.conversation.child)
    return found, conversations.may_answer(mine, found)


def _names(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Of whom the child's name stands before it, where there are several."""
    names = []
    for child, whom in choices:
        offices = [each for each in whom if each.teacher is None]
        for each in whom:
            said = _name(each, several=len(offices) > 1)
            if len(choices) > 1:
                said = _("%(child)s: %(whom)s") % {"child": alone(child.given_name), "whom": said}
            names.append((each.code, said))
    return names


def _name(to: Addressee, *, several: bool) -> str:
    if to.teacher is not None:
        told = {"name": alone(to.teacher.full_name), "of": ", ".join(map(alone, to.classes))}
        return _("%(name)s, %(of)s") % told
    if several:
        return _("The office of %s") % alone(to.school.name)
    return _("The school office")


def _hours(choices: Sequence[Choice]) -> tuple[str, str] | None:
    """When the school reads, where all of them say the same."""
    said = {school_says.at(each.school.path).hours for _child, whom in choices for each in whom}
    return said.pop() if len(said) == 1 else None


def _begun(
    request: ViewerRequest, form: NewMessageForm, choices: Sequence[Choice]
) -> Conversation | None:
    offered = {each.code: (child, each) for child, whom in choices for each in whom}
    child, to = offered[form.cleaned_data["to"]]
    person = next(each for each in children.by_person(request.user) if each.pk == child.id)
    try:
        return write.begin_by_parent(request.viewer.actor, request.user, person, to, form.said())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None


def _answered(request: ViewerRequest, form: MessageForm, shown: Shown) -> bool:
    try:
        write.answer_by_parent(request.viewer.actor, shown.conversation, form.said())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True
