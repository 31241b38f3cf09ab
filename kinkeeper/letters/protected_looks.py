"""Tells by e-mail that somebody at work opened a pupil whose identity is protected (R-053).

Whoever else is named for the pupil is told, and no one who is not: that there is such a pupil is
what is protected (K28). Where no one else can be told, the owner of the account is, with the link
that says *this was not me*. Without who and whom, which stand in the journal, and of one account
and one pupil at most once a day: a teacher has the pupil in a list at every lesson, and what comes
at every lesson is no alarm.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.core.mail import mailers
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.models import READ, VIEWED, Entry
from kinkeeper.journal.record import record
from kinkeeper.letters.alerts import LATELY, Account, NotNow, message
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib.asking import act
from kinkeeper.organisations import restore_hold
from kinkeeper.people.models import Person, PersonState
from kinkeeper.people.protection_models import NamedStaff, Protection

DAY = timedelta(days=1)
TOLD = "protection.told"
WORDS = _("Someone opened a person with a protected identity for whom you are named.")
type Look = tuple[Account, int]  # whose account, and the pupil, by internal ID


def post() -> int:
    """How many mails to named staff left. Raises `OnHold`, and `NotNow` where all have to wait."""
    restore_hold.refuse()
    due = list(_due())
    if not due:
        return 0
    others = {look: _others(*look) for look in due}
    connection, sent = mailers.default, 0
    readers = {each.pk: each for each in chain.from_iterable(others.values())}
    try:
        for reader in readers.values():
            sent += handed_over(connection, message(reader, [WORDS])) is None
    finally:
        connection.close()
    if readers and not sent:
        raise NotNow(f"{len(readers)} mails")
    with act():
        for (account, pupil), named in others.items():
            if not named:
                _tell_owner(account)
            data = {"sent": len(named)}
            who = Actor(None, ITSELF, ON_SCHEDULE)
            record(who, TOLD, person_id=account, child_id=pupil, data=data)
    return sent


def _due() -> Iterator[Look]:
    """Looks since it was told last, unless that was within a day; of before the mark none."""
    since = {each.person_id: each.made_at for each in Protection.objects.all()}
    if not since:
        return
    now, pupils = timezone.now(), list(since)
    about = Q(child_id__in=pupils) | Q(children__overlap=pupils)
    lines = Entry.objects.filter(about, action__in=[VIEWED, READ, TOLD], at__gt=now - LATELY)
    looked: dict[Look, datetime] = {}
    told: dict[Look, datetime] = {}
    for line in lines.order_by("pk"):
        if line.action == TOLD:
            told[line.person_id, line.child_id or 0] = line.at
            continue
        for pupil in {line.child_id, *line.children} & since.keys():
            if pupil is not None and line.at >= since[pupil]:
                looked[line.actor_id, pupil] = line.at
    for look, at in looked.items():
        last = told.get(look)
        if last is None or (now - last >= DAY and at > last):
            yield look


def _others(account: Account, pupil: int) -> list[Person]:
    named = NamedStaff.objects.filter(protection__person=pupil).exclude(staff=account)
    staff = Person.objects.filter(pk__in=named.values("staff"), state=PersonState.ACTIVE)
    return list(staff.exclude(email="").order_by("pk"))


def _tell_owner(account: Account) -> None:
    for owner in Person.objects.filter(pk__in=[account], state=PersonState.ACTIVE):
        tell(owner, What.PROTECTED_OPENED)
