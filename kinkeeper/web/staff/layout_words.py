"""A layout as staff read it: blocks by their titles, changes in words, and blocks without links."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kinkeeper.parent_features.layout import Layout, Placed, changes
from kinkeeper.parent_features.models import LayoutVersion
from kinkeeper.web.child_page import block_registry
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.draw import Drawn

LEADS = re.compile(r"""(<a\b[^>]*?)\shref=(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class Row:
    """A block in the list; `place` counts from 1."""

    place: int
    placed: Placed
    block: Block
    is_first: bool
    is_last: bool


def rows(placed: Sequence[Placed]) -> list[Row]:
    blocks = {each.name: each.block for each in block_registry.known()}
    last = len(placed)
    return [
        Row(at, each, blocks[each.name], at == 1, at == last) for at, each in enumerate(placed, 1)
    ]


def draft(held: Layout, placed: Sequence[Placed], known: Sequence[str]) -> list[str]:
    """In words, what the form changes that is not saved."""
    return _in_words(changes(held, replace(held, placed=tuple(placed)), known))


def changed(version: LayoutVersion) -> list[str]:
    return _in_words(version.changed)


def without_links(drawn: Drawn) -> Drawn:
    """As it looks, leading nowhere: what it would lead to is an example's."""
    html = None if drawn.html is None else SafeString(LEADS.sub(r"\1", drawn.html))
    return replace(drawn, html=html, more=False)


def _in_words(codes: Iterable[Sequence[str]]) -> list[str]:
    titles: dict[str, str | Promise] = {
        each.name: each.block.title for each in block_registry.known()
    }
    words = {
        "shown": _("%s shown"),
        "hidden": _("%s hidden"),
        "short": _("%s in short"),
        "whole": _("%s in full"),
        "moved": _("%s moved"),
        "information": _("own text, links or pictures changed"),
        "own": _("own layout begun"),
        "above": _("own layout ended"),
    }
    found = []
    for code, name in codes:
        said = words.get(code, code)
        found.append(said % titles.get(name, name) if "%s" in said else said)
    return found
