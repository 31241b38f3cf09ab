"""How long a sign-in lasts (docs/decisions/0040): untouched, and in all. The wall looks at these
limits whenever a session asks, by the person's profile of that moment.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limits:
    idle: timedelta
    in_all: timedelta


STAFF_LIMITS = Limits(idle=timedelta(minutes=30), in_all=timedelta(hours=12))
LIMITS = Limits(idle=timedelta(minutes=60), in_all=timedelta(hours=12))
# Where a parent or a pupil has said that the device is their own.
OWN_DEVICE_LIMITS = Limits(idle=timedelta(days=30), in_all=timedelta(days=30))
# How old what is kept of the last request may be: it is not written more often.
SEEN_EVERY = timedelta(minutes=1)
