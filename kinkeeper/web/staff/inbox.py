"""What imports left for a person to decide, and how it was decided."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.families import answer_question as questions
from kinkeeper.families import release
from kinkeeper.families import reopen_question as asking
from kinkeeper.families.alike_groups import KINDS
from kinkeeper.families.models import Question, QuestionKind, RelationshipKind
from kinkeeper.families.refusals import Refusal
from kinkeeper.journal.actor import Actor
from kinkeeper.readings import inbox as asked
from kinkeeper.readings.inbox_list import Wanted, look
from kinkeeper.readings.paging import place
from kinkeeper.registry import former_keys
from kinkeeper.registry.refusals import Refusal as CannotMove
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web import refused_pages
from kinkeeper.web.context import counted
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import alike_questions, lookups
from kinkeeper.web.staff.filters import address, chosen_import, imports_to_choose
from kinkeeper.web.staff.reason import Reason

HOME = "staff:inbox"


class Connect(Reason):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of relationship"), choices=RelationshipKind.choices
    )
    field_order = ("kind", "reason")

    def __init__(self, *arguments: object, withheld: bool) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # a form's own arguments
        self.fields["reason"].required = withheld


class Perhaps(Reason):
    def __init__(self, *arguments: object, needed: bool) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # a form's own arguments
        self.fields["reason"].required = needed


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_safe
def inbox(request: ViewerRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    wanted = Wanted(
        kind if kind in QuestionKind.values else "",
        request.GET.get("q", ""),
        chosen_import(request),
        place(request.GET.get("after", "")),
    )
    seen, narrowed = look(request.viewer, wanted), bool(wanted.words or wanted.roster_import)
    page = seen.page
    if not narrowed:
        counted(request, seen.counts[""])
    context = {
        "page": page,
        "wanted": wanted,
        "kinds": _kinds(request, wanted, seen.counts),
        "filtered": bool(wanted.kind or narrowed),
        "offers": alike_questions.offers(request) if wanted.kind in {"", *KINDS} else [],
        "planned": asked.planned(request.viewer),
        "roster_imports": imports_to_choose(request, wanted.roster_import),
        "query": request.GET.urlencode(),
        "next": address(request, after=page.after) if page.after else "",
        "first": address(request, after="") if wanted.here else "",
    }
    return render(request, "staff/inbox/list.html", context)


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_safe
def decided(request: ViewerRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    here = place(request.GET.get("after", ""))
    page, roster_imports = asked.answers(request.viewer, words, here)
    context = {
        "rows": [
            (each, roster_imports.get(each.latest_import or 0), asking.can_be_asked_again(each))
            for each in page.rows
        ],
        "words": words,
        "next": address(request, after=page.after) if page.after else "",
        "first": address(request, after="") if here else "",
    }
    return render(request, "staff/inbox/decided.html", context)


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_POST
def keep(request: ViewerRequest, number: int) -> HttpResponse:
    words = _("It stays as it is. You are not asked again unless a file says something new.")
    return _answered(request, number, questions.keep, words)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
@require_POST
def same(request: ViewerRequest, number: int) -> HttpResponse:
    words = _("The same person. Import the file again: it now goes through.")
    return _answered(request, number, questions.same, words)


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_POST
def other(request: ViewerRequest, number: int) -> HttpResponse:
    words = _("Somebody else. The row is skipped until that person has a key of their own.")
    return _answered(request, number, questions.other, words)


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_POST
def read_as(request: ViewerRequest, number: int) -> HttpResponse:
    words = _("Decided. Import the file again: the row is now read in this way.")
    said = request.POST.get("said", "")
    return _answered(request, number, lambda by, asked: questions.read_as(by, asked, said), words)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def released(request: ViewerRequest, number: int) -> HttpResponse:
    """Says to whom an account opens what, before it is released."""
    words = _("Released. The other office can go on once everyone concerned has released it.")
    return _about_release(request, number, release.release, words)


@needs(Verb.RELATIONSHIPS_CHANGE)
def refused(request: ViewerRequest, number: int) -> HttpResponse:
    words = _("Not released. The other office is told no more than that.")
    return _about_release(request, number, release.refuse, words)


def _about_release(
    request: ViewerRequest, number: int, act: Callable[..., Question], words: str
) -> HttpResponse:
    question = lookups.question(request, number)
    form = Perhaps(request.POST or None, needed=False)
    if request.method == "POST" and form.is_valid():
        viewer, reason = request.viewer, form.cleaned_data["reason"]
        try:
            act(viewer.actor, question, reach=viewer.reach, reason=reason)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, words)
            return alike_questions.to_list(request)
    context = {
        "asked": asked.one(request.viewer, question),
        "form": form,
        "gives": act is release.release,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/inbox/release_sure.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def move(request: ViewerRequest, number: int) -> HttpResponse:
    """Whom the key would move is shown before it moves."""
    question = lookups.question(request, number)
    shown = asked.one(request.viewer, question)
    if shown.led is None:
        raise refused_pages.refused("person.change", person_id=question.parent_id)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewer, reason = request.viewer, form.cleaned_data["reason"]
        try:
            former_keys.move_asked(viewer.actor, question, reason, reach=viewer.reach)
        except (Refusal, CannotMove) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The key is free. Import the file again: it adds the other pupil.")
            )
            return alike_questions.to_list(request)
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/inbox/move.html", {"asked": shown, "form": form}, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_POST
def cancel(request: ViewerRequest, number: int) -> HttpResponse:
    question = lookups.question(request, number)
    pendings = asked.pendings_of(request.viewer, question)
    try:
        questions.give_up(request.viewer.actor, question, pendings)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        parent = alone(pendings[0].parent.full_name)
        messages.success(
            request,
            _("The relationship of %(parent)s with %(value)s is no longer pending.")
            % {"parent": parent, "value": question.value},
        )
    return alike_questions.to_list(request)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def connect(request: ViewerRequest, number: int, child: int) -> HttpResponse:
    """Both sides of the question on one page, before a page is opened to anybody."""
    question = lookups.question(request, number)
    lookups.not_own_relationship(request, question.parent_id, child)
    shown = asked.one(request.viewer, question)
    pupil = next((each for each in shown.likely if each.pk == child), None)
    if pupil is None or question.parent is None:
        raise refused_pages.refused("relationship.change", person_id=child)
    pendings = asked.pendings_of(request.viewer, question)
    withheld = questions.withheld(pendings)
    form = Connect(request.POST or None, withheld=withheld is not None)
    if request.method == "POST" and form.is_valid():
        try:
            questions.connect_instead(
                request.viewer.actor,
                question,
                pupil,
                pendings,
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("%(parent)s is connected to %(child)s. Nothing has been sent.")
                % {"parent": alone(question.parent.full_name), "child": alone(pupil.full_name)},
            )
            return alike_questions.to_list(request)
    status = 422 if request.method == "POST" else 200
    context = {"asked": shown, "pupil": pupil, "form": form, "withheld": withheld}
    return render(request, "staff/inbox/connect.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def again(request: ViewerRequest, number: int) -> HttpResponse:
    question = lookups.answer(request, number)
    form = Perhaps(request.POST or None, needed=asking.needs_reason(question))
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask_again(request.viewer.actor, question, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is asked again, and what the answer did is undone."))
            return redirect(HOME)
    status = 422 if request.method == "POST" else 200
    context = {"question": question, "form": form}
    return render(request, "staff/inbox/again.html", context, status=status)


def _answered(
    request: ViewerRequest, number: int, answer: Callable[[Actor, Question], Question], words: str
) -> HttpResponse:
    try:
        answer(request.viewer.actor, lookups.question(request, number))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return alike_questions.to_list(request)


def _kinds(
    request: ViewerRequest, wanted: Wanted, numbers: Mapping[str, int]
) -> list[tuple[str, object, int, str]]:
    """(kind, label, how many, address): a chip each; kinds that nothing is of are left out."""
    labels = {"": _("All"), **dict(QuestionKind.choices)}
    return [
        (kind, label, numbers.get(kind, 0), address(request, kind=kind, after=""))
        for kind, label in labels.items()
        if numbers.get(kind) or kind in {"", wanted.kind}
    ]
