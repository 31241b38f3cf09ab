"""A child's page, made of blocks, and a page for each block."""

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import local_date
from kinkeeper.readings import children
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.parents import block_registry
from kinkeeper.web.parents.block import Asking
from kinkeeper.web.parents.block_registry import Known
from kinkeeper.web.parents.own_child import own_child

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """`html` is None where the block failed, and blank where it is empty."""

    name: str
    title: str | Promise
    empty: str | Promise
    html: SafeString | None
    aside: bool
    more: bool


@needs(Verb.CHILDREN_SEE)
@require_safe
def page(request: ViewerRequest, number: str) -> HttpResponse:
    asking = _asking(request, number, alone=False)
    drawn = _drawn(request, asking, block_registry.of(asking.child))
    return render(request, "parents/child.html", _context(asking, drawn))


@needs(Verb.CHILDREN_SEE)
@require_safe
def one_block(request: ViewerRequest, number: str, name: str) -> HttpResponse:
    asking = _asking(request, number, alone=True)
    wanted = [each for each in block_registry.of(asking.child) if each.name == name]
    drawn = _drawn(request, asking, wanted)
    if not drawn:
        raise Http404
    return render(request, "parents/block.html", _context(asking, drawn))


def _asking(request: ViewerRequest, number: str, *, alone: bool) -> Asking:
    mine = children.by_person(request.user)
    found = own_child(request, number, mine)
    return Asking(request.user, mine, found, local_date.moment(), alone)


def _context(asking: Asking, drawn: Sequence[Drawn]) -> dict[str, object]:
    return {
        "child": asking.child,
        "chosen": asking.child,
        "chips": [each for each in asking.mine.values() if each.areas],
        "blocks": drawn,
        "first": [each for each in drawn if not each.aside],
        "aside": [each for each in drawn if each.aside],
    }


def _drawn(request: ViewerRequest, asking: Asking, known: Sequence[Known]) -> list[Drawn]:
    found = (_one(request, asking, each) for each in known)
    return [each for each in found if each is not None]


def _one(request: ViewerRequest, asking: Asking, known: Known) -> Drawn | None:
    """Nothing where the child has no such block. One that fails takes nothing else with it: what it
    asked of the database is taken back, and the log has where it broke, and no value."""
    block = known.block
    html: SafeString | None
    try:
        with transaction.atomic():
            said = block.read(asking)
            if said is None:
                return None
            html = _html(request, asking, known, said) if said else SafeString("")
    except Exception as error:  # noqa: BLE001  # whatever it is, the rest of the page stands
        last = traceback.extract_tb(error.__traceback__)[-1]
        broke = (known.name, type(error).__name__, last.filename, last.lineno)
        log.error("The block %s failed: %s at %s:%s", *broke)  # values are people's
        html = None
    return Drawn(known.name, block.title, block.empty, html, block.aside, block.more)


def _html(request: ViewerRequest, asking: Asking, known: Known, said: object) -> SafeString:
    context = {
        "said": said,
        "child": asking.child,
        "alone": asking.alone,
        "block": known,
    }
    return known.template.render(Context({**context, "request": request}))
