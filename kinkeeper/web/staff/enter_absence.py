"""Somebody at home calls the school: a child is away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import RelationshipState
from kinkeeper.from_home import report_absence
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import person as known
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.absence_form import AbsenceForm
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.templatetags.day_spans import in_a_row

NO_ONE = ""


class PhoneForm(AbsenceForm):
    """As at home, and who called."""

    caller = forms.ChoiceField(
        label=gettext_lazy("Who called?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, pupil: Person, callers: list[Person], data: Any = None) -> None:
        super().__init__([pupil], data)
        self.callers = {str(each.pk): each for each in callers}
        names = [(number, alone(each.full_name)) for number, each in self.callers.items()]
        choices = [*names, (NO_ONE, _("Someone else"))]
        self.fields["caller"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def called(self) -> Person | None:
        return self.callers.get(self.cleaned_data["caller"])


@needs(Verb.ABSENCE_CONFIRM)
def enter(request: ViewerRequest, number: int) -> HttpResponse:
    """Of the own child a colleague takes the call."""
    pupil = lookups.person(request, number)
    lookups.not_own_account(request, pupil.pk)
    if pupil.profile != Profile.PUPIL:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = PhoneForm(pupil, _callers(request.viewer, pupil), data)
    if data is not None and form.is_valid() and _entered(request, pupil, form):
        return redirect("staff:absence")
    context = {"pupil": pupil, "form": form}
    status = 200 if data is None else 422
    return render(request, "staff/absence/enter.html", context, status=status)


def _callers(viewer: Viewer, pupil: Person) -> list[Person]:
    """Those connected with the pupil who may report absence today."""
    found = known.relationships(viewer, pupil, RelationshipState.ACTIVE)
    parents = [each.other for each in found if each.relationship.child_id == pupil.pk]
    return [each for each in parents if report_absence.may_report(each, pupil)]


def _entered(request: ViewerRequest, pupil: Person, form: PhoneForm) -> bool:
    away = form.away()
    try:
        made = report_absence.enter(request.viewer.actor, pupil, away, form.called())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("Saved. Parents who may see absence see that the school noted it."))
    if free := away.without(made.days):
        said = _("There is no school on these days, so they are not reported: %s.")
        messages.info(request, said % in_a_row(free))
    return True
