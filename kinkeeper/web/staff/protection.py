"""The page of a person's protected identity (K28)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.people.models import Person
from kinkeeper.people.references import BadReference, NoReference
from kinkeeper.readings import protection as readings
from kinkeeper.readings import unscoped_checks
from kinkeeper.registry.protect import name_oneself, protect, unname, unprotect
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups

TOO_LONG = 20  # signs of an internal ID
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Why(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("Only the named staff read it; the family never does."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProtectForm(Why):
    review = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        required=False,
        widget=DATE,
        help_text=gettext_lazy("Nothing ends automatically on this day."),
    )
    staff = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who else may open this person"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, viewer_staff: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.pk, alone(each.full_name)) for each in viewer_staff]
        self.fields["staff"].choices = choices  # type: ignore[attr-defined]  # of a choice field


class OpenForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("Key, username or internal ID"),
        max_length=300,
        help_text=gettext_lazy("Write key:RGB346, user:martharcher or id:17."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("It stays in the journal."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.PROTECTED_OPEN, fresh=Within.QUARTER_HOUR)
def name_me(request: ViewerRequest) -> HttpResponse:
    """Whoever runs the site names themselves for somebody whom no list shows them."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _protected(request, form)
        if person is not None:
            messages.success(request, _("You may open this person now. It is in the journal."))
            return redirect("staff:person", person.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/protected.html", {"form": form}, status=status)


def _protected(request: ViewerRequest, form: OpenForm) -> Person | None:
    """Who was meant; None where the form says what is wrong. Raises `OwnFamily`."""
    try:
        person = unscoped_checks.meant(form.cleaned_data["reference"])
    except (BadReference, NoReference) as error:
        form.add_error("reference", str(error))
        return None
    if person is None or not readings.is_protected(person):
        form.add_error("reference", _("No person with a protected identity was found for this."))
        return None
    lookups.not_own_account(request, person.pk)
    try:
        name_oneself(request.viewer.actor, person, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    return person


@needs(Verb.PEOPLE_EDIT, fresh=Within.TWO_HOURS)
def protection(request: ViewerRequest, number: int) -> HttpResponse:
    person = lookups.editable_person(request, number)
    mark = readings.mark_of(request.viewer, person)
    staff = readings.staff(request.viewer, person)
    me = request.viewer.actor.person_id
    named = {each.pk for each in mark.named} if mark else set()
    others = [each for each in staff if each.pk != me and each.pk not in named]
    ends = "end" in request.POST
    first = {"reason": mark.reason, "review": mark.review_on} if mark else {}
    form = ProtectForm(others, None if ends else request.POST or None, initial=first)
    ending = Why(request.POST if ends else None, prefix="end")
    removed = request.POST.get("remove", "")
    if removed.isdecimal() and len(removed) < TOO_LONG:
        return _removed(request, person, int(removed))
    if request.method == "POST" and _done(request, person, ending if ends else form, staff):
        return redirect("staff:person-protection", person.pk)
    context = {"person": person, "mark": mark, "form": form, "ending": ending}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/protection.html", context, status=status)


def _removed(request: ViewerRequest, person: Person, staff: int) -> HttpResponse:
    """Back to this page, or to the list for who removed themselves."""
    try:
        unname(request.viewer.actor, person, staff)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    if staff == request.viewer.actor.person_id:
        return redirect("staff:people")
    return redirect("staff:person-protection", person.pk)


def _done(request: ViewerRequest, person: Person, form: Why, staff: list[Person]) -> bool:
    if not form.is_valid():
        return False
    said, viewer = form.cleaned_data, request.viewer
    try:
        if isinstance(form, ProtectForm):
            chosen = [each for each in staff if each.pk in said["staff"]]
            protect(
                viewer.actor,
                person,
                reason=said["reason"],
                reach=viewer.reach,
                staff=chosen,
                review_on=said["review"],
            )
        else:
            unprotect(viewer.actor, person, reason=said["reason"], reach=viewer.reach)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True
