"""Slows down whoever tries too often; counters live in the database cache, shared by all.

A fixed window: the count may pass its limit by as many requests as run at the same moment, which
is why the limits that matter for a code's safety (`credentials.redeem`) are kept with the code.
"""

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Throttle:
    """`most` tries of one act in `seconds`, for each key."""

    act: str
    most: int
    seconds: int

    def used_up(self, key: str) -> bool:
        return int(cache.get(self._name(key), 0)) >= self.most

    def count(self, key: str) -> None:
        name = self._name(key)
        if not cache.add(name, 1, self.seconds):
            try:
                cache.incr(name)
            except ValueError:  # it ran out this very moment
                cache.set(name, 1, self.seconds)

    def _name(self, key: str) -> str:
        window = int(time.time()) // self.seconds
        digest = hashlib.sha256(key.encode()).hexdigest()[:32]
        return f"throttle:{self.act}:{window}:{digest}"


# A parents' evening shares one address, so an address alone may fail often; a name may not.
SIGN_IN_NAME = Throttle("sign-in-name", 5, 300)
SIGN_IN_ADDRESS = Throttle("sign-in-address", 200, 300)
CODE_ADDRESS = Throttle("code-address", 30, 300)
CODE_SITE = Throttle("code-site", 2000, 300)
MAIL_NAME = Throttle("mail-name", 5, 3600)
MAIL_ADDRESS = Throttle("mail-address", 60, 3600)
