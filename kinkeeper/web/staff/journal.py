"""The journal, newest first."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.people.models import Person
from kinkeeper.readings import journal as read
from kinkeeper.readings import looks
from kinkeeper.readings.journal_words import tell
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import filters, lookups


class Find(forms.Form):
    about = forms.CharField(
        label=gettext_lazy("About whom"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Name, username or key"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    by = forms.CharField(
        label=gettext_lazy("By whom"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Name or username"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    act = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    only = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("Everything")),
            ("denied", gettext_lazy("Only what was refused")),
        ],
    )

    def __init__(self, request: ViewerRequest) -> None:
        super().__init__(request.GET)
        self.request = request
        self.fields["act"].choices = [("", _("Everything")), *read.choices()]  # type: ignore[attr-defined]  # a choice field

    def clean_organisation(self) -> Any:
        path = self.cleaned_data["organisation"]
        found = lookups.organisation(self.request, path) if path else None
        if path and found is None:
            raise forms.ValidationError(_("There is no organisation of this name."))
        return found

    def wanted(self, about: frozenset[int] | None, before: int | None) -> read.Wanted:
        """`about` are those whom an address names by number, before any words."""
        said, viewer = self.cleaned_data, self.request.viewer
        if about is None and said["about"]:
            about = read.meant(viewer, said["about"])
        return read.Wanted(
            about=about,
            by=read.done_by(viewer, said["by"]) if said["by"] else None,
            act=said["act"],
            since=said["since"],
            until=said["until"],
            organisation=said["organisation"],
            denied=said["only"] == "denied",
            before=before,
        )


@needs(Verb.JOURNAL_READ)
@require_safe
def journal(request: ViewerRequest) -> HttpResponse:
    """Pages go back by the line's number, so that new lines move none."""
    form, number = Find(request), _number(request.GET.get("person", ""))
    about = None if number is None else scopes.people(request.viewer).filter(pk=number).first()
    looks.shows(request.viewer, about)
    known = about is not None or request.viewer.reach.whole_site
    people = None if number is None else frozenset([number] if known else [])
    entries, older, wanted = [], None, None
    if form.is_valid():
        wanted = form.wanted(people, _number(request.GET.get("before", "")))
        entries = list(read.find(request.viewer, wanted)[: read.PAGE + 1])
        older = entries[read.PAGE - 1].pk if len(entries) > read.PAGE else None
    context = {
        "form": form,
        "lines": tell(request.viewer, entries[: read.PAGE], wanted.about if wanted else None),
        "older": filters.address(request, before=str(older)) if older else "",
        "first": filters.address(request, before="") if "before" in request.GET else "",
        "filtered": any(request.GET.get(name) for name in (*form.fields, "person")),
        "about": about if isinstance(about, Person) else None,
        "person": number,
        "paths": lookups.paths(request),
    }
    status = 422 if form.errors else 200
    return render(request, "staff/journal.html", context, status=status)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
