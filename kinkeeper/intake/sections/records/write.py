"""Writes the records of a plan: what goes first, then what others rest on before them."""

from collections.abc import Mapping

from kinkeeper.intake.directory.records_series import params_of
from kinkeeper.intake.models import PlannedRecord
from kinkeeper.intake.sections.apply_context import ApplyContext, Stale
from kinkeeper.intake.sections.records import statements
from kinkeeper.journal.record import record
from kinkeeper.lib import db, locks
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import OrganisationKind
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.vocabulary import RecordAct


def write(work: ApplyContext) -> None:
    """Raises `Stale` where a record is no longer as planned, or an organisation came that nobody
    could tell from one that the plan makes."""
    planned = _planned(work)
    params = work.params | params_of(work.roster_import)

    def run(statement: str, kind: Kind) -> int:
        return db.run(statement, params | {"kind": kind.name})

    _beside_hands(planned, params)
    done = 0
    for kind in reversed(KINDS):
        gone = planned.get((kind.name, RecordAct.REMOVE), 0)
        if gone and run(statements.remove(kind), kind) != gone:
            raise Stale("records")
    for kind in KINDS:
        if kind is SCHOOLS:
            _organisations(work, params)
        changed = planned.get((kind.name, RecordAct.CHANGE), 0)
        if changed and run(statements.change(kind), kind) != changed:
            raise Stale("records")
        new = planned.get((kind.name, RecordAct.CREATE), 0)
        if new:
            run(statements.create(kind), kind)
        if kind is SCHOOLS and (new or changed):
            run(statements.SET_ZONES, kind)
            run(statements.FOLLOW_ZONES, kind)
        done += changed + new
        work.tell(done)


def _beside_hands(planned: Mapping[tuple[str, str], int], params: Mapping[str, object]) -> None:
    """Whoever enters something of the same by hand has done so, or waits. Raises `Stale`."""
    shared = [kind for kind in KINDS if kind.shared_with_hands]
    shared = [kind for kind in shared if any(kind.name == name for name, _act in planned)]
    if shared:
        locks.take(locks.Lock.BY_HAND)
    for kind in shared:
        if db.value(statements.by_hand(kind), {**params, "kind": kind.name}):
            raise Stale("records")


def _planned(work: ApplyContext) -> dict[tuple[str, str], int]:
    """(kind, act) -> how many lines."""
    found = db.rows(
        "SELECT kind, act, count(*) FROM intake_plannedrecord WHERE roster_import_id = %s "
        "GROUP BY kind, act",
        [work.roster_import.pk],
    )
    return {(kind, act): count for kind, act, count in found}


def _organisations(work: ApplyContext, params: dict[str, object]) -> None:
    if not PlannedRecord.objects.filter(
        roster_import=work.roster_import, kind=SCHOOLS.name
    ).exists():
        return
    for path, leaf in db.rows(statements.PLACES, params | {"kind": SCHOOLS.name}):
        try:
            _node, made = tree.ensure(path, leaf=OrganisationKind(leaf))
        except tree.BadPath as error:
            raise Stale("places") from error
        for new in made:
            record(
                work.actor,
                "organisation.added",
                import_id=work.roster_import.pk,
                data={"path": new},
            )
