"""Why somebody got no letter or mail, as it is kept with the letter; `said` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """Besides those for which `credentials.eligible` leaves somebody out."""

    OUT_OF_REACH = "out-of-reach"
    NOTHING_TO_CONFIRM = "nothing-to-confirm"
    PUPILS_ADDRESS = "pupils-address"
    MAIL_NOT_TAKEN = "mail-not-taken"
    MAIL_REFUSED = "mail-refused"  # error: the kind of the server's answer
    FORMER_NOT_TOLD = "former-not-told"  # why, and what belongs to that
    LEGACY = "legacy"  # text: a sentence of an earlier version


@dataclass(frozen=True)
class Reason:
    """A code of `Why` or of `credentials.left_out.LeftOut`, and what its sentence names."""

    code: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Any]:
        """As a `Letter` keeps it."""
        return {"code": self.code, "detail": dict(self.detail)}
