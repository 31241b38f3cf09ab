"""Tells the parents whose turn it is, one e-mail after the other.

Each is told once. What an e-mail tells is decided with the rights of this moment (K17), and written
down in one transaction between the last line of its text and the full stop that makes the mail
server take it (`letters.smtp`). Before that nothing was sent and nothing is written, so it is done
again; after that it is told. What was on its way when a process died was handed over: between the
two there is nothing but sending a full stop.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from kinkeeper.letters.smtp import Withheld
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Reason, Why
from kinkeeper.lib import link_tokens, locks, request_memo
from kinkeeper.lib.asking import act
from kinkeeper.lib.locks import Lock
from kinkeeper.notifications import clock, due, marker, readers
from kinkeeper.notifications.choices import paces_of
from kinkeeper.notifications.message import message
from kinkeeper.notifications.models import Mail, MailState, Pace, Reader, Told
from kinkeeper.notifications.news import News, Shown, shown
from kinkeeper.notifications.push import devices
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.people.models import Person

LATER = timedelta(minutes=15)  # where the mail server takes nothing for this address just now
# The job is known by its name here: it comes with what it tells, in one transaction.
PUSH, QUEUE = "notifications.push", "notifications"
# What is wrong with every e-mail, and not with this one.
OF_ALL = (Why.SERVER_AWAY, Why.SERVER_SIGN_IN, Why.SENDER_REFUSED)
FRESH = 1.0  # seconds: a slow server is told nothing that was looked up longer ago
KEPT = timedelta(days=90)
PIECE = 500
TIMES = ("look_at", "daily_at", "weekly_at")

type Telling = Mapping[News, tuple[int, ...]]


class Superseded(Exception):
    """Another process was at this parent, or what is shown is no longer what the e-mail says."""


class NotNow(Exception):
    """The mail server cannot be reached, or takes nothing; whose turn it is stays so."""


@dataclass
class Handing:
    """One e-mail on its way; the row once it is written."""

    reader: Reader
    telling: Telling
    now: datetime
    found: Shown
    token: str
    mail: Mail | None = None


def post(seconds: float | None = None) -> int:
    """How many e-mails left, in about so many seconds. Repeating it tells only what was not told.
    Raises `OnHold`, `Busy` while another process is at it, and `NotNow`."""
    restore_hold.refuse()
    if "on" not in contacts().said["notifications"].values():
        return 0
    with locks.held(Lock.NOTIFYING, 0):
        _settle_handed()
        readers.add_new()
        now = moment()
        due.mark(now)
        over = None if seconds is None else time.monotonic() + seconds
        connection, sent = mailers.default, 0
        try:
            for reader in _in_turn(now):
                if over is not None and time.monotonic() >= over:
                    break
                with request_memo.one_request():  # settings are asked for once for each parent
                    sent += _tell(reader, moment(), connection)
        finally:
            connection.close()
    return sent


def _in_turn(now: datetime) -> Iterator[Reader]:
    """Each of those who are due, once."""
    last = 0
    while found := list(due.due(now).filter(pk__gt=last)[:PIECE]):
        yield from found
        last = found[-1].pk


def forget_old() -> int:
    """Removes what was told long ago; how many e-mails. Nothing of it is news any more."""
    before = moment() - KEPT
    Told.objects.filter(told_at__lt=before).delete()
    return Mail.objects.filter(made_at__lt=before).delete()[0]


def _settle_handed() -> None:
    """No process is at those any more. What was committed here and not handed over is told again;
    of all others the full stop was sent, as far as anybody can know."""
    for mail in Mail.objects.filter(state=MailState.HANDING, ended_at=None):
        said = mail.detail
        if said.get("note") == marker.name() and marker.last() != mail.pk:
            with act():
                Told.objects.filter(mail=mail).delete()
                mail.delete()
                times = {each: said[each] for each in TIMES}
                Reader.objects.filter(pk=mail.person_id).update(**times)
    Mail.objects.filter(state=MailState.HANDING, ended_at=None).update(
        state=MailState.SENT, ended_at=Now()
    )


def _text(reader: Reader, name: str) -> str | None:
    found: datetime | None = getattr(reader, name)
    return None if found is None else found.isoformat()


def _tell(reader: Reader, now: datetime, connection: BaseEmailBackend) -> bool:
    if reader.settled_at is None:
        with act():
            readers.settle(reader, now, lambda _news: True)
        return False
    found = shown(reader.pk, now)
    quiet = clock.quiet_ends(
        now,
        found.zone,
        clock_time.fromisoformat(reader.quiet_from),
        clock_time.fromisoformat(reader.quiet_until),
    )
    if quiet is not None:
        Reader.objects.filter(pk=reader.pk, turn=reader.turn).update(wait_until=quiet)
        return False
    person = reader.person
    by_mail, on_devices = readers.may_be_told(person), devices.of(person)
    telling = _to_tell(reader, found, now) if by_mail or on_devices else {}
    if not telling:
        with suppress(Superseded):
            _advance(reader, now, found)
        return False
    if not by_mail:
        return _on_devices_alone(Handing(reader, telling, now, found, link_tokens.draw()))
    return _send(person, Handing(reader, telling, now, found, link_tokens.draw()), connection)


def _to_tell(reader: Reader, found: Shown, now: datetime) -> Telling:
    """Of what is shown, what is wanted by now and not told yet as it is."""
    paces, wanted = paces_of(reader.pk), due.paces(reader, now)
    candidates = [each for each in found.news if paces.of_news(each) in wanted]
    if not candidates:
        return {}
    accounts = [reader.pk, *reader.person.merged_here.values_list("gone_id", flat=True)]
    listed = Told.objects.filter(
        person__in=accounts, what__in=[each.what for each in candidates]
    ).order_by("told_at")
    known = {bytes(what): bytes(said) for what, said in listed.values_list("what", "version")}
    return {
        each: paces.children_of(each) for each in candidates if known.get(each.what) != each.version
    }


def _send(person: Person, handing: Handing, connection: BaseEmailBackend) -> bool:
    """Whether it left."""
    looked_at = time.monotonic()

    def write() -> None:
        if time.monotonic() - looked_at > FRESH:
            _still(handing, made.to)
        handing.mail = _written(handing)
        marker.note(handing.mail.pk)  # the last thing before the full stop

    made = message(person, handing.telling, handing.token)
    try:
        problem = handed_over(connection, made, before_end=write)
    except Withheld as withheld:
        if isinstance(withheld.__cause__, Superseded):
            return False
        raise withheld.__cause__ or withheld from None
    if problem is None:
        _ended(handing, MailState.SENT)
        return True
    return _not_taken(handing, problem)


def _on_devices_alone(handing: Handing) -> bool:
    """Of who has no address to write to."""
    with suppress(Superseded):
        handing.mail = _written(handing)
        _ended(handing, MailState.SENT)
    return False


def _still(handing: Handing, to: Sequence[str]) -> None:
    """Raises `Superseded` where anything of it is not shown any more, or to other children, or this
    is no longer the address of somebody who is told."""
    request_memo.forget()  # settings, too
    person = Person.objects.filter(pk=handing.reader.pk).first()
    if person is None or list(to) != [person.email] or not readers.may_be_told(person):
        raise Superseded
    shown_now = {
        (each.what, each.version, each.children) for each in shown(handing.reader.pk, moment()).news
    }
    said = {(each.what, each.version, each.children) for each in handing.telling}
    if not said <= shown_now:
        raise Superseded


@act()
def _written(handing: Handing) -> Mail:
    """The e-mail, what it tells, and when the next is due: all of it or nothing."""
    _advance(handing.reader, handing.now, handing.found)
    mail = Mail.objects.create(
        person_id=handing.reader.pk,
        items=len(handing.telling),
        stop_hash=link_tokens.digest(handing.token),
        detail={"note": marker.name()} | {each: _text(handing.reader, each) for each in TIMES},
    )
    readers.know(handing.reader.pk, handing.telling, mail)
    for device in devices.of(handing.reader.person):
        app.configure_task(PUSH, queue=QUEUE).defer(device_id=device.pk, mail_id=mail.pk)
    return mail


def _advance(reader: Reader, now: datetime, found: Shown) -> None:
    """The parent's turn is over until it is due again. Raises `Superseded` where it was over
    already."""
    times = readers.next_times(now, found.zone)
    due_now = due.paces(reader, now)
    changed: dict[str, object] = {"look_at": None, "wait_until": None, "turn": F("turn") + 1}
    if Pace.DAILY in due_now or reader.daily_at is None:
        changed["daily_at"] = times["daily_at"]
    if Pace.WEEKLY in due_now or reader.weekly_at is None:
        changed["weekly_at"] = times["weekly_at"]
    mine = Reader.objects.filter(pk=reader.pk, turn=reader.turn, stopped_at=None)
    if not mine.update(**changed):
        raise Superseded


def _ended(handing: Handing, state: MailState, problem: Reason | None = None) -> None:
    kept = {} if problem is None else problem.columns
    assert handing.mail is not None  # noqa: S101  # for the type checker: it was handed over
    Mail.objects.filter(pk=handing.mail.pk).update(state=state, ended_at=Now(), **kept)


def _not_taken(handing: Handing, problem: Reason) -> bool:
    """What may be taken later is told later, with what is new by then; what was refused for good
    failed. Where the server's answer to the whole e-mail was lost, it may have taken it: it counts
    as told, because none is told twice."""
    if handing.mail is not None and problem.code == Why.SERVER_AWAY:
        _ended(handing, MailState.SENT)
        return True
    if problem.may_be_later or problem.code in OF_ALL:
        _take_back(handing)
        if problem.code in OF_ALL:
            raise NotNow(problem.code)
        return False
    if handing.mail is None:
        try:
            handing.mail = _written(handing)
        except Superseded:
            return False
    _ended(handing, MailState.FAILED, problem)
    return False


@act()
def _take_back(handing: Handing) -> None:
    """It was not taken: whose turn it was has it again, after others."""
    before, mail = handing.reader, handing.mail
    if mail is not None:
        Told.objects.filter(mail=mail).delete()
        Mail.objects.filter(pk=mail.pk).delete()
    Reader.objects.filter(pk=before.pk).update(
        look_at=before.look_at,
        daily_at=before.daily_at,
        weekly_at=before.weekly_at,
        wait_until=moment() + LATER,
    )
