"""The register of breaches of personal data, for who runs the site (R-076)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.breaches import keep, rules
from kinkeeper.breaches.models import Breach, Risk
from kinkeeper.people.references import BadReference, NoReference
from kinkeeper.readings import breaches
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MINUTE = "%Y-%m-%dT%H:%M"
LONGEST = 10_000


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=LONGEST, widget=area
    )


def _moment(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
    return forms.DateTimeField(
        label=label, help_text=help_text, required=required, widget=widget, input_formats=[MINUTE]
    )


class BreachForm(forms.Form):
    noticed_at = _moment(
        gettext_lazy("When was it noticed?"),
        gettext_lazy("The 72 hours begin here."),
        required=True,
    )
    happened = _text(gettext_lazy("What happened?"))
    concerned = _text(
        gettext_lazy("Who is concerned, and which data?"),
        gettext_lazy("For example: parents of class 5A, their e-mail addresses. Write no names."),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people, about"), required=False, min_value=0, max_value=10**9
    )
    effects = _text(gettext_lazy("What may come of it for them?"))
    risk = forms.ChoiceField(label=gettext_lazy("Risk"), required=False, choices=Risk.choices)
    measures = _text(gettext_lazy("What was done, and what will be done?"))
    authority_told_at = _moment(gettext_lazy("When was the authority told?"))
    people_told_at = _moment(gettext_lazy("When were the people concerned told?"))
    why = _text(gettext_lazy("If no one was told, or late: why?"))
    seen_by = forms.CharField(
        label=gettext_lazy("Whose looks are it about?"),
        help_text=gettext_lazy(
            "If someone at work saw what they should not: key:…, user:… or id:…. The page then "
            "lists the pupils whom they saw on these days."
        ),
        required=False,
        max_length=300,
    )
    seen_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=DATE)
    seen_until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DATE)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name, _code, sentence in list(rules.wrong(said, timezone.now())):
            self.add_error(name, sentence)
        return said

    def clean_seen_by(self) -> int | None:
        said = self.cleaned_data["seen_by"]
        if not said.strip():
            return None
        try:
            found = breaches.meant(self.viewer, said)
        except (BadReference, NoReference) as error:
            raise forms.ValidationError(str(error)) from error
        if found is None:
            raise forms.ValidationError(_("No one was found for this."))
        return int(found.pk)


@needs(Verb.SETTINGS_CHANGE)
@require_safe
def listed(request: ViewerRequest) -> HttpResponse:
    found = breaches.listed(request.viewer)
    return render(request, "staff/breaches/list.html", {"found": found})


@needs(Verb.SETTINGS_CHANGE, fresh=Within.TWO_HOURS)
def add(request: ViewerRequest) -> HttpResponse:
    form = BreachForm(request.viewer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = keep.note(request.viewer.actor, form.cleaned_data)
        messages.success(request, _("Recorded."))
        return redirect("staff:breach", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/breaches/form.html", {"form": form}, status=status)


@needs(Verb.SETTINGS_CHANGE, fresh=Within.TWO_HOURS)
def one(request: ViewerRequest, number: int) -> HttpResponse:
    breach = lookups.breach(request, number)
    sent = request.POST if request.method == "POST" else None
    form = BreachForm(request.viewer, sent, initial=_now(breach))
    if request.method == "POST" and form.is_valid():
        keep.change(request.viewer.actor, breach, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("staff:breach", breach.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "staff/breaches/form.html", {"form": form, **_told(request, breach)}, status=status
    )


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
@require_safe
def report(request: ViewerRequest, number: int) -> HttpResponse:
    """What the authority asks for, as a text: numbers, and nobody's name."""
    breach = lookups.breach(request, number)
    asked = BreachForm(request.viewer).fields
    fields = [(each.label, _in_words(breach, name)) for name, each in asked.items()]
    context = {"breach": breach, "clock": breaches.of(breach), "fields": fields[:10]}
    text = render_to_string("staff/breaches/report.txt", context)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="breach-{breach.pk}.txt"'
    return answer


def _told(request: ViewerRequest, breach: Breach) -> dict[str, Any]:
    return {
        "breach": breach,
        "clock": breaches.of(breach),
        "named": breaches.named(request.viewer, breach),
        "seen": breaches.seen(request.viewer, breach),
    }


def _now(breach: Breach) -> dict[str, Any]:
    """The person by a reference that the form reads again."""
    said = {name: getattr(breach, name) for name in keep.FIELDS}
    return said | {"seen_by": f"id:{breach.seen_by}" if breach.seen_by else ""}


def _in_words(breach: Breach, name: str) -> object:
    return breach.get_risk_display() if name == "risk" else getattr(breach, name)
