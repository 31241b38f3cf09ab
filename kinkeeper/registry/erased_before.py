"""By hand, too, nobody who was erased is added again unasked."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.organisations.reach import Reach
from kinkeeper.people import erased
from kinkeeper.registry.former_keys import taken
from kinkeeper.registry.refusals import Refusal

NAMES = ("sync_key", "username")


def refusals(values: Mapping[str, Any], reach: Reach) -> list[Refusal]:
    """What is wrong with giving somebody these values. Out of reach a name is one that somebody
    has, and nothing else is told (K14)."""
    standing = erased.standing(reach)
    meant = standing.meant(values)
    if meant is None:
        return []
    if not meant.within:
        by_name = {name: values.get(name) for name in NAMES}
        return [taken()] if standing.meant(by_name) else []
    sentence = _(
        "This may be someone whose data was erased on %(day)s (erasure %(number)d). If there is a "
        "new reason to have their data, a system administrator lets the person in again first."
    )
    return [Refusal("erased", sentence % {"day": date_format(meant.on), "number": meant.number})]
