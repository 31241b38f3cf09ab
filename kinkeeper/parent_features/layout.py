"""A layout: which blocks of a child's page are shown, in which order, how much of each, and what
the school says itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kinkeeper.parent_features.models import LayoutVersion

SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True)
class Placed:
    """A block by its name. `short`: only what the child's page has of it, no page of its own."""

    name: str
    shown: bool = True
    short: bool = False


@dataclass(frozen=True)
class Link:
    words: str
    address: str

    @property
    def is_safe(self) -> bool:
        """It leads to a page or to an e-mail, and nowhere else."""
        try:
            parts = urlsplit(self.address)
        except ValueError:
            return False
        if parts.scheme not in SCHEMES or any(not each.isprintable() for each in self.address):
            return False
        return bool(parts.path if parts.scheme == "mailto" else parts.hostname)


@dataclass(frozen=True)
class Information:
    """Plain text in paragraphs, links, and the numbers of pictures."""

    words: str = ""
    links: tuple[Link, ...] = ()
    pictures: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.links or self.pictures)


@dataclass(frozen=True)
class Layout:
    """Blocks that it does not name come last, and are shown: they are newer than it."""

    placed: tuple[Placed, ...] = ()
    information: Information = field(default_factory=Information)

    def arranged(self, known: Sequence[str]) -> list[Placed]:
        """Of these blocks, in the order of the page; `known` is the order where nothing is said."""
        said = [each for each in self.placed if each.name in known]
        named = {each.name for each in said}
        return [*said, *(Placed(name) for name in known if name not in named)]

    def of(self, name: str) -> Placed:
        return next((each for each in self.placed if each.name == name), Placed(name))


# What holds where no organisation has a layout of its own.
DEFAULT = Layout()


def of_version(version: LayoutVersion) -> Layout:
    return Layout(
        tuple(Placed(*each) for each in version.blocks),
        Information(
            version.words,
            tuple(Link(*each) for each in version.links),
            tuple(version.pictures),
        ),
    )


def moved(placed: Sequence[Placed], name: str, by: int) -> list[Placed]:
    """One block so many places further down, or up; as far as there are places."""
    names = [each.name for each in placed]
    if name not in names:
        return list(placed)
    found = list(placed)
    one = found.pop(names.index(name))
    found.insert(min(max(names.index(name) + by, 0), len(found)), one)
    return found


def changes(before: Layout, after: Layout, known: Sequence[str]) -> list[list[str]]:
    """What differs, as codes: [`hidden`, name], [`shown`, name], [`short`, name], [`whole`, name],
    [`moved`, name], [`information`, ""]."""
    old, new = before.arranged(known), after.arranged(known)
    was = {each.name: each for each in old}
    found = []
    for each in new:
        former = was[each.name]
        if each.shown != former.shown:
            found.append(["shown" if each.shown else "hidden", each.name])
        if each.short != former.short:
            found.append(["short" if each.short else "whole", each.name])
    found += [["moved", name] for name in _moved([e.name for e in old], [e.name for e in new])]
    if before.information != after.information:
        found.append(["information", ""])
    return found


def _moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The fewest that have to be moved: all but the longest run that kept its order."""
    at = {name: place for place, name in enumerate(new)}
    best: list[list[str]] = []
    for name in old:
        before = [run for run in best if at[run[-1]] < at[name]]
        best.append([*max(before, key=len, default=[]), name])
    return _without(new, max(best, key=len, default=[]))


def _without(names: Iterable[str], some: Collection[str]) -> list[str]:
    return [name for name in names if name not in some]
