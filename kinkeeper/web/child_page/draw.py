"""Blocks as they are drawn: each reads, or fails, alone."""

import logging
import traceback
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpRequest
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from kinkeeper.web.child_page import block_registry
from kinkeeper.web.child_page.block import Asking
from kinkeeper.web.child_page.block_registry import Known

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """`html` is None where the block failed, and blank where it is empty. `more`: it has a page of
    its own with more."""

    name: str
    title: str | Promise
    empty: str | Promise
    html: SafeString | None
    more: bool


def page(request: HttpRequest, asking: Asking) -> list[Drawn]:
    """All blocks that the child's page has."""
    known = block_registry.of(asking.child, asking.layouts)
    found = (_one(request, asking, each) for each in known)
    return [each for each in found if each is not None]


def one(request: HttpRequest, asking: Asking, name: str) -> Drawn | None:
    """One alone; None where the child's page has no such block."""
    known = block_registry.of(asking.child, asking.layouts)
    wanted = next((each for each in known if each.name == name), None)
    return None if wanted is None else _one(request, asking, wanted)


def _one(request: HttpRequest, asking: Asking, known: Known) -> Drawn | None:
    """Nothing where the child has no such block. One that fails takes nothing else with it: what it
    asked of the database is taken back, and the log has where it broke, and no value."""
    block, short = known.block, asking.layouts.of(known.name).short
    asking = replace(asking, block=known.name, alone=asking.alone and not short)
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
    return Drawn(known.name, block.title, block.empty, html, block.more and not short)


def _html(request: HttpRequest, asking: Asking, known: Known, said: object) -> SafeString:
    context = {
        "said": said,
        "child": asking.child,
        "alone": asking.alone,
        "block": known,
    }
    return known.template.render(Context({**context, "request": request}))
