"""How long somebody who tried too often has to wait, in words."""

from django.utils.translation import ngettext


class TooMany(Exception):
    """Tried too often; the text says until when."""

    def __init__(self, minutes: int) -> None:
        super().__init__(too_many(minutes))


def too_many(minutes: int) -> str:
    return ngettext(
        "Too many tries. Try again in %(count)d minute.",
        "Too many tries. Try again in %(count)d minutes.",
        minutes,
    ) % {"count": minutes}
