"""Which layout holds where: that of the nearest organisation up the path which has one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kinkeeper.lib.request_memo import once
from kinkeeper.organisations.own_settings import lowest
from kinkeeper.parent_features.layout import DEFAULT, Information, Layout, Placed, of_version
from kinkeeper.parent_features.models import LayoutVersion


@dataclass(frozen=True)
class Standing:
    """A layout, and whose it is; of the whole site the path is empty."""

    layout: Layout
    path: str = ""
    name: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Layouts:
    """Those at the places of one child. Each school decides about its own: a block is shown where
    one of the child's schools shows it, without the records of those that hide it; the order is
    that of the first school by path."""

    places: tuple[str, ...]
    standing: Mapping[str, Standing]

    @property
    def of_child(self) -> list[Standing]:
        """Each once, that of the first place first."""
        found = [self.at(path) for path in self.places] or [self.at("")]
        return list({each.path: each for each in found}.values())

    @property
    def first(self) -> Layout:
        return self.of_child[0].layout

    def of(self, name: str) -> Placed:
        """As the child's page has it: in short where one of those that show it says so."""
        said = [each.layout.of(name) for each in self.of_child]
        shown = [each for each in said if each.shown]
        return Placed(name, bool(shown), any(each.short for each in shown))

    @property
    def information(self) -> list[tuple[Standing, Information]]:
        return [
            (each, each.layout.information)
            for each in self.of_child
            if each.layout.of("information").shown and each.layout.information
        ]

    def at(self, path: str) -> Standing:
        while path and path not in self.standing:
            path = path.rpartition("/")[0]
        return self.standing.get(path, Standing(DEFAULT))

    def knowing(self, paths: Iterable[str]) -> "Layouts":
        """The same, with what holds at these places, too."""
        more = set(paths) - set(self.places)
        return Layouts(self.places, {**self.standing, **standing_at(more)}) if more else self


def of_places(paths: Collection[str]) -> Layouts:
    """At the lowest of these places; one query."""
    places = tuple(sorted(lowest(paths)))
    return Layouts(places, standing_at(places))


def standing_at(paths: Collection[str]) -> Mapping[str, Standing]:
    """By path, the layouts of these places and of all above them; asked once in a request."""
    above = {""}
    for path in paths:
        parts = path.split("/")
        above |= {"/".join(parts[:many]) for many in range(1, len(parts) + 1)}
    return once(f"layouts at {sorted(above)}", lambda: _standing(above))


def _standing(paths: Collection[str]) -> Mapping[str, Standing]:
    newest = LayoutVersion.objects.filter(organisation__path__in=paths)
    newest = newest.order_by("organisation_id", "-pk").distinct("organisation_id")
    return {
        each.organisation.path: Standing(
            of_version(each), each.organisation.path, each.organisation.name, each.pk
        )
        for each in newest.select_related("organisation")
        if each.own
    }
