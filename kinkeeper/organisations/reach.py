"""How far somebody's acts reach in the hierarchy."""

from dataclasses import dataclass

from kinkeeper.organisations.models import Below, Organisation


@dataclass(frozen=True)
class Reach:
    """`organisations` are the IDs of all nodes within reach; None means the whole site. `roots`
    are the topmost of them: what is kept, because new nodes may come below them."""

    organisations: frozenset[int] | None
    roots: frozenset[int] = frozenset()

    @property
    def whole_site(self) -> bool:
        return self.organisations is None

    def covers(self, organisation_id: int) -> bool:
        return self.organisations is None or organisation_id in self.organisations

    def kept(self) -> list[int] | None:
        """The form in which a reach is stored."""
        return None if self.whole_site else sorted(self.roots)

    def ids(self) -> list[int]:
        """For SQL; only where `whole_site` is false."""
        return sorted(self.organisations or ())


def as_setter(reach: Reach) -> list[int]:
    """Roots that say who set something: unlike `kept`, the whole site is the site's own node, so
    that nothing at all is left to mean that nobody knows."""
    if reach.whole_site:
        return list(Organisation.objects.filter(path="").values_list("pk", flat=True))
    return sorted(reach.roots)


WHOLE_SITE = Reach(None)
NOWHERE = Reach(frozenset())


def below(roots: list[Organisation]) -> Reach:
    """The roots and everything under them."""
    if any(root.path == "" for root in roots):
        return WHOLE_SITE
    if not roots:
        return NOWHERE
    inside = Below.objects.filter(root__in=roots).values_list("organisation", flat=True)
    return Reach(frozenset(inside), frozenset(root.pk for root in roots))


def of_roots(roots: list[int] | None) -> Reach:
    """The reach that was kept as its roots; None is the whole site."""
    if roots is None:
        return WHOLE_SITE
    return below(list(Organisation.objects.filter(pk__in=roots)))
