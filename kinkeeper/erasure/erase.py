"""Erases a person's data. Asked for at once, done by a worker: the journal is emptied by the
workers' role of the database alone."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from kinkeeper.erasure import journal_lines, names, noted, remembered, tables
from kinkeeper.erasure.foresee import accounts, fit, reasoned, still_asked
from kinkeeper.families import arrival_lock
from kinkeeper.families.models import Relationship
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import db, locks
from kinkeeper.lib.asking import act
from kinkeeper.lib.locks import Lock
from kinkeeper.organisations.reach import Reach
from kinkeeper.people import erased
from kinkeeper.people.erasure_models import Erasure, WhyStopped
from kinkeeper.people.models import FormerKey, Membership, Person, PersonState
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.trash import trash

# Columns that bear a name beside a number, wherever they are.
BESIDE = """
SELECT named.table_name, named.column_name, number.column_name
FROM information_schema.columns named
JOIN information_schema.columns number ON number.table_schema = 'public'
    AND number.table_name = named.table_name AND number.data_type = 'bigint'
    AND number.column_name IN (regexp_replace(named.column_name, '_name$', ''),
                               regexp_replace(named.column_name, '_name$', '_id'))
WHERE named.table_schema = 'public' AND named.column_name ~ '_(by|owner)_name$|^owner_name$'
    AND named.table_name NOT IN ('journal_entry') ORDER BY 1, 2
"""
KINDS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND column_name = ANY(%s)
"""


@act()
def ask(actor: Actor, person: Person, *, reason: str, reach: Reach) -> Erasure:
    """The person is in the trash from now on, and `carry_out` erases them; restoring the person
    stops it. Raises `Refusal`."""
    arrival_lock.arriving()
    people = fit(actor, person, reach)
    why = reasoned(reason, people)
    again = waiting().filter(people__0=person.pk).first()
    if again is not None:
        return again
    if person.state != PersonState.TRASHED:
        trash(actor, person, reach=reach)
    found = Erasure.objects.create(
        people=[each.pk for each in people],
        profile=person.profile,
        reason=why,
        asked_by=actor.person_id,
        asked_by_name=actor.name,
    )
    record(actor, "person.erasure-asked", person_id=person.pk, data={"erasure": found.pk})
    return found


def waiting() -> QuerySet[Erasure]:
    """Asked for, and neither done nor stopped."""
    return Erasure.objects.filter(done_at=None, stopped_at=None)


@act()
def carry_out(actor: Actor, erasure: Erasure, reach: Reach) -> bool:
    """Whether the person is erased now. Whatever was asked when it was ordered is asked once more,
    with everything locked that could change it. Raises `Busy` while an import is read or applied or
    the journal is sealed, `Refusal`, and `journal_lines.NotWhole`."""
    _alone()
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if erasure.done_at is not None or erasure.stopped_at is not None:
        return False
    person = Person.objects.select_for_update().filter(pk=erasure.people[0]).first()
    if person is not None:
        people = accounts(person)
        list(Person.objects.select_for_update().filter(pk__in=[each.pk for each in people]))
        _no_block_meanwhile(people)
        still_asked(person)
        fit(actor, person, reach)
        _erase(actor, erasure, people)
    Erasure.objects.filter(pk=erasure.pk).update(done_at=Now())
    return person is not None


@act()
def stop(actor: Actor, erasure: Erasure, why: str) -> None:
    """What was asked for is not done; the person stays in the trash, and it can be asked for
    again. `why` is the code of a refusal."""
    because = WhyStopped(why)
    if waiting().filter(pk=erasure.pk).update(stopped_at=Now(), stopped_because=because):
        about = {"erasure": erasure.pk, "code": because}
        record(actor, "person.erasure-stopped", person_id=erasure.people[0], data=about)


