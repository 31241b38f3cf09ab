"""Whether a plan does anything. No frames here: what shows a stored plan needs this, too."""

from collections.abc import Mapping
from typing import Any


def changes(counts: Mapping[str, Any]) -> bool:
    """Whether applying a plan of these counts would change something."""
    relationships, people = counts["relationships"], counts["people"]
    moved = any(relationships[each] for each in ("create", "pending", "proposed", "remove"))
    return moved or any(people[each] for each in ("create", "update"))
