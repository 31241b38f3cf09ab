"""Erasures that were asked for are carried out by a worker."""

import logging

from procrastinate.contrib.django import app

from kinkeeper.erasure import erase, noted
from kinkeeper.erasure.journal_lines import NotWhole
from kinkeeper.journal.actor import ON_SCHEDULE, Actor
from kinkeeper.journal.record import deny
from kinkeeper.lib.asking import act
from kinkeeper.lib.locks import Busy
from kinkeeper.lib.retry import Patience
from kinkeeper.lib.works_for import works_for
from kinkeeper.organisations.reach import Reach
from kinkeeper.organisations.restore_hold import unhandled
from kinkeeper.people.erasure_models import Erasure, WhyStopped
from kinkeeper.people.models import Person
from kinkeeper.people.reach import reach_now
from kinkeeper.registry.refusals import Refusal

AGAIN = Patience(tries=3, wait=5)
log = logging.getLogger(__name__)


@app.task(name="people.erase", queue="site", retry=AGAIN)
def erase_person(erasure_id: int) -> None:
    found = erase.waiting().filter(pk=erasure_id).first()
    if found is None or unhandled():
        return
    who = Actor(found.asked_by, found.asked_by_name, ON_SCHEDULE)
    with works_for(who.person_id):
        reach = reach_now(who.person_id)
        if not reach.whole_site:
            deny(who, "person.erasure", person_id=found.people[0])
        try:
            erase.carry_out(who, found, reach)
        except Refusal as refusal:
            erase.stop(who, found, refusal.code)
        except NotWhole as error:
            log.error("Entry %s of the journal was altered, so nobody was erased", error)
            erase.stop(who, found, WhyStopped.JOURNAL_ALTERED)


@app.periodic(cron="7 * * * *")
@app.task(name="people.erase-waiting", queue="site", queueing_lock="people.erase-waiting")
def erase_waiting(timestamp: int) -> None:
    """Whoever still waits, because an import was at work for longer than a job is tried again."""
    for number in erase.waiting().order_by("pk").values_list("pk", flat=True):
        try:
            erase_person(number)
        except Busy:
            continue
        except Exception:  # one that cannot be done keeps no other waiting
            log.exception("Erasure %s could not be carried out", number)
    noted.complete()


def order(actor: Actor, person: Person, *, reason: str, reach: Reach) -> Erasure:
    """As `erase.ask`, and a worker carries it out once this is committed. Raises `Refusal`."""
    with act():
        asked = erase.ask(actor, person, reason=reason, reach=reach)
        erase_person.defer(erasure_id=asked.pk)
    return asked