@act()
def let_in(actor: Actor, erasure: Erasure, *, reason: str, reach: Reach) -> None:
    """Files and hands may bring the person again from now on; nothing comes back by that. Raises
    `Refusal`."""
    if not reach.whole_site:
        raise Refusal("not-allowed", _("Only a system administrator can let someone in again."))
    why = reason.strip()[:2000]
    if not why:
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    standing = Erasure.objects.filter(pk=erasure.pk, let_in_at=None).exclude(done_at=None)
    done = standing.update(
        let_in_at=timezone.now(),
        let_in_by=actor.person_id,
        let_in_by_name=actor.name,
        let_in_reason=why,
        marks=[],
    )
    if not done:
        raise Refusal("not-erased", _("There is no such erasure, or it has ended."))
    about = {"erasure": erasure.pk, "reason": why}
    record(actor, "person.let-in-again", person_id=erasure.people[0], data=about)


def _no_block_meanwhile(people: Sequence[Person]) -> None:
    """Until this is committed nobody changes one of their relationships (K27)."""
    numbers = [each.pk for each in people]
    whose = Q(parent__in=numbers) | Q(child__in=numbers)
    list(Relationship.objects.select_for_update(of=("self",)).filter(whose).order_by("pk"))


def _alone() -> None:
    """Nobody applies, undoes or reads an import, merges, arrives or seals the journal meanwhile."""
    db.run("SET LOCAL statement_timeout = 0")
    locks.claim(Lock.SITE, 0)
    locks.claim(Lock.JOURNAL, 0)
    open_ones = Import.objects.filter(state__in=[ImportState.RECEIVED, ImportState.PLANNED])
    for number in open_ones.values_list("pk", flat=True):
        locks.claim(Lock.IMPORT, number)
    arrival_lock.applying()


def _erase(actor: Actor, erasure: Erasure, people: Sequence[Person]) -> None:
    meant = names.of(people)
    former = FormerKey.objects.filter(person__in=meant.people).values_list("sync_key", flat=True)
    places = Membership.objects.filter(person__in=meant.people)
    Erasure.objects.filter(pk=erasure.pk).update(
        people=meant.people,
        marks=erased.marks([_values(each) for each in people], former),
        organisations=sorted(set(places.values_list("organisation_id", flat=True))),
    )
    noted.note(meant.people)
    lines = journal_lines.empty(meant)
    gone = _delete(meant)
    _strike(meant)
    about = {"erasure": erasure.pk, "reason": erasure.reason, "lines": lines, "rows": gone.total()}
    record(actor, "person.erased", person_id=people[0].pk, data=about)


def _values(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in erased.FIELDS} | {"email": person.stated_email}


def _delete(meant: names.Names) -> Counter[str]:
    gone: Counter[str] = Counter()
    for table, which in tables.FIRST.items():
        gone[table] += db.run(f"DELETE FROM {table} line {which}", meant.parameters)  # noqa: S608  # names of ours
    for table, columns in tables.GOES.items():
        said = " OR ".join(f"{column} = ANY(%(people)s)" for column in columns)
        gone[table] += db.run(f"DELETE FROM {table} WHERE {said}", meant.parameters)  # noqa: S608  # as above
    return gone


def _strike(meant: names.Names) -> None:
    for statement in tables.EMPTIED:
        db.run(statement, meant.parameters)
    struck = dict(tables.STRUCK)
    if not meant.worked:
        struck |= tables.SET_BY
        for table, name, number in db.rows(BESIDE):
            query = f"UPDATE {table} SET {name} = '' WHERE {number} = ANY(%(people)s)"  # noqa: S608  # of the catalogue
            db.run(query, meant.parameters)
    for table, columns in struck.items():
        _strike_out(table, columns, meant)
    remembered.strike(meant)


def _strike_out(table: str, columns: Sequence[str], meant: names.Names) -> None:
    kinds = dict(db.rows(KINDS, [table, list(columns)]))
    for column in columns:
        text = f'"{column}"::text'
        cast = "::jsonb" if kinds[column] == "jsonb" else ""
        struck = f"regexp_replace({text}, %(said)s, %(struck)s, 'g'){cast}"
        query = f'UPDATE {table} SET "{column}" = {struck} WHERE {text} ~ %(said)s'  # noqa: S608  # names of ours
        db.run(query, meant.parameters)
