"""Finds and creates nodes of the hierarchy by path."""

import re
from dataclasses import dataclass

from kinkeeper.organisations.models import Kind, Organisation
from kinkeeper.roster import cells


@dataclass(frozen=True)
class Place:
    """A path that need not exist yet, and the nearest node to it that does."""

    path: str
    organisation: Organisation


class BadPath(Exception):
    """The path has a part that can be no name; the message says which."""


class UnknownPath(Exception):
    """No organisation has this path."""


def site() -> Organisation:
    return Organisation.objects.get(kind=Kind.SITE)


def parts(path: str) -> list[str]:
    """`Hillside / 7B` as `["Hillside", "7B"]`; raises `BadPath`."""
    text = path.strip().strip("/")
    if not text:
        return []
    names = [name.strip() for name in text.split("/")]
    for name in names:
        if not name:
            raise BadPath(f"The path {path!r} has an empty part.")
        if re.search(cells.UNSHOWN, name):
            raise BadPath(f"The path {path!r} holds a sign that nobody sees; type it anew.")
        if len(name) > 100:
            raise BadPath(f"A name in the path {path!r} is longer than 100 characters.")
    return names


def find(path: str) -> Organisation:
    """The node with this path; raises `UnknownPath`, `BadPath`."""
    wanted = "/".join(parts(path))
    try:
        return Organisation.objects.get(path=wanted)
    except Organisation.DoesNotExist:
        raise UnknownPath(f"There is no organisation {wanted}.") from None


def place(path: str) -> Place:
    """Nothing is made. Raises `BadPath`."""
    names = parts(path)
    above = ["/".join(names[:depth]) for depth in range(len(names) + 1)]
    nearest = Organisation.objects.filter(path__in=above).order_by("-path").first()
    return Place("/".join(names), nearest or site())


def ensure(path: str, *, leaf: Kind | None = None) -> tuple[Organisation, list[str]]:
    """The node with this path, made with whatever is missing above it, and the paths made."""
    names = parts(path)
    node = site()
    made: list[str] = []
    for depth, name in enumerate(names):
        below = f"{node.path}/{name}" if node.path else name
        last = depth == len(names) - 1
        kind = leaf if last and leaf else guess_kind(node.kind, remaining=len(names) - depth)
        node, created = Organisation.objects.get_or_create(
            path=below, defaults={"parent": node, "name": name, "kind": kind}
        )
        if created:
            made.append(below)
    return node, made


def guess_kind(above: str, *, remaining: int) -> Kind:
    """What a new node is, from the kind above it and how many nodes the path still names."""
    if above == Kind.SITE:
        return Kind.DISTRICT if remaining > 2 else Kind.SCHOOL
    if above == Kind.DISTRICT:
        return Kind.SCHOOL
    if above == Kind.SCHOOL and remaining == 1:
        return Kind.CLASS
    return Kind.UNCLASSIFIED
