"""Whether an administrator signs in from where nobody has signed in as them before (R-075)."""

from datetime import timedelta

from django.utils import timezone

from kinkeeper.credentials import known_devices
from kinkeeper.journal.models import Entry
from kinkeeper.lib.asking import whole_site
from kinkeeper.lib.coarse_network import coarse
from kinkeeper.people.models import ADMINISTRATORS, Person

LATELY = timedelta(days=90)  # as long as a device is known
LOOKED_THROUGH = 500


def is_new(person: Person, marks: str, origin: str) -> bool:
    """`marks` are those of the browser's known devices. Of others than administrators nobody asks.
    The whole site is in sight, because the session is not theirs yet."""
    if person.profile not in ADMINISTRATORS:
        return False
    if not known_devices.known(marks, [person]):
        return True
    with whole_site():
        lines = Entry.objects.filter(
            actor_id=person.pk, action="session.started", at__gt=timezone.now() - LATELY
        )
        origins = set(lines.values_list("origin", flat=True)[:LOOKED_THROUGH])
    return coarse(origin) not in set(map(coarse, origins))
