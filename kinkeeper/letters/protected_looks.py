"""Tells by e-mail that somebody at work looked at the page of a pupil whose identity is
protected (R-053).

Whoever else is named for the pupil and still reaches the pupil is told, and no one who is not: that
there is such a pupil is what is protected (K28). Where no one else can be told, the owner of the
account is, with the link that says *this was not me*; of commands without an account whoever runs
the site is told, as of other alerts. Without who and whom, which stand in the journal, and of one
account and one pupil at most once a day: a teacher has the pupil in a list at every lesson, and
what comes at every lesson is no alarm. A look of which no server took an e-mail is told later.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

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
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.people.protection_models import NamedStaff, Protection
from kinkeeper.people.reach import reach_of, within

DAY = timedelta(days=1)
TOLD = "protection.told"


class Whom(StrEnum):
    """Who is told, as the journal keeps it."""

    NAMED = "named"
    OWNER = "owner"
    SITE = "site"


WORDS = {
    Whom.NAMED: _(
        "Someone looked at the page of a person with a protected identity for whom you are named."
    ),
    Whom.SITE: _("A command without an account looked up a person with a protected identity."),
}
type Look = tuple[Account, int]  # whose account, and the pupil, by internal ID


def post() -> int:
    """How many mails left. Raises `OnHold`, and `NotNow` where all have to wait."""
    restore_hold.refuse()
    due = {look: _readers(*look) for look in _due()}
    if not due:
        return 0
    words: dict[Person, dict[Whom, None]] = defaultdict(dict)
    for whom, readers in due.values():
        for reader in readers if whom in WORDS else ():
            words[reader][whom] = None
    connection = mailers.default
    accepted: set[Person] = set()
    try:
        for reader, kinds in words.items():
            if handed_over(connection, message(reader, [WORDS[each] for each in kinds])) is None:
                accepted.add(reader)
    finally:
        connection.close()
    with act():
        for (account, pupil), (whom, readers) in due.items():
            _record(account, pupil, whom, readers, accepted)
    if words and not accepted:
        raise NotNow(f"{len(words)} mails")
    return len(accepted)


def _record(
    account: Account, pupil: int, whom: Whom, readers: list[Person], accepted: set[Person]
) -> None:
    """That a look was told; without a line it stays due."""
    if whom == Whom.OWNER:
        for owner in readers:
            tell(owner, What.PROTECTED_OPENED)
        sent = len(readers)
    else:
        sent = len(accepted.intersection(readers))
    if sent:
        who, data = Actor(None, ITSELF, ON_SCHEDULE), {"sent": sent, "whom": whom.value}
        record(who, TOLD, person_id=account, child_id=pupil, data=data)


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


def _readers(account: Account, pupil: int) -> tuple[Whom, list[Person]]:
    """Who is to be told of a look, of those who can be."""
    active = Person.objects.filter(state=PersonState.ACTIVE).exclude(email="").order_by("pk")
    named = NamedStaff.objects.filter(protection__person=pupil).exclude(staff=account)
    others = [each for each in active.filter(pk__in=named.values("staff")) if _reaches(each, pupil)]
    if others:
        return Whom.NAMED, others
    if account is None:
        return Whom.SITE, list(active.filter(profile=Profile.SYSTEM_ADMINISTRATOR))
    return Whom.OWNER, list(active.filter(pk=account))


def _reaches(reader: Person, pupil: int) -> bool:
    """Whether the reader still works where the pupil is."""
    return Person.objects.filter(within(reach_of(reader)), pk=pupil).exists()
