"""A child's page, made of blocks, and a page for each block."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import local_date
from kinkeeper.parent_features import in_force
from kinkeeper.readings import children, looks
from kinkeeper.readings.children import Child
from kinkeeper.web.child_page import block_registry, draw
from kinkeeper.web.child_page.block import Asking
from kinkeeper.web.child_page.draw import Drawn
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents.own_child import own_child
from kinkeeper.web.refused_pages import NothingThere


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def page(request: ViewerRequest, number: str) -> HttpResponse:
    asking = _asking(request, number, alone=False)
    context = _context(asking, draw.page(request, asking))
    looks.shows_children(request.viewer, [each.id for each in _chips(asking)])
    return render(request, "parents/child.html", context)


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def one_block(request: ViewerRequest, number: str, name: str) -> HttpResponse:
    """One that the school does not show leads to the child's page: lines of the home lead here."""
    asking = _asking(request, number, alone=True)
    if name in block_registry.names() and not asking.layouts.of(name).shown:
        return redirect("parents:child", number)
    drawn = draw.one(request, asking, name)
    if drawn is None:
        raise NothingThere
    return render(request, "parents/block.html", _context(asking, [drawn]))


def _asking(request: ViewerRequest, number: str, *, alone: bool) -> Asking:
    mine = children.by_person(request.user)
    found = own_child(request, number, mine)
    layouts = in_force.of_places(found.arranged_by)
    return Asking(request.user, mine, found, local_date.moment(), layouts, alone=alone)


def _context(asking: Asking, drawn: Sequence[Drawn]) -> dict[str, object]:
    return {
        "child": asking.child,
        "chosen": asking.child,
        "chips": _chips(asking),
        "blocks": drawn,
    }


def _chips(asking: Asking) -> list[Child]:
    return [each for each in asking.mine.values() if each.areas]
