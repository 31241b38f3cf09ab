"""What cannot be so in the register, whoever writes it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

MOMENTS = ("noticed_at", "authority_told_at", "people_told_at")
LOOKS = ("seen_by", "seen_from", "seen_until")


def wrong(said: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, str, str]]:
    """(field, code, sentence) of each thing that is wrong with all that is said of one breach."""
    for name in MOMENTS:
        when = said.get(name)
        if when is not None and when > now:
            yield name, "moment-ahead", _("This moment has not come yet.")
    told, began = said.get("authority_told_at"), said.get("noticed_at")
    if told is not None and began is not None and told < began:
        yield "authority_told_at", "told-before-noticed", _("That is before it was noticed.")
    looked = [said.get(name) for name in LOOKS]
    if any(looked) and not all(looked):
        yield "seen_by", "looks-incomplete", _("Say who, and both days.")
