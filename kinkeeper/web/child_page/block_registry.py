"""Which blocks there are: the folders in `web.child_page.blocks`, found by themselves."""

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Engine, Origin, Template

from kinkeeper.parent_features.in_force import Layouts
from kinkeeper.readings.children import Child
from kinkeeper.web.child_page import blocks
from kinkeeper.web.child_page.block import Block


@dataclass(frozen=True)
class Known:
    """A block by the name of its folder, which stands in addresses, and its template."""

    name: str
    block: Block
    template: Template


def known() -> Sequence[Known]:
    """In the order of the page."""
    return _in(tuple(blocks.__path__))


def names() -> list[str]:
    return [each.name for each in known()]


def of(child: Child, layouts: Layouts) -> list[Known]:
    """Those whose area the parent sees of this child and that a school of the child shows, in the
    order of the layout."""
    by_name = {each.name: each for each in known()}
    arranged = layouts.first.arranged(list(by_name))
    found = [by_name[each.name] for each in arranged if layouts.of(each.name).shown]
    return [each for each in found if each.block.is_for(child)]


@cache
def _in(folders: tuple[str, ...]) -> Sequence[Known]:
    found = [
        _known(Path(folder), module.name)
        for folder in folders
        for module in pkgutil.iter_modules([folder])
        if module.ispkg
    ]
    return tuple(sorted(found, key=lambda each: (each.block.order, each.name)))


def _known(folder: Path, name: str) -> Known:
    block: Block = importlib.import_module(f"{blocks.__name__}.{name}").BLOCK
    file = folder / name / "block.html"
    text = file.read_text(encoding="utf-8")
    origin = Origin(str(file), f"{name}/block.html")
    return Known(name, block, Template(text, origin, engine=Engine.get_default()))
