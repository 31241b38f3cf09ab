"""Applies a stored plan, exactly as shown, in one transaction: all of it or nothing (K10, K11)."""

from collections.abc import Callable
from dataclasses import replace

from django.db import IntegrityError
from django.db.models.functions import Now

from kinkeeper.families import arrival_lock
from kinkeeper.intake import locks
from kinkeeper.intake.apply import premises, second_person
from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import About, Import, ImportState
from kinkeeper.intake.new_schools import new_schools as schools_of
from kinkeeper.intake.new_schools import other_reasons
from kinkeeper.intake.sections.apply_context import ApplyContext, Stale
from kinkeeper.intake.sections.plan_lines import analyse, grown
from kinkeeper.intake.sections.section import Section
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations import tree
from kinkeeper.roster.plan.section import moved

__all__ = ["Guarded", "NotPlanned", "Stale", "apply"]


MANY = 2_000  # lines of a plan from which on statistics are worth their time


class NotPlanned(Exception):
    """The import has no plan to apply: it was refused, discarded, or is not read yet."""


class Guarded(Exception):
    """A guard stops the plan until a person, or two, accept what it would do, with a reason."""


def apply(
    roster_import: Import,
    actor: Actor,
    *,
    accept: str = "",
    new_schools: bool = False,
    waiting: Callable[[], None] | None = None,
) -> Import:
    """The import as *applied*; on an applied one nothing happens. `accept` is the reason for which
    a person lets it pass a guard, and `new_schools` says that the schools it makes are new ones and
    no slips. `waiting` is called when another import is being applied just
    now and this one has to wait for it.

    Raises `NotPlanned`, `Guarded`, `Stale`, and `locks.Busy` when another process applies this
    very import.
    """
    try:
        with locks.reporting(roster_import, locks.APPLYING) as reporter, act():
            locks.claim(roster_import.pk)
            if not locks.claim_site():
                if waiting is not None:
                    waiting()
                locks.wait_for_site()
            roster_import.refresh_from_db()
            if roster_import.state == ImportState.APPLIED:
                return roster_import
            if roster_import.state != ImportState.PLANNED or roster_import.bundle_id is not None:
                raise NotPlanned
            _pass_the_guard(roster_import, actor, accept.strip(), new_schools=new_schools)
            write(roster_import, actor, reporter)
    except IntegrityError as error:  # somebody took a key, a name or a relationship meanwhile
        raise Stale("unique") from error
    return roster_import


def _pass_the_guard(roster_import: Import, actor: Actor, accept: str, *, new_schools: bool) -> None:
    new = [each["path"] for each in schools_of(roster_import)]
    if new and new_schools:
        record(
            actor,
            "schools.confirmed",
            import_id=roster_import.pk,
            organisation_id=roster_import.organisation_id,
            data={"paths": new},
        )
    reasons = (roster_import.counts.get("guard") or {}).get("reasons", [])
    if not reasons or (new_schools and not other_reasons(roster_import)):
        return
    two = second_person.needed(roster_import)
    if not accept or (two and not second_person.confirms(actor, roster_import)):
        raise Guarded
    record(
        actor,
        "guard.accepted",
        import_id=roster_import.pk,
        organisation_id=roster_import.organisation_id,
        data={"reason": accept[:2000], "guards": [reason["code"] for reason in reasons]},
    )


def write(roster_import: Import, actor: Actor, reporter: locks.Reporter) -> None:
    """Within a transaction; whether a guard objects is no question here. Raises `Stale`."""
    if roster_import.about == About.EVERYTHING:
        for part in roster_import.steps.order_by("pk"):
            write(part, actor, reporter)
        _applied(roster_import)
        _recorded(roster_import, actor)
        return
    sections = sections_of(roster_import)
    sizes = [section.size(roster_import) for section in sections]
    work = ApplyContext(roster_import, actor, reporter, sum(sizes))
    work.tell(0)
    if work.total > MANY:  # else the statements that join these tables would be planned blindly
        analyse([table for section in sections for table in section.plan_tables])
    arrival_lock.applying()
    false = premises.broken(roster_import)
    if false is not None:
        raise Stale(false)
    for section, size in zip(sections, sizes, strict=True):
        work.tell(0)
        section.write(work)
        # else all that is asked next would be planned blindly, until the database looks by itself
        if _moved(roster_import, section) > MANY:
            analyse(grown(section.site_tables))
        work = replace(work, before=work.before + size)
    _applied(roster_import)
    named_people.forget(roster_import)
    for section in reversed(sections):  # about children first, in the inbox, too
        section.ask(work)
    _recorded(roster_import, actor)
    work.tell(0)


def _applied(roster_import: Import) -> None:
    Import.objects.filter(pk=roster_import.pk).update(
        state=ImportState.APPLIED,
        ended_at=Now(),
        organisation=tree.nearest(roster_import.place),
    )
    roster_import.state = ImportState.APPLIED


def _recorded(roster_import: Import, actor: Actor) -> None:
    if not roster_import.counts.get("rows_with_errors"):
        storage.forget(roster_import)  # else it waits, at most its 24 hours, to be mended
    names = [section.core.name for section in sections_of(roster_import)]
    record(
        actor,
        "import.applied",
        import_id=roster_import.pk,
        organisation_id=roster_import.organisation_id,
        data={name: roster_import.counts[name] for name in names if name in roster_import.counts},
    )


def _moved(roster_import: Import, section: Section) -> int:
    """How many things the section changes."""
    return moved(roster_import.counts, section.core)
