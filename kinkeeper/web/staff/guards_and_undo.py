"""Second looks at an import: applying past a guard, and taking an applied one back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.intake import enqueue, locks, new_schools, stored_plan
from kinkeeper.intake.apply import second_person
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.undo.undo_import import Differs, NotApplied, TooOld, foresee
from kinkeeper.intake.undo.undo_import import undo as take_back
from kinkeeper.readings import import_second, looks
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups, plan_blocks, refusals

SHOWN = 200


class Accept(forms.Form):
    """A number that only who has read the page knows, and why it is right all the same."""

    number = forms.IntegerField(label=gettext_lazy("Type the number"))
    reason = forms.CharField(
        label=gettext_lazy("Why is this right?"),
        max_length=2000,
        help_text=gettext_lazy("Kept with the import in the journal."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, wanted: int, schools: list[str], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data, or none
        if schools:
            self.fields["new_schools"] = forms.BooleanField(
                label=_("These are new schools: make them (%s)") % ", ".join(map(alone, schools))
            )
        self.wanted = wanted
        self.fields["number"].help_text = _("%d: this is how many are affected.") % wanted

    def clean_number(self) -> int:
        if self.cleaned_data["number"] != self.wanted:
            raise ValidationError(_("The number is different; read the reasons above again."))
        return self.wanted


@needs(Verb.IMPORTS_RUN, fresh=Within.TWO_HOURS)
def guard(request: ViewerRequest, number: int) -> HttpResponse:
    roster_import = lookups.roster_import(request, number)
    reasons = new_schools.other_reasons(roster_import)
    if roster_import.state != ImportState.PLANNED or not reasons:
        return _back_to(roster_import)
    typed = request.POST if request.method == "POST" else None
    schools = [each["path"] for each in new_schools.new_schools(roster_import)]
    form = Accept(max(each["count"] for each in reasons), schools, typed)
    second = import_second.of(request.viewer, roster_import)
    if request.method == "POST" and form.is_valid():
        reason, actor = form.cleaned_data["reason"], request.viewer.actor
        if second.needed and not second_person.agreed(actor, roster_import, reason):
            messages.success(request, _("Someone else must confirm it now. Nothing has changed."))
            return redirect("staff:import-guard", roster_import.pk)
        try:
            enqueue.apply(roster_import, actor, accept=reason, new_schools=bool(schools))
        except enqueue.NotOpen:
            messages.warning(request, refusals.no_plan(lookups.roster_import(request, number)))
        return _back_to(roster_import)
    context = {
        "roster_import": roster_import,
        "reasons": stored_plan.other_guards(roster_import),
        "of_columns": any("columns" in each for each in reasons),
        "form": form,
        "second": second,
    }
    status = 422 if form.errors else 200
    return render(request, "staff/imports/guard.html", context, status=status)


@needs(Verb.IMPORTS_RUN, fresh=Within.TWO_HOURS)
def undo(request: ViewerRequest, number: int) -> HttpResponse:
    """What it would do is shown first; it is done only as shown."""
    roster_import = lookups.roster_import(request, number)
    actor, reach = request.viewer.actor, request.viewer.reach
    try:
        if request.method == "POST":
            take_back(roster_import, actor, reach, shown=request.POST.get("shown", "")[:64])
            messages.success(request, _("The import has been undone."))
            return _back_to(roster_import)
    except Differs:
        messages.warning(request, _("The site has changed. Nothing was done; look again."))
    except TooOld as error:
        messages.warning(request, str(error))
        return _back_to(roster_import)
    except (NotApplied, locks.Busy):
        messages.warning(request, _("This import cannot be undone just now."))
        return _back_to(roster_import)
    try:
        shown = foresee(roster_import, actor, reach)
    except (NotApplied, TooOld, locks.Busy):
        return _back_to(roster_import)
    looks.shows_left(request.viewer, roster_import, [*shown.kept[:SHOWN], *shown.failed])
    context = {
        "roster_import": roster_import,
        "undo": shown,
        "kept": shown.kept[:SHOWN],
        "blocks": plan_blocks.blocks_of(roster_import, shown.taken_back),
    }
    return render(request, "staff/imports/undo.html", context)


def _back_to(roster_import: Import) -> HttpResponse:
    return redirect("staff:import", roster_import.pk)
