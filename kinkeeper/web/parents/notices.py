"""One notice, and the answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb
from kinkeeper.from_home import answer_notice
from kinkeeper.from_home.models import NoticeAnswer
from kinkeeper.from_home.open_notice import opened
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations import local_date
from kinkeeper.people.models import Person
from kinkeeper.readings import children, looks, notice, notice_answers
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Row
from kinkeeper.records.models import Notice
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents.answer_form import AnswerForm
from kinkeeper.web.parents.own_child import own_child


@dataclass(frozen=True)
class Answered:
    child: Child
    answer: NoticeAnswer


@in_view
@needs(Verb.CHILDREN_SEE)
def one_notice(request: ViewerRequest, number: str, notice_number: int) -> HttpResponse:
    mine = children.by_person(request.user)
    found = own_child(request, number, mine)
    row = notice.of(request.user, mine, found, notice_number, local_date.moment())
    if row is None or not isinstance(row.record, Notice):
        raise Http404
    form = _form(request, row, {child.id: person for person, child in mine.items()})
    if request.method == "POST" and _answered(request, row.record, form):
        return redirect("parents:notice", found.id, notice_number)
    looks.shows_children(request.viewer, [child.id for child in row.children])
    if request.method == "GET" and request.viewer.views_as is None:
        opened(request.user, row.record, [_person(mine, child) for child in row.children])
    said = notice_answers.own(request.user, [row.record])
    context = {
        "child": found,
        "row": row,
        "form": form,
        "answered": [
            Answered(each, said[row.record.pk, each.id])
            for each in row.children
            if (row.record.pk, each.id) in said
        ],
        "over": answer_notice.is_over(row.record, local_date.moment()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/notice.html", context, status=status)


def _person(mine: Mapping[Person, Child], wanted: Child) -> Person:
    return next(person for person, child in mine.items() if child == wanted)


def _form(request: ViewerRequest, row: Row, people: dict[int, Person]) -> AnswerForm | None:
    """For those of its children for whom this parent may answer; None where there is none."""
    assert isinstance(row.record, Notice)  # noqa: S101  # for the type checker: the caller asked
    if not row.record.needs_answer:
        return None
    mine = {
        child.id: people[child.id]
        for child in row.children
        if answer_notice.may_answer(request.user, people[child.id])
    }
    data = request.POST if request.method == "POST" else None
    return AnswerForm(mine, answer_notice.version_of(row.record), data) if mine else None


def _answered(request: ViewerRequest, asked: Notice, form: AnswerForm | None) -> bool:
    if form is None or not form.is_valid():
        return False
    version = form.cleaned_data["version"]
    try:
        answer_notice.answer(request.viewer.actor, request.user, asked, version, form.said())
    except Refusal as refusal:  # back to the page as it is now: the text may be another
        messages.error(request, str(refusal))
        return True
    messages.success(request, _("Your answer is with the school."))
    return True
