"""A learning plan as a parent reads it, and the comment on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.from_home import comment_on_plan
from kinkeeper.from_home.models import LearningPlanComment
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations import local_date
from kinkeeper.people.models import Person
from kinkeeper.readings import children, learning_plans, looks
from kinkeeper.records.learning_plans import PlanPart
from kinkeeper.records.models import LearningPlan
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents.own_child import own_child

HIGHEST = 2**63 - 1


class CommentForm(forms.Form):
    """On the parts of the plan on which the school asks for comments."""

    part = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, plan: LearningPlan, data: Any = None) -> None:
        super().__init__(data)
        asked = [each for each in PlanPart.choices if each[0] in plan.comments_on]
        self.fields["part"].choices = asked  # type: ignore[attr-defined]  # a choice field
        if len(asked) == 1:
            self.initial["part"] = asked[0][0]


@in_view
@needs(Verb.CHILDREN_SEE)
def one(request: ViewerRequest, number: str, plan: int) -> HttpResponse:
    """What is not for this child, or not shown now, answers as what never was."""
    mine = children.by_person(request.user)
    child = own_child(request, number, mine)
    found = plan <= HIGHEST and learning_plans.of_parent(
        request.user, mine, child, plan, local_date.moment()
    )
    if not found or not isinstance(found.record, LearningPlan):
        raise Http404
    own = learning_plans.own_comments(request.user, found.record)
    person = next(each for each, known in mine.items() if known == child)
    if request.method == "POST" and "withdraw" in request.POST:
        _withdrawn(request, own)
        return redirect("parents:learning-plan", child.id, plan)
    form = _form(request, person, found.record)
    if form is not None and form.is_bound and _sent(request, person, found.record, form):
        return redirect("parents:learning-plan", child.id, plan)
    looks.shows_children(request.viewer, [child.id])
    context = {"child": child, "row": found, "own": own, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/learning_plan.html", context, status=status)


def _withdrawn(request: ViewerRequest, own: list[LearningPlanComment]) -> None:
    """One of those that stand on the page, whatever was sent."""
    chosen = {str(each.pk): each.pk for each in own}.get(request.POST["withdraw"])
    try:
        comment_on_plan.withdraw(request.viewer.actor, request.user, chosen or 0)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your comment has been withdrawn. Its words are deleted."))


def _form(request: ViewerRequest, child: Person, plan: LearningPlan) -> CommentForm | None:
    """None where the school asks this parent for none."""
    if not plan.comments_on or not comment_on_plan.may_comment(request.user, child):
        return None
    return CommentForm(plan, request.POST if request.method == "POST" else None)


def _sent(request: ViewerRequest, child: Person, plan: LearningPlan, form: CommentForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        comment_on_plan.comment(
            request.viewer.actor, request.user, child, plan, said["part"], said["text"]
        )
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("Your comment is with the school."))
    return True
