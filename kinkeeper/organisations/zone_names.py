"""The names of time zones that can be chosen."""

import zoneinfo
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib import db

# What is listed besides places: links to old names, and offsets that know no summer.
NO_PLACES = ("Etc", "SystemV", "US", "posix", "right")


@cache
def zone_names() -> tuple[tuple[str, str | Promise], ...]:
    """Code and words of each: the server's own, UTC, then *Region/Place*."""
    places = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and name.split("/")[0] not in NO_PLACES
    )
    return (("", _("As the server")), ("UTC", "UTC"), *((name, name) for name in places))


def known_to_database(name: str) -> bool:
    """The database has a list of its own, which may be older than this one."""
    known = "SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = %s)"
    return not name or bool(db.value(known, [name]))
