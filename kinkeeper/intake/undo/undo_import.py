"""Undoes an import, or foresees what an undo would do: the same act, rolled back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.credentials.void import void_for
from kinkeeper.families import arrival_lock
from kinkeeper.intake import accounts_out_of_reach, locks
from kinkeeper.intake.models import Import, State
from kinkeeper.intake.undo import people, questions, relationships, usernames_and_organisations
from kinkeeper.intake.undo.summary import MOST, Undone, told
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.organisations.reach import Reach, as_setter
from kinkeeper.people.shown_names import ByName
from kinkeeper.roster.fields import OPENS


class NotApplied(Exception):
    """The import was never applied, or is taken back already."""


class TooOld(Exception):
    """The lines of its plan are no longer kept (`thin`); the text says so."""


class Differs(Exception):
    """The site changed since the undo was shown, and it would do something else now."""


@dataclass(frozen=True)
class Job:
    roster: Import
    reach: Reach

    def run(self, statement: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.params)
            return int(cursor.rowcount)

    def ids(self, query: str) -> list[int]:
        return [int(row[0]) for row in self.rows(query)]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, self.params)
            return list(cursor.fetchall())

    @property
    def params(self) -> dict[str, Any]:
        return {
            "roster": self.roster.pk,
            "source": f"import:{self.roster.pk}",
            "within": self.reach.ids(),
            "most": MOST,
            "opens": list(OPENS),
            "setter": as_setter(self.reach),
        }


class _RolledBack(Exception):
    def __init__(self, undone: Undone) -> None:
        super().__init__()
        self.undone = undone


def foresee(roster: Import, actor: Actor, reach: Reach) -> Undone:
    """What `undo` would do now; nothing is changed. Raises `NotApplied`, `TooOld`, `live.Busy`."""
    try:
        with transaction.atomic():
            raise _RolledBack(_undo(Job(roster, reach), actor, lambda: None))
    except _RolledBack as shown:
        return shown.undone
    finally:
        roster.refresh_from_db()


def undo(
    roster: Import,
    actor: Actor,
    reach: Reach,
    *,
    shown: str | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Undone:
    """Takes the import back, in one transaction. `shown` is the `mark` of what a person was shown.

    Raises `NotApplied`, `TooOld`, `Differs` when it would no longer do what was shown, and
    `live.Busy`.
    """
    with transaction.atomic():
        undone = _undo(Job(roster, reach), actor, waiting)
        if shown is not None and shown != undone.mark:
            raise Differs
    return undone


def _undo(job: Job, actor: Actor, waiting: Callable[[], None]) -> Undone:
    locks.claim(job.roster.pk)
    if not locks.claim_site():
        waiting()
        locks.wait_for_site()
    arrival_lock.applying()
    job.roster.refresh_from_db()
    if job.roster.state != State.APPLIED:
        raise NotApplied
    if job.roster.thinned_at is not None:
        raise TooOld(
            _(
                "Import %(id)s can no longer be taken back: its lines were let go on %(day)s. "
                "Correct by hand, or with another file, what is wrong."
            )
            % {"id": job.roster.pk, "day": date_format(localtime(job.roster.thinned_at))}
        )
    _judge(job)
    kept_pairs, kept_people = job.rows(relationships.KEPT), job.rows(people.KEPT)
    verdicts = dict(job.rows(relationships.COUNTS)), dict(job.rows(people.COUNTS))
    waits = _pairs(job)
    for statement in questions.STATEMENTS:
        job.run(statement)
    restored, changed_since, failed = _people(job, actor)
    organisations = usernames_and_organisations.remove_empty_organisations(job.roster, actor)
    undone = told(
        job.roster,
        verdicts=verdicts,
        waits=waits,
        restored=restored,
        organisations=organisations,
        kept_people=kept_people,
        kept_pairs=kept_pairs,
        changed_since=changed_since,
        failed=failed,
        named=ByName(job.reach, actor.person_id),
    )
    job.roster.state = State.UNDONE
    job.roster.counts = job.roster.counts | {"undo": undone.as_json()}
    Import.objects.filter(pk=job.roster.pk).update(state=State.UNDONE, counts=job.roster.counts)
    record(
        actor,
        "import.undone",
        import_id=job.roster.pk,
        organisation_id=job.roster.organisation_id,
        data=undone.taken_back | {"kept": undone.kept_count, "failed": len(undone.failed)},
    )
    return undone


def _judge(job: Job) -> None:
    job.run("DROP TABLE IF EXISTS undo_touched, undo_named, undo_pair, undo_person")
    job.run(relationships.TOUCHED)
    job.run(relationships.NAMED)
    job.run(relationships.JUDGE)
    job.run(people.JUDGE.format(outside="" if job.reach.whole_site else people.OUTSIDE))
    job.run("ANALYZE undo_person")
    job.run(relationships.STAY)


def _pairs(job: Job) -> int:
    """How many waits went or wait again."""
    job.run(relationships.DELETE)
    job.run(relationships.RESTORE)
    job.run(relationships.UNSAY)
    job.run(relationships.SPEAK_AGAIN)
    job.run(relationships.GRANT_AGAIN)
    job.run(relationships.REDATE_WAITS)
    job.run(relationships.FORGET_DAYS)
    job.run(relationships.HAND_OVER_WAITS)
    gone = job.run(relationships.FORGET_WAITS)
    return gone + job.run(relationships.WAIT_AGAIN) + job.run(relationships.UNEND_WAITS)


def _people(job: Job, actor: Actor) -> tuple[int, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """How many got their values back; (id, names, field) of what somebody changed since; and the
    same, with why, of what could not be taken back."""
    accounts_out_of_reach.stage(people.OPENED, job.reach, job.params)
    changed_since = job.rows(people.CHANGED_SINCE)
    shut = [(*row, "shared") for row in job.rows(people.KEPT_SHUT)]
    owned = [(*row, "owned") for row in job.rows(people.OWNED)]
    restored = job.rows(people.COUNT_RESTORED)[0][0]
    taken = [
        (*row, "taken")
        for row in usernames_and_organisations.rename_back(job.rows(people.USERNAMES))
    ]
    job.run(people.RESTORE)
    for statement in people.ADDRESSES:
        job.run(statement)
    void_for(actor, job.ids(people.ELSEWHERE), why="contact-changed")
    job.run(people.LEAVE)
    job.run(people.BELONG_AGAIN)
    for statement in people.DELETE:
        job.run(statement.format(gone=people.GONE))
    passwords = [(*row, "password", "forgotten") for row in job.rows(people.PASSWORDS)]
    return restored, changed_since, [*taken, *passwords, *shut, *owned]
