"""What parents see at an organisation: its blocks in order, its own words, a look as a parent."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import local_date
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.parent_features import change, in_force
from kinkeeper.parent_features.in_force import Layouts, Standing
from kinkeeper.parent_features.layout import Layout, Placed, moved
from kinkeeper.readings import layouts, organisation_tree
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page import block_registry, draw, example
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import layout_words, lookups
from kinkeeper.web.staff.information_form import InformationForm

UP, DOWN, HERE = -1, 1, 0
STEPS = {"up": UP, "down": DOWN, "here": HERE}  # here: where it was dropped, as the order says


@needs(Verb.ORGANISATIONS_EDIT, fresh=Within.TWO_HOURS)
def layout(request: ViewerRequest, number: int) -> HttpResponse:
    """Moves are a draft in the form itself: nothing is kept before *Save*."""
    found = _organisation(request, number)
    if request.method != "POST":
        return _page(request, found, change.layout_at(found).arranged(block_registry.names()))
    placed = _placed(request.POST)
    step, _colon, name = request.POST.get("move", "").partition(":")
    if step in STEPS:
        return _page(request, found, moved(placed, name, STEPS[step]), name)
    if not _changed(request, found, placed):
        return _page(request, found, placed, status=422)
    return redirect("staff:layout", number)


@needs(Verb.ORGANISATIONS_EDIT, fresh=Within.TWO_HOURS)
def information(request: ViewerRequest, number: int) -> HttpResponse:
    found = _organisation(request, number)
    held = change.layout_at(found).information
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = InformationForm(*sent, held=held, pictures=layouts.pictures_in([held]))
    if form.is_bound and form.is_valid():
        try:
            said = form.said(request.viewer.actor, found)
            change.inform(request.viewer.actor, found, said, block_registry.names())
        except change.Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved. Parents see it from now on."))
            return redirect("staff:layout", number)
    status = 422 if form.errors else 200
    context = {"organisation": found, "form": form}
    return render(request, "staff/layouts/information.html", context, status=status)


@needs(Verb.PARENT_FEATURES_SEE)
def preview(request: ViewerRequest, number: int) -> HttpResponse:
    """The page as a parent would have it, of an example pupil: with what is saved, or with the
    draft of the form that leads here."""
    found = _organisation(request, number)
    held = in_force.of_places([found.path])
    if request.method == "POST":
        drafted = Layout(tuple(_placed(request.POST)), held.first.information)
        held = Layouts(held.places, {found.path: Standing(drafted, found.path, found.name)})
    areas = frozenset(Area) - ({Area.BEHAVIOUR} if layouts.hides_behaviour(found) else set())
    asking = example.asking(found, held, local_date.moment(), areas)
    drawn = [layout_words.without_links(each) for each in draw.page(request, asking)]
    context = {"organisation": found, "child": asking.child, "blocks": drawn}
    return render(request, "staff/layouts/preview.html", context)


def _organisation(request: ViewerRequest, number: int) -> Organisation:
    """A class goes by its school."""
    found = lookups.organisation_numbered(request, number)
    if found.kind == OrganisationKind.CLASS:
        raise Http404
    return found


def _placed(sent: QueryDict) -> list[Placed]:
    """The order is that of the fields."""
    known, shown, short = (set(block_registry.names()), set(sent.getlist("shown")),
                           set(sent.getlist("short")))  # fmt: skip
    names = dict.fromkeys(name for name in sent.getlist("block") if name in known)
    return [Placed(name, name in shown, name in short) for name in names]


def _changed(request: ViewerRequest, found: Organisation, placed: list[Placed]) -> bool:
    """Whether what was sent asks for anything."""
    actor, known, sent = request.viewer.actor, block_registry.names(), request.POST
    if "above" in sent:
        done = change.go_by_above(actor, found)
    elif "back" in sent:
        number = sent["back"]
        version = layouts.versions(request.viewer).filter(
            organisation=found, pk=number if number.isascii() and number.isdigit() else 0
        )
        done = change.go_back(actor, found, version.get(), known) if version else False
    elif "save" in sent and placed:
        done = change.arrange(actor, found, placed, known)
    else:
        return False
    if done:
        messages.success(request, _("Saved. Parents see it from now on."))
    else:
        messages.info(request, _("Nothing was different."))
    return True


def _page(
    request: ViewerRequest,
    found: Organisation,
    placed: list[Placed],
    touched: str = "",
    status: int = 200,
) -> HttpResponse:
    """`touched`: the block that was moved a moment ago; the draft differs by it."""
    held = change.layout_at(found)
    known = block_registry.names()
    standing = in_force.of_places([found.path])
    versions = layouts.history(request.viewer, found)
    context = {
        "organisation": found,
        "figures": organisation_tree.of(request.viewer, found),
        "own": change.own_of(found),
        "standing": standing.of_child[0],
        "rows": layout_words.rows(placed),
        "touched": touched,
        "draft": layout_words.draft(held, placed, known),
        "history": [(each, layout_words.changed(each)) for each in versions],
    }
    return render(request, "staff/layouts/one.html", context, status=status)
