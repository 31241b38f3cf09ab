"""Slows down whoever tries too often; counted in one statement in the database, shared by all.

A fixed window: the count may pass its limit by as many requests as run at the same moment, which
is why the limits that matter for a code's safety (`credentials.redeem`) are kept with the code.
"""

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from kinkeeper.credentials.models import Tries
from kinkeeper.lib import db, request_transaction
from kinkeeper.lib.seal import derive

COUNT = """
INSERT INTO credentials_tries AS known (name, count, until)
VALUES (%s, 1, now() + make_interval(secs => %s))
ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN known.until <= now() THEN 1 ELSE known.count + 1 END,
    until = CASE WHEN known.until <= now() THEN excluded.until ELSE known.until END
"""


@dataclass(frozen=True)
class Throttle:
    """`most` tries of one act in `seconds`, for each key. What is typed as a key is not kept."""

    act: str
    most: int
    seconds: int

    def used_up(self, key: str) -> bool:
        return self.minutes(key) > 0

    def minutes(self, key: str) -> int:
        """In how many minutes, rounded up, the next try may be; 0: at once."""
        now = timezone.now()
        full = Tries.objects.filter(name=self._name(key), until__gt=now, count__gte=self.most)
        until = full.values_list("until", flat=True).first()
        return 0 if until is None else math.ceil((until - now).total_seconds() / 60)

    def count(self, key: str) -> None:
        """One more try, whatever becomes of the request."""
        name = self._name(key)  # what was typed is not kept
        request_transaction.keep(lambda: self._count(name))

    def _count(self, name: str) -> None:
        db.run(COUNT, [name, self.seconds])

    def forget(self, key: str) -> None:
        Tries.objects.filter(name=self._name(key)).delete()

    def _name(self, key: str) -> str:
        """Keyed: people type a password where a name belongs, and a copy of the rows tells none."""
        secret = derive(settings.SECRET_KEY, "tries")
        return f"{self.act}:{hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:32]}"


def network(origin: str) -> str:
    """What one sender can choose freely is one key: the 64 bits of an IPv6 network, or the whole
    IPv4 address."""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return origin
    if address.version == 4:
        return origin
    return str(ipaddress.ip_network((address, 64), strict=False))


def forget_old() -> int:
    """Removes counters whose window is over; how many."""
    return Tries.objects.filter(until__lte=timezone.now()).delete()[0]


# A parents' evening shares one address, so an address alone may fail often; a name may not.
SIGN_IN_NAME = Throttle("sign-in-name", 5, 300)
SIGN_IN_ADDRESS = Throttle("sign-in-address", 500, 300)
# Wherever they come from. NIST SP 800-63B-4, 3.2.2 allows a hundred: an account may be named in two
# ways, by username and by address. The owner's own device is counted by itself, and a new password
# by mail opens the account, so that nobody can lock a parent out by guessing (access.tries).
SIGN_IN_ACCOUNT = Throttle("sign-in-account", 50, 3600)
SIGN_IN_DEVICE = Throttle("sign-in-device", 10, 900)
# Of who knows the password: codes of six digits, and recovery codes.
FACTOR_PERSON = Throttle("factor-person", 5, 900)
FACTOR_DEVICE = Throttle("factor-device", 10, 900)
# What a device signs cannot be guessed; this spares the database who sends nonsense.
PASSKEY_ADDRESS = Throttle("passkey-address", 500, 300)
# So can what a provider signs; this spares the provider.
PROVIDER_ADDRESS = Throttle("provider-address", 500, 300)
# Only what could be a code is a guess, and of slips one in 32 could: 400 parents with four
# slips each in five minutes make 50. What keeps codes safe is not an address's limit but their own
# (redeem.MOST_WRONG): docs/decisions/0018 computes both.
CODE_ADDRESS = Throttle("code-address", 90, 300)
# A calendar asks a few times a day, on a few devices.
FEED = Throttle("feed", 60, 3600)
MAIL_NAME = Throttle("mail-name", 5, 3600)
MAIL_ADDRESS = Throttle("mail-address", 300, 3600)
MAIL_PERSON = Throttle("mail-person", 5, 3600)
