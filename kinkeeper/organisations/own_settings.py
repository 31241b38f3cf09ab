"""What an organisation says of itself: its name, its office, its letterhead for parents, and what
parents see where nothing was set for a parent and a child.

Each is taken from the nearest organisation up the path that says it, and else from the site.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.request_memo import forget, once
from kinkeeper.organisations import settings
from kinkeeper.organisations.models import Organisation, OwnSetting

OWN = tuple(name for name, known in settings.KNOWN.items() if known.own)


class NotOwn(settings.UnknownSetting):
    """Only the whole site has this setting; the message lists those an organisation may have."""


@dataclass(frozen=True)
class Contact:
    """Who writes to a parent, and whom the parent asks."""

    site_name: str
    office: str
    letterhead: str


# Those of them that parents are told.
TOLD = tuple(each.name for each in fields(Contact))


@dataclass(frozen=True)
class Contacts:
    """All that was said, also of rights, by setting and path; the path of the site is empty."""

    said: Mapping[str, Mapping[str, str]]

    def at(self, path: str) -> Contact:
        return Contact(**{name: self.one(path, name) for name in TOLD})

    def everything(self, path: str) -> dict[str, str]:
        return {name: self.one(path, name) for name in OWN}

    def one(self, path: str, name: str) -> str:
        """One setting as it holds at this path."""
        return nearest(path, self.said[name])


def contacts() -> Contacts:
    """Two queries for each request, however many organisations there are."""
    return once("own settings", _contacts)


def _contacts() -> Contacts:
    site = settings.everything()
    said = {name: {"": str(site[name])} for name in OWN}
    rows = OwnSetting.objects.filter(name__in=OWN)
    for name, path, value in rows.values_list("name", "organisation__path", "value"):
        said[name][path] = value
    return Contacts(said)


def nearest(path: str, said: Mapping[str, str]) -> str:
    """What is said at this path, or at the nearest one above it; the site, "", always says it."""
    while path not in said:
        path = path.rpartition("/")[0]
    return said[path]


def common(paths: Iterable[str]) -> str:
    """The lowest organisation to which all these places belong; the whole
    site, "", where there is none."""
    split = [path.split("/") if path else [] for path in paths]
    shared: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared)


def lowest(paths: Iterable[str]) -> set[str]:
    """Those below which none of the others lies: who is in a class and in its school is in the
    class."""
    found = set(paths)
    above = {path[: slash.start()] for path in found for slash in re.finditer("/", path)}
    return found - above - ({""} if len(found) > 1 else set())


def of(organisation: Organisation) -> dict[str, str]:
    """By name, what this very organisation says; blank where it goes by the one above."""
    said = dict(OwnSetting.objects.filter(organisation=organisation).values_list("name", "value"))
    return {name: said.get(name, "") for name in OWN}


@act()
def change(actor: Actor, organisation: Organisation, name: str, value: str) -> None:
    """Sets one for an organisation and writes it into the journal; a blank one goes by the
    organisation above again. Of the whole site it is the site's setting. Raises
    `settings.UnknownSetting`, `NotOwn`, `settings.BadValue`."""
    if not organisation.path:
        settings.change(actor, name, value)
        return
    if not settings.known(name).own:
        told = {"name": repr(name), "names": ", ".join(OWN)}
        raise NotOwn(
            _("Only the whole site has %(name)s. An organisation has its own: %(names)s.") % told
        )
    value = str(settings.fitting(name, value)) if value.strip() else ""
    before = of(organisation)[name]
    if before == value:
        return
    if value:
        OwnSetting.objects.update_or_create(
            organisation=organisation, name=name, defaults={"value": value}
        )
    else:
        OwnSetting.objects.filter(organisation=organisation, name=name).delete()
    forget()
    told = {"path": organisation.path, "name": name, "from": before, "to": value}
    record(actor, "organisation.changed", organisation_id=organisation.pk, data=told)
