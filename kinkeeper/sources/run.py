"""Asks a source once: fetch, import, and apply where it is trusted for all that would happen."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Now

from kinkeeper.intake import locks as at_import
from kinkeeper.intake.apply.apply_plan import Guarded, NotPlanned, Stale, apply
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.intake.upload.discard import discard
from kinkeeper.intake.upload.receive import receive
from kinkeeper.intake.upload.unpack import whole_school_files
from kinkeeper.journal.actor import SOURCE, Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.works_for import works_for
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.reach import Reach
from kinkeeper.organisations.tree import Place
from kinkeeper.people.models import Person
from kinkeeper.roster.options import Options
from kinkeeper.roster.records.whole_school import is_of_school
from kinkeeper.roster.vocabulary import About
from kinkeeper.sources import earlier_runs, locks, notify, sealed_secret
from kinkeeper.sources.fetch import Ask, Fetched, NothingNew, fetch
from kinkeeper.sources.models import Outcome, Run, Source
from kinkeeper.sources.owner import rights
from kinkeeper.sources.run_failed import Failure
from kinkeeper.sources.trust import objections

TRIES = 2


class Paused(Exception):
    """The source is paused; it is asked by nobody until a person resumes it."""


@dataclass(frozen=True)
class End:
    outcome: Outcome
    code: str
    detail: dict[str, Any] = field(default_factory=dict)


def run(source: Source, *, by_hand: bool = False) -> Run:
    """The run, ended. `by_hand` reads anew what was read before; on a
    schedule such a file is left alone.

    Each step is a transaction of its own: a process that dies leaves an open run, which the next
    one closes as failed. Raises `Paused`, `OnHold`, and `locks.Busy` while another process is at
    the source.
    """
    restore_hold.refuse()
    with locks.held(source.pk):
        source.refresh_from_db()
        if source.paused_at is not None:
            raise Paused
        with works_for(source.owner_id):
            return _run(source, by_hand=by_hand)


def _run(source: Source, *, by_hand: bool) -> Run:
    earlier_runs.close_dead(source)
    earlier_runs.forget_unchanged(source)
    made = Run.objects.create(source=source)
    try:
        end = _asked(made, by_hand=by_hand)
    except Failure as failure:
        end = End(Outcome.FAILED, failure.code, failure.detail)
    except Exception:
        _end(made, End(Outcome.FAILED, "unexpected"))
        raise
    _end(made, end)
    return made


def _asked(made: Run, *, by_hand: bool) -> End:
    source = made.source
    owner, reach = rights(source)
    last = earlier_runs.last_taken(source)
    known = _known(last, by_hand=by_hand)
    try:
        got = fetch(_ask(source, etag=last.etag if last is not None and known else ""))
    except NothingNew as nothing:
        same = nothing.code == "same" and known is not None
        return known if same and known else End(Outcome.UNCHANGED, nothing.code)
    same = last is not None and last.digest == got.digest
    if known is not None and same:
        return known
    return _imported(made, got, owner, reach, again=same)


def _ask(source: Source, *, etag: str) -> Ask:
    return Ask(
        kind=source.kind,
        address=source.address,
        take=source.take,
        username=source.username,
        secret=sealed_secret.opened(source),
        host_key=source.host_key,
        etag=etag,
        records=source.about != About.PEOPLE,
    )


def _known(last: Run | None, *, by_hand: bool) -> End | None:
    """What the same files as last time mean; None: they must be imported again."""
    roster_import = earlier_runs.newest(last.roster_import) if last is not None else None
    if last is None or roster_import is None:
        return None
    if roster_import.state == ImportState.APPLIED:
        anew = by_hand or earlier_runs.mean_something_else(last.source)
        return None if anew else End(Outcome.UNCHANGED, "same")
    if roster_import.state == ImportState.PLANNED and last.outcome == Outcome.WAITING:
        return End(Outcome.UNCHANGED, "still-waits", {"import": roster_import.pk})
    if roster_import.state == ImportState.REFUSED and not by_hand:
        return End(Outcome.REFUSED, "file-again")
    if roster_import.state in {ImportState.DISCARDED, ImportState.UNDONE} and not by_hand:
        return End(Outcome.UNCHANGED, "put-away", {"import": roster_import.pk})
    return None  # it died half-way, or became stale and its files are gone


def _imported(made: Run, got: Fetched, owner: Person | None, reach: Reach, *, again: bool) -> End:
    """`again`: the files are those of the last time."""
    source = made.source
    actor = Actor(source.owner_id, owner.full_name if owner else source.owner_name, _origin(source))
    with act():
        roster_import = receive(
            actor,
            reach=reach,
            person=owner,
            files=_files(source, got),
            place=Place(source.organisation.path, source.organisation),
            options=Options.from_json(source.options),
        )
        made.roster_import, made.digest, made.etag = roster_import, got.digest, got.etag
        made.save(update_fields=["roster_import", "digest", "etag"])
    try:
        roster_import = prepare(roster_import, actor)
    except at_import.Busy:  # a person found it in the list within this moment
        return End(Outcome.WAITING, "taken-over")
    if roster_import.state != ImportState.PLANNED:
        return End(Outcome.REFUSED, "file")
    if again and is_empty(roster_import):  # nothing of it is worth a line in the list
        discard(actor, roster_import)
        Run.objects.filter(pk=made.pk).update(roster_import=None, digest="", etag="")
        return End(Outcome.UNCHANGED, "same")
    earlier_runs.put_away(source, roster_import, actor)
    return _applied(made, roster_import, actor)


def _files(source: Source, got: Fetched) -> list[tuple[str, bytes]]:
    """Of a whole school its own files; without one of them all that came, which is refused."""
    if source.about != About.EVERYTHING:
        return list(got.files)
    found = [each for name, data in got.files for each in whole_school_files(name, data)]
    return [each for each in found if is_of_school(each[0])] or found


def _applied(made: Run, roster_import: Import | None, actor: Actor) -> End:
    """Applies what is trusted, once more from a new plan where the site changed in between. Rights,
    trust and pause are looked at again: reading a large file takes its time."""
    for _try in range(TRIES):
        if roster_import is None or roster_import.state != ImportState.PLANNED:
            break
        made.source.refresh_from_db()
        rights(made.source)
        if made.source.paused_at is not None:
            return End(Outcome.WAITING, "paused")
        why = objections(roster_import, made.source, earlier_runs.last_word(made.source))
        if why:
            return End(Outcome.WAITING, "needs-a-person", {"why": why})
        try:
            made.roster_import = apply(roster_import, actor)
        except Stale as stale:
            roster_import = renew(roster_import, actor, stale.reason)
            made.roster_import = roster_import or made.roster_import
            made.save(update_fields=["roster_import"])
        except (at_import.Busy, NotPlanned, Guarded):
            return End(Outcome.WAITING, "taken-over")
        else:
            return End(Outcome.APPLIED, "applied")
    return End(Outcome.WAITING, "site-changed")


def _origin(source: Source) -> str:
    return f"{SOURCE}{source.name}"


def _end(made: Run, end: End) -> None:
    """Written and journaled; whoever answers for the source hears of what is news."""
    made.outcome, made.code, made.detail = end.outcome, end.code, end.detail
    news = end.outcome == Outcome.APPLIED or notify.is_news(made)
    with act():
        Run.objects.filter(pk=made.pk).update(
            outcome=end.outcome, code=end.code, detail=end.detail, ended_at=Now()
        )
        if news:
            source = made.source
            record(
                Actor(source.owner_id, source.owner_name, _origin(source)),
                "source.run",
                organisation_id=source.organisation_id,
                import_id=made.roster_import_id,
                data={"name": source.name, "outcome": end.outcome, "code": end.code},
            )
    if notify.is_news(made):
        notify.tell(made)
    made.refresh_from_db()
