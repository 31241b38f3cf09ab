"""Finds and creates nodes of the hierarchy by path."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.roster.cells import allowed
from kinkeeper.roster.text.look_alikes import names_nothing, shapes

LONGEST = 1000


@dataclass(frozen=True)
class Place:
    """A path that need not exist yet, and the nearest node to it that does."""

    path: str
    organisation: Organisation


class BadPath(Exception):
    """The path has a part that can be no name; the message says which."""


class NearPath(BadPath):
    """The path is new, and differs from one that is there only as nobody sees it: `meant`."""

    def __init__(self, path: str, meant: str) -> None:
        super().__init__(
            _(
                "%(path)s does not exist, and its name is too close to %(meant)s to tell them "
                "apart. Write it in the same way, or choose a clearly different name."
            )
            % {"path": repr(path), "meant": repr(meant)}
        )
        self.meant = meant


class UnknownPath(Exception):
    """No organisation has this path."""


def site() -> Organisation:
    return Organisation.objects.get(kind=OrganisationKind.SITE)


def parts(path: str) -> list[str]:
    """`Hillside / 7B` as `["Hillside", "7B"]`, and nothing as nothing; raises `BadPath`."""
    text = path.strip().strip("/")
    if not text:
        if path.strip():
            raise BadPath(_("The path %s names nothing.") % repr(path))
        return []
    names = [name.strip() for name in text.split("/")]
    for name in names:
        if not name:
            raise BadPath(_("The path %s has an empty part.") % repr(path))
        if re.search(allowed.UNSHOWN, name):
            raise BadPath(_("The path %s contains a hidden character; type it again.") % repr(path))
        if names_nothing(name):
            raise BadPath(
                _("The path %(path)s has a part that cannot be a name: %(name)s.")
                % {"path": repr(path), "name": repr(name)}
            )
        if len(name) > 100:
            raise BadPath(_("A name in the path %s is longer than 100 characters.") % repr(path))
    if len("/".join(names)) > LONGEST:
        raise BadPath(_("The path is longer than %d characters.") % LONGEST)
    return names


def find(path: str) -> Organisation:
    """The node with this path; raises `UnknownPath`, `BadPath`."""
    wanted = "/".join(parts(path))
    try:
        return Organisation.objects.get(path=wanted)
    except Organisation.DoesNotExist:
        raise UnknownPath(_("There is no organisation %s.") % wanted) from None


def nearly(path: str) -> list[Organisation]:
    """The other nodes whose paths nobody could tell from this one. Raises `BadPath`."""
    found = [site()]
    for name in parts(path):
        below = Organisation.objects.filter(parent__in=found).order_by("path")
        found = [node for node in below if _alike(node.name, name)]
    return [node for node in found if node.path and node.path != "/".join(parts(path))]


def place(path: str) -> Place:
    """Nothing is made. Raises `BadPath`, `NearPath`."""
    names = parts(path)
    node = nearest(path)
    depth = len(node.path.split("/")) if node.path else 0
    if depth < len(names):
        _not_near(node, names[depth])
    return Place("/".join(names), node)


def nearest(path: str) -> Organisation:
    """The node with this path, or the lowest above it that is there. Raises `BadPath`."""
    names = parts(path)
    above = ["/".join(names[:depth]) for depth in range(len(names) + 1)]
    return Organisation.objects.filter(path__in=above).order_by("-path").first() or site()


def _not_near(above: Organisation, name: str) -> None:
    """Raises `NearPath` where nobody could tell a new node from one beside it."""
    for other in Organisation.objects.filter(parent=above).order_by("path"):
        if other.name != name and _alike(other.name, name):
            raise NearPath(f"{above.path}/{name}".lstrip("/"), other.path)


def _alike(one: str, other: str) -> bool:
    return any(mine == theirs for mine, theirs in zip(shapes(one), shapes(other), strict=True))


def ensure(path: str, *, leaf: OrganisationKind | None = None) -> tuple[Organisation, list[str]]:
    """The node with this path, made with whatever is missing above it, and the paths made. Raises
    `BadPath`, `NearPath`."""
    names = parts(path)
    node = site()
    made: list[str] = []
    for depth, name in enumerate(names):
        below = f"{node.path}/{name}" if node.path else name
        last = depth == len(names) - 1
        kind = leaf if last and leaf else guess_kind(node.kind, remaining=len(names) - depth)
        found = Organisation.objects.filter(path=below).first()
        if found is None:
            _not_near(node, name)
            found, created = Organisation.objects.get_or_create(
                path=below, defaults={"parent": node, "name": name, "kind": kind}
            )
            made += [below] if created else []
        node = found
    return node, made


def kinds_to_come(paths: Iterable[str]) -> dict[str, OrganisationKind]:
    """What `ensure` would make of those that are missing on these paths, called in their order."""
    wanted = sorted(path.split("/") for path in set(paths) if path)
    above = {"/".join(names[: depth + 1]) for names in wanted for depth in range(len(names))}
    here = Organisation.objects.filter(path__in=above).values_list("path", "kind")
    kinds = {path: OrganisationKind(kind) for path, kind in here}
    new: dict[str, OrganisationKind] = {}
    for names in wanted:
        kind = OrganisationKind.SITE
        for depth in range(len(names)):
            below = "/".join(names[: depth + 1])
            if below not in kinds:
                new[below] = kinds[below] = guess_kind(kind, remaining=len(names) - depth)
            kind = kinds[below]
    return new


def guess_kind(above: str, *, remaining: int) -> OrganisationKind:
    """What a new node is, from the kind above it and how many nodes the path still names."""
    if above == OrganisationKind.SITE:
        return OrganisationKind.DISTRICT if remaining > 2 else OrganisationKind.SCHOOL
    if above == OrganisationKind.DISTRICT:
        return OrganisationKind.SCHOOL
    if above == OrganisationKind.SCHOOL and remaining == 1:
        return OrganisationKind.CLASS
    return OrganisationKind.UNCLASSIFIED
