"""Learning plans that teachers and offices write for one pupil, and what parents wrote on them."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person
from kinkeeper.readings import learning_plans as readings
from kinkeeper.records.by_hand import learning_plans
from kinkeeper.records.by_hand.learning_plans import SaidPlan
from kinkeeper.records.learning_plans import Goal, GoalState, LearningPlan, PlanPart
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.entry_forms import LATER, NOW, day

DRAFT = "draft"
EMPTY, MOST = 2, 20  # goals: empty ones to fill in each time, and in all


class PlanForm(forms.Form):
    """A goal without a text is none. With the plan there are always some empty ones."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    support = forms.CharField(
        label=gettext_lazy("What the school does"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    comments_on = forms.MultipleChoiceField(
        label=gettext_lazy("On what may parents comment?"),
        choices=PlanPart,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    when = forms.ChoiceField(
        label=gettext_lazy("Do parents see it?"),
        widget=forms.RadioSelect,
        choices=[
            (DRAFT, gettext_lazy("Not yet: it is a draft")),
            (NOW, gettext_lazy("From now")),
            (LATER, gettext_lazy("From a day on")),
        ],
        initial=DRAFT,
    )
    from_day = day(gettext_lazy("Day"), gettext_lazy("From 07:00 on that day."))

    def __init__(self, data: Any = None, plan: LearningPlan | None = None, version: int = 0):
        there = plan.each_goal if plan is not None else []
        super().__init__(data, initial={"token": str(uuid4()), "version": version})
        self.numbers = range(1, min(len(there) + EMPTY, MOST) + 1)
        for number in self.numbers:
            self._add_goal(number, there[number - 1] if number <= len(there) else None)
        if plan is not None:
            self.initial.update(
                title=plan.title,
                support=plan.support,
                comments_on=plan.comments_on,
                when=DRAFT if plan.published_at is None else LATER,
                from_day=plan.published_on,
            )

    def _add_goal(self, number: int, goal: Goal | None) -> None:
        self.fields |= {
            f"goal_{number}": forms.CharField(
                label=_("Goal %d") % number,
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            f"state_{number}": forms.ChoiceField(label=_("State"), choices=GoalState),
            f"first_{number}": day(_("From (optional)")),
            f"last_{number}": day(_("Until (optional)")),
        }
        shown = goal or Goal("")
        self.initial[f"goal_{number}"] = shown.text
        self.initial[f"state_{number}"] = shown.state
        self.initial[f"first_{number}"] = shown.starts_on
        self.initial[f"last_{number}"] = shown.ends_on

    @property
    def goals(self) -> Iterator[list[forms.BoundField]]:
        for number in self.numbers:
            yield [self[f"{name}_{number}"] for name in ("goal", "state", "first", "last")]

    @property
    def moments(self) -> list[forms.BoundField]:
        return [self["from_day"]]

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if self.cleaned_data.get("when") == LATER and not self.cleaned_data.get("from_day"):
            self.add_error("from_day", _("From which day?"))
        return found

    def said(self) -> SaidPlan:
        said = self.cleaned_data
        goals = [
            Goal(text, GoalState(said[f"state_{n}"]), said[f"first_{n}"], said[f"last_{n}"])
            for n in self.numbers
            if (text := said[f"goal_{n}"].strip())
        ]
        return SaidPlan(
            said["title"],
            goals,
            said["support"],
            said["comments_on"],
            draft=said["when"] == DRAFT,
            from_day=said["from_day"] if said["when"] == LATER else None,
        )


@needs(Verb.RECORDS_ENTER)
def for_pupil(request: ViewerRequest, number: int) -> HttpResponse:
    pupil, group = lookups.pupil_to_enter(request, number)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        token = str(form.cleaned_data["token"])
        try:
            learning_plans.learning_plan(request.viewer.actor, token, group, pupil, form.said())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff:person-records", pupil.pk)
    return _page(request, form, pupil, None)


@needs(Verb.RECORDS_ENTER)
def one(request: ViewerRequest, number: int) -> HttpResponse:
    """Changes a plan, and shows what parents wrote on it."""
    entry = lookups.entry(request, number)
    plan = readings.of_entry(request.viewer, entry)
    if plan is None or entry.withdrawn_at is not None:
        raise Http404
    form = PlanForm(request.POST if request.method == "POST" else None, plan, entry.version)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            learning_plans.change(request.viewer.actor, entry, version, form.said())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff:learning-plan", entry.pk)
    return _page(request, form, plan.pupil, plan)


def _page(
    request: ViewerRequest, form: PlanForm, pupil: Person, plan: LearningPlan | None
) -> HttpResponse:
    context = {"form": form, "pupil": pupil, "plan": plan}
    context["comments"] = readings.comments(plan) if plan is not None else []
    status = 422 if form.is_bound else 200
    return render(request, "staff/entries/learning_plan.html", context, status=status)
