"""Documents that people at work add for parents: for one pupil, a class, or a whole school."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.files import File
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person
from kinkeeper.readings import documents as readings
from kinkeeper.readings import entries
from kinkeeper.records.by_hand import documents
from kinkeeper.records.by_hand.documents import Correction, SaidDocument
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.models import Group, HandEntry
from kinkeeper.records.safe_files import LARGEST_FILE, NotSafe, SafeFile, safe
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.child_page.documents import given
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.entry_forms import WHOLE, day

TYPES = "application/pdf,image/jpeg,image/png,image/webp"


class DocumentForm(forms.Form):
    """`names`: for whom it can be, by value; none: it is for one pupil."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    whom = forms.ChoiceField(label=gettext_lazy("For which class?"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PDF, JPEG, PNG or WebP, at most 10 MB. A PDF file with scripts or other files in it "
            "is refused; of a picture only the pixels are kept."
        ),
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )
    from_day = day(
        gettext_lazy("From which day do parents see it? (optional)"),
        gettext_lazy("From 07:00 on that day. Empty: from now."),
    )

    def __init__(self, names: list[tuple[str, str]], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"token": str(uuid4())})
        if names:
            self.fields["whom"].choices = names  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["whom"]

    def clean_file(self) -> SafeFile | None:
        sent: File[bytes] | None = self.cleaned_data["file"]
        if sent is None:
            return None
        try:
            return safe(sent.read(LARGEST_FILE + 1))
        except NotSafe as refused:
            raise forms.ValidationError(str(refused)) from None


class CorrectionForm(DocumentForm):
    """The file may stay; `version` says what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, names: list[tuple[str, str]], *sent: Any, initial: Any = None) -> None:
        super().__init__(names, *sent)
        self.initial |= initial
        del self.fields["token"]
        self.fields["file"].required = False
        self.fields["file"].label = _("Another file (optional)")
        self.fields["from_day"].help_text = _("From 07:00 on that day.")


@needs(Verb.RECORDS_ENTER)
def for_pupil(request: ViewerRequest, number: int) -> HttpResponse:
    pupil, group = lookups.pupil_to_enter(request, number)
    form = _form(request, [])
    if _added(request, form, Audience(group.school, [group]), pupil):
        return redirect("staff:person-records", pupil.pk)
    return _page(request, form, {"pupil": pupil, "school": group.school})


@needs(Verb.RECORDS_ENTER)
def for_school(request: ViewerRequest, number: int) -> HttpResponse:
    """For one of its classes, or, where the viewer may speak for it, for all."""
    school = lookups.school_to_enter(request, number)
    place = entries.place(request.viewer, school)
    mine = {str(group.pk): group for group in place.groups}
    names = _names(mine, whole=place.whole)
    if not names:
        raise Http404
    form = _form(request, names)
    if form.is_bound and form.is_valid():
        whom = form.cleaned_data["whom"]
        audience = Audience(school, [] if whom == WHOLE else [mine[whom]])
        if _added(request, form, audience, None):
            return redirect("staff:entries")
    return _page(request, form, {"school": school})


@needs(Verb.RECORDS_ENTER)
@require_safe
def file(request: ViewerRequest, number: int) -> HttpResponse:
    """What was added, as parents are given it."""
    found = readings.of_entry(request.viewer, lookups.entry(request, number))
    if found is None:
        raise Http404
    return given(*found)


@needs(Verb.RECORDS_ENTER)
@require_safe
def version(request: ViewerRequest, number: int, version: int) -> HttpResponse:
    """A file in whose place another one was put."""
    found = readings.of_version(request.viewer, lookups.entry(request, number), version)
    if found is None:
        raise Http404
    return given(*found)


@needs(Verb.RECORDS_ENTER)
def correct(request: ViewerRequest, number: int) -> HttpResponse:
    """What stands there, what stood there before, and the form to correct it."""
    entry = lookups.entry(request, number)
    found = readings.added(request.viewer, entry)
    if found is None or entry.withdrawn_at is not None:
        raise Http404
    place = entries.place(request.viewer, entry.school)
    mine = {str(group.pk): group for group in [*place.groups, *entries.groups_of(entry)]}
    names = [] if found.pupil else _names(mine, whole=place.whole)
    initial = {
        "version": entry.version,
        "title": found.title,
        "whom": WHOLE if found.group is None else str(found.group.pk),
        "from_day": found.published_on,
    }
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CorrectionForm(names, *sent, initial=initial)
    if form.is_bound and form.is_valid() and _corrected(request, form, entry, mine):
        return redirect("staff:entries")
    context = {"form": form, "entry": entry, "document": found}
    context["versions"] = readings.versions(found)
    status = 422 if form.is_bound else 200
    return render(request, "staff/entries/correct_document.html", context, status=status)


def _corrected(
    request: ViewerRequest, form: CorrectionForm, entry: HandEntry, mine: dict[str, Group]
) -> bool:
    said = form.cleaned_data
    groups = [mine[said["whom"]]] if said.get("whom") in mine else []
    whom = Audience(entry.school, groups)
    told = Correction(said["title"], whom, said["from_day"], said["file"])
    try:
        documents.correct(request.viewer.actor, entry, said["version"], told)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("Corrected. Parents see it as it is now."))
    return True


def _names(mine: dict[str, Group], *, whole: bool) -> list[tuple[str, str]]:
    names = [(WHOLE, _("The whole school"))] if whole else []
    return names + [(value, alone(group.title)) for value, group in mine.items()]


def _form(request: ViewerRequest, names: list[tuple[str, str]]) -> DocumentForm:
    if request.method != "POST":
        return DocumentForm(names)
    return DocumentForm(names, request.POST, request.FILES)


def _added(
    request: ViewerRequest, form: DocumentForm, whom: Audience, pupil: Person | None
) -> bool:
    if not (form.is_bound and form.is_valid()):
        return False
    said = form.cleaned_data
    told = SaidDocument(said["title"], said["from_day"])
    try:
        documents.document(
            request.viewer.actor, str(said["token"]), whom, pupil, told, said["file"]
        )
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("Added. Parents who may see documents see it."))
    return True


def _page(request: ViewerRequest, form: DocumentForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "staff/entries/document.html", context | {"form": form}, status=status)
