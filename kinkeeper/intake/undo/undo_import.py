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
from kinkeeper.intake.models import Import, ImportState
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
    """The lines of its plan are no longer kept (`retention`); the text says so."""


class Differs(Exception):
    """The site changed since the undo was shown, and it would do something else now."""


@dataclass(frozen=True)
class Job:
    roster_import: Import
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
            "roster_import": self.roster_import.pk,
            "source": f"import:{self.roster_import.pk}",
            "within": self.reach.ids(),
            "most": MOST,
            "opens": list(OPENS),
            "setter": as_setter(self.reach),
        }


class _RolledBack(Exception):
    def __init__(self, undone: Undone) -> None:
        super().__init__()
        self.undone = undone


def foresee(roster_import: Import, actor: Actor, reach: Reach) -> Undone:
    """What `undo` would do now; nothing is changed. Raises `NotApplied`, `TooOld`, `locks.Busy`."""
    try:
        with transaction.atomic():
            raise _RolledBack(_undo(Job(roster_import, reach), actor, lambda: None))
    except _RolledBack as shown:
        return shown.undone
    finally:
        roster_import.refresh_from_db()


def undo(
    roster_import: Import,
    actor: Actor,
    reach: Reach,
    *,
    shown: str | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Undone:
    """Takes the import back, in one transaction. `shown` is the `mark` of what a person was shown.

    Raises `NotApplied`, `TooOld`, `Differs` when it would no longer do what was shown, and
    `locks.Busy`.
    """
    with transaction.atomic():
        undone = _undo(Job(roster_import, reach), actor, waiting)
        if shown is not None and shown != undone.mark:
            raise Differs
    return undone


def _undo(job: Job, actor: Actor, waiting: Callable[[], None]) -> Undone:
    locks.claim(job.roster_import.pk)
    if not locks.claim_site():
        waiting()
        locks.wait_for_site()
    arrival_lock.applying()
    job.roster_import.refresh_from_db()
    if job.roster_import.state != ImportState.APPLIED:
        raise NotApplied
    if job.roster_import.thinned_at is not None:
        raise TooOld(
            _(
                "Import %(id)s can no longer be undone: its rows were deleted on %(day)s. "
                "Correct what is wrong by hand, or with another file."
            )
            % {
                "id": job.roster_import.pk,
                "day": date_format(localtime(job.roster_import.thinned_at)),
            }
        )
    _judge(job)
    kept_relationships, kept_people = job.rows(relationships.KEPT), job.rows(people.KEPT)
    verdicts = dict(job.rows(relationships.COUNTS)), dict(job.rows(people.COUNTS))
    pendings = _relationships(job)
    for statement in questions.STATEMENTS:
        job.run(statement)
    restored, changed_since, failed = _people(job, actor)
    organisations = usernames_and_organisations.remove_empty_organisations(job.roster_import, actor)
    undone = told(
        job.roster_import,
        verdicts=verdicts,
        pendings=pendings,
        restored=restored,
        organisations=organisations,
        kept_people=kept_people,
        kept_relationships=kept_relationships,
        changed_since=changed_since,
        failed=failed,
        named=ByName(job.reach, actor.person_id),
    )
    job.roster_import.state = ImportState.UNDONE
    job.roster_import.counts = job.roster_import.counts | {"undo": undone.as_json()}
    Import.objects.filter(pk=job.roster_import.pk).update(
        state=ImportState.UNDONE, counts=job.roster_import.counts
    )
    record(
        actor,
        "import.undone",
        import_id=job.roster_import.pk,
        organisation_id=job.roster_import.organisation_id,
        data=undone.taken_back | {"kept": undone.kept_count, "failed": len(undone.failed)},
    )
    return undone


def _judge(job: Job) -> None:
    job.run("DROP TABLE IF EXISTS undo_touched, undo_named, undo_relationship, undo_person")
    job.run(relationships.TOUCHED)
    job.run(relationships.NAMED)
    job.run(relationships.JUDGE)
    job.run(people.JUDGE.format(outside="" if job.reach.whole_site else people.OUTSIDE))
    job.run("ANALYZE undo_person")
    job.run(relationships.STAY)


def _relationships(job: Job) -> int:
    """How many pending relationships went or wait again."""
    job.run(relationships.DELETE)
    job.run(relationships.RESTORE)
    job.run(relationships.UNSAY)
    job.run(relationships.SPEAK_AGAIN)
    job.run(relationships.GRANT_AGAIN)
    job.run(relationships.REDATE_PENDINGS)
    job.run(relationships.FORGET_DAYS)
    job.run(relationships.HAND_OVER_PENDINGS)
    gone = job.run(relationships.FORGET_PENDINGS)
    return gone + job.run(relationships.PENDING_AGAIN) + job.run(relationships.UNEND_PENDINGS)


def _people(job: Job, actor: Actor) -> tuple[int, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """How many got their values back; (id, names, field) of what somebody changed since; and the
    same, with why, of what could not be taken back."""
    with accounts_out_of_reach.staged(people.OPENED, job.reach, job.params):
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
