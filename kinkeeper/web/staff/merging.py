"""Duplicates: find them, look at both, merge them, and take a merge back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.families.may_open_account import SHARED_PERSON
from kinkeeper.families.same_person_by_hand import one_person
from kinkeeper.people.models import Merge, Person
from kinkeeper.readings import duplicates as doubles
from kinkeeper.readings import merging
from kinkeeper.readings import people as listed
from kinkeeper.readings.releases import asked_for
from kinkeeper.registry.merge import merge
from kinkeeper.registry.not_duplicates import differ
from kinkeeper.registry.refusals import SAME, Refusal
from kinkeeper.registry.unmerge import unmerge
from kinkeeper.roster.fields import BY_NAME
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.refused_pages import Refused, refused
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.connect import Search
from kinkeeper.web.staff.refusals import say

LIST = "staff:duplicates"


class Reason(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("Say how you know; it is kept with the merge and in the journal."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Merging(Reason):
    """Asks a second thing where the two bear other names or birth dates (K32)."""

    same_person = forms.CharField(
        label=gettext_lazy("Still the same person?"),
        max_length=2000,
        help_text=gettext_lazy("Write why these two names or birth dates are one person’s."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = (SAME, "reason")

    def __init__(self, *arguments: object, asked: bool) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # a form's own arguments
        if not asked:
            del self.fields[SAME]


@needs(Verb.PEOPLE_MERGE)
@require_safe
def duplicates(request: ViewerRequest) -> HttpResponse:
    found = doubles.find(request.viewer, _after(request.GET.get("after", "")))
    context = {
        "found": found,
        "after": "?after={}-{}".format(*found.after) if found.after else "",
        "before": reverse(LIST) if request.GET.get("after") else "",
    }
    return render(request, "staff/people/duplicates.html", context)


@needs(Verb.PEOPLE_MERGE)
@require_safe
def choose(request: ViewerRequest, number: int) -> HttpResponse:
    """The second account, searched for by hand."""
    person = lookups.editable_person(request, number)
    search = Search(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    context = {
        "person": person,
        "search": search,
        "words": words,
        "candidates": listed.like(request.viewer, words, person=person),
    }
    return render(request, "staff/people/merge_choose.html", context)


@needs(Verb.PEOPLE_MERGE, fresh=Within.TWO_HOURS)
def merge_people(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    """`number` is kept, `other` goes; the page says what will happen, and has the way round."""
    kept, gone = _two(request, number, other)
    form = Merging(request.POST or None, asked=not one_person(kept, gone))
    context: dict[str, object] = {"kept": kept, "gone": gone, "form": form}
    try:
        foreseen, lines = merging.shown(request.viewer, kept, gone)
        if request.method == "POST" and form.is_valid():
            viewer = request.viewer
            merge(viewer.actor, kept, gone, reach=viewer.reach, **form.cleaned_data)
            messages.success(
                request, _("The two accounts are now one. You can undo this on this page.")
            )
            return redirect("staff:person", kept.pk)
    except Refusal as refusal:
        context |= {"refusal": str(refusal), "release": refusal.code == SHARED_PERSON}
        if request.method == "POST":
            context["asked"] = asked_for(request.viewer, refusal, [kept, gone])
    else:
        context |= {
            "foreseen": foreseen,
            "lines": lines,
            "joined": merging.joined(request.viewer, foreseen),
            "may_differ": SAME in form.fields,
            "fields": [(_(BY_NAME[name].label), value) for name, value in foreseen.fields.items()],
        }
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/merge.html", context, status=status)


@needs(Verb.PEOPLE_MERGE)
@require_POST
def different(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    lookups.not_own_account(request, number, other)
    people = scopes.editable_people(request.viewer).in_bulk(
        [each for each in (number, other) if each <= lookups.HIGHEST]
    )
    if len(people) != 2:
        raise _refused(request, number, other)
    differ(request.viewer.actor, *people.values(), reason=request.POST.get("reason", ""))
    messages.success(
        request, _("These are now marked as two people. They will not be suggested again.")
    )
    return redirect(LIST)


@needs(Verb.PEOPLE_MERGE, fresh=Within.TWO_HOURS)
def unmerge_people(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    """Takes back that `other` was merged into `number`."""
    kept = lookups.editable_person(request, number)
    lookups.not_own_account(request, other)
    standing = _standing(request, kept, other)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unmerge(
                request.viewer.actor,
                standing,
                reason=form.cleaned_data["reason"],
                reach=request.viewer.reach,
                undone=merging.taken_back,
                brought=merging.brought,
            )
        except Refusal as refusal:
            say(request.viewer, form, refusal, standing.kept, standing.gone)
        else:
            return redirect("staff:unmerged", kept.pk, other)
    status = 422 if request.method == "POST" else 200
    context = {"merge": standing, "form": form}
    return render(request, "staff/people/unmerge.html", context, status=status)


@needs(Verb.PEOPLE_MERGE)
@require_safe
def unmerged(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    """What taking the merge back did, to be read as often as one likes."""
    kept = lookups.editable_person(request, number)
    parted = merging.parted(request.viewer, kept, other) if other <= lookups.HIGHEST else None
    if parted is None:
        raise Http404
    return render(request, "staff/people/unmerged.html", {"done": parted})


def _two(request: ViewerRequest, kept: int, gone: int) -> tuple[Person, Person]:
    lookups.not_own_account(request, kept, gone)
    highest = max(kept, gone) <= lookups.HIGHEST
    found = merging.two(request.viewer, kept, gone) if highest else None
    if found is None:
        raise _refused(request, kept, gone)
    return found


def _refused(request: ViewerRequest, *two: int) -> Refused:
    """About the one out of reach: who tried reads in the journal of their own people, and a line
    there would tell that there is another."""
    mine = scopes.editable_people(request.viewer).filter(
        pk__in=[each for each in two if each <= lookups.HIGHEST]
    )
    beyond = set(two) - set(mine.values_list("pk", flat=True))
    return refused("person.merge", person_id=min(beyond or two))


def _standing(request: ViewerRequest, kept: Person, gone: int) -> Merge:
    for each in merging.standing(request.viewer, kept):
        if each.gone_id == gone:
            return each
    raise Http404


def _after(text: str) -> tuple[int, int]:
    first, _dash, second = text.partition("-")
    good = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (first, second))
    return (int(first), int(second)) if good else (0, 0)
