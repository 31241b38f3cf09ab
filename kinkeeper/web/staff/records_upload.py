"""School records, or a whole school, from files: uploaded, and read at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.intake import enqueue
from kinkeeper.intake.models import About, Import
from kinkeeper.intake.upload.receive import TooLarge, receive
from kinkeeper.intake.upload.unpack import whole_school_files
from kinkeeper.organisations.tree import BadPath, parts
from kinkeeper.people.models import Profile
from kinkeeper.readings.imports import NotAllowed, place_for, roster_for
from kinkeeper.roster.options import Options
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.column_choices import DATE_ORDERS
from kinkeeper.web.staff.file_field import RECORDS, Files

ABOUT = [
    (About.RECORDS, gettext_lazy("School records")),
    (About.EVERYTHING, gettext_lazy("A whole school")),
]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Stated(forms.Form):
    """What files of records are complete for, and what they leave open."""

    complete_for = forms.CharField(
        label=gettext_lazy("Complete for"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "A school, such as Hillside. Its records that these files do not name are removed. "
            "Empty: nothing is removed."
        ),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    first = forms.DateField(
        label=gettext_lazy("Complete from"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Records of earlier days stay."),
    )
    last = forms.DateField(
        label=gettext_lazy("Complete until"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Records of later days stay."),
    )
    calendar_of = forms.CharField(
        label=gettext_lazy("Whose calendar"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "For calendars (.ics): the key of the school or the class, such as s01-5A. Empty if "
            "that is the file’s name."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Which comes first in its dates?"),
        choices=[("", gettext_lazy("They are clear, such as 2026-09-14")), *DATE_ORDERS],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if (first or last) and not said.get("complete_for", "").strip():
            self.add_error("complete_for", _("Say for which school the files are complete."))
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return said

    def stated(self) -> dict[str, Any]:
        """As `Options` has it. Raises `BadPath`."""
        said = self.cleaned_data
        path = said["complete_for"].strip()
        return {
            "scope": ["/".join(parts(path))] if path else [],
            "scope_from": said["first"].isoformat() if said["first"] else "",
            "scope_until": said["last"].isoformat() if said["last"] else "",
            "calendar_of": said["calendar_of"].strip("/ "),
            "date_order": said["date_order"] or None,
        }


class Upload(Stated):
    file = Files(
        label=gettext_lazy("Files"),
        accept=RECORDS,
        help_text=gettext_lazy(
            "CSV files, calendars (.ics) or a ZIP file of them. A scopes.json among them says for "
            "which schools and days each is complete."
        ),
    )
    about = forms.ChoiceField(
        label=gettext_lazy("The files are about"),
        choices=ABOUT,
        initial=About.RECORDS,
        widget=forms.RadioSelect,
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Files of the same organisation continue each other. Empty: the whole site, or your "
            "only school."
        ),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    field_order = ("file", "about", "organisation")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("about") == About.EVERYTHING and (said.get("complete_for") or "").strip():
            self.add_error(
                "complete_for",
                _("For a whole school, scopes.json says what its files are complete for."),
            )
        return said


@needs(Verb.IMPORTS_RUN)
def upload(request: ViewerRequest) -> HttpResponse:
    """The files are stored, and a worker makes their plan."""
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        roster_import = _received(request, form)
        if roster_import is not None:
            return redirect("staff:import", roster_import.pk)
    context = {"form": form, "paths": lookups.paths(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/imports/new_records.html", context, status=status)


@needs(Verb.IMPORTS_RUN)
@require_POST
def read_again(request: ViewerRequest, number: int) -> HttpResponse:
    """After an unexpected error; of people the columns are asked first."""
    roster_import = lookups.roster_import(request, number)
    if roster_import.about == About.PEOPLE:
        return redirect("staff:import-columns", roster_import.pk)
    try:
        enqueue.prepare(roster_import, request.viewer.actor)
    except enqueue.NotOpen:
        messages.warning(request, _("Someone is working on this import just now."))
    return redirect("staff:import", roster_import.pk)


def _received(request: ViewerRequest, form: Upload) -> Import | None:
    about = form.cleaned_data["about"]
    try:
        roster_for(request.viewer, Profile.PUPIL)
        with transaction.atomic():
            roster_import = receive(
                request.viewer.actor,
                reach=request.viewer.reach,
                person=request.user,
                files=_files(form),
                place=place_for(request.viewer, form.cleaned_data["organisation"]),
                options=Options(profile=Profile.PUPIL, about=about, **form.stated()),
            )
            enqueue.prepare(roster_import, request.viewer.actor)
            return roster_import
    except TooLarge as error:
        form.add_error("file", str(error))
    except (NotAllowed, BadPath) as error:
        form.add_error("organisation", str(error))
    return None


def _files(form: Upload) -> list[tuple[str, bytes]]:
    sent = [(file.name or "file", file.read()) for file in form.cleaned_data["file"]]
    if form.cleaned_data["about"] != About.EVERYTHING:
        return sent
    return [each for name, data in sent for each in whole_school_files(name, data)]
