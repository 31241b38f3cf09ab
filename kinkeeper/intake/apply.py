"""Applies a stored plan, exactly as shown, in one transaction: all of it or nothing (K10, K11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from kinkeeper.families import arrivals
from kinkeeper.intake import live, premises, transit
from kinkeeper.intake.models import Import, PlannedPair, PlannedPerson, State
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.organisations import tree

SLICE = 50_000

CREATE = """
INSERT INTO people_person (id, sync_key, username, username_folded, given_name, family_name, email,
    phone, language, birth_date, street, postal_code, city, country, profile, sealed_password,
    must_change_password)
SELECT person_id, sync_key, username, username_folded, given_name, family_name, email,
    phone, language, birth_date, street, postal_code, city, country, %(profile)s, sealed_password,
    sealed_password IS NOT NULL
FROM intake_plannedperson
WHERE roster_id = %(roster)s AND act = 'create' AND number > %(after)s AND number <= %(upto)s
ORDER BY number
"""
CHANGE = """
UPDATE people_person person
SET sync_key = planned.sync_key, username = planned.username,
    username_folded = planned.username_folded, given_name = planned.given_name,
    family_name = planned.family_name, email = planned.email, phone = planned.phone,
    language = planned.language, birth_date = planned.birth_date, street = planned.street,
    postal_code = planned.postal_code, city = planned.city, country = planned.country
FROM intake_plannedperson planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'update' AND planned.changes IS NOT NULL
  AND planned.number > %(after)s AND planned.number <= %(upto)s
  AND person.id = planned.person_id AND person.version = planned.version
"""
RESET = """
UPDATE people_person person
SET password = '', sealed_password = planned.sealed_password, must_change_password = true
FROM intake_plannedperson planned
WHERE planned.roster_id = %(roster)s AND planned.act IN ('update', 'unchanged')
  AND planned.sealed_password IS NOT NULL AND person.id = planned.person_id
"""
BELONG = """
INSERT INTO people_membership (person_id, organisation_id)
SELECT planned.person_id, place.id
FROM intake_plannedperson planned
CROSS JOIN LATERAL unnest(planned.paths) AS wanted(path)
JOIN organisations_organisation place ON place.path = wanted.path
WHERE planned.roster_id = %(roster)s AND planned.act IN ('create', 'update')
ON CONFLICT DO NOTHING
"""
# A wait that is fulfilled was asserted by the import that made it wait, not by the child's.
# Written in the order of the pairs' unique index, which makes the load a third faster.
CONNECT = """
INSERT INTO families_relationship AS pair
    (parent_id, child_id, state, kind, kind_text, sources, changed_by, changed_by_name)
SELECT DISTINCT ON (child_id, parent_id) parent_id, child_id, 'active', kind, kind_text,
    ARRAY[coalesce((SELECT source FROM families_pending WHERE id = pending_id), %(source)s)],
    %(by)s, %(name)s
FROM intake_plannedpair
WHERE roster_id = %(roster)s AND act = 'create' AND state_before IS NULL
ORDER BY child_id, parent_id
"""
RECONNECT = """
UPDATE families_relationship pair
SET state = 'active', since = now(), reason = '', sources = ARRAY[%(source)s]::varchar[],
    changed_by = %(by)s, changed_by_name = %(name)s
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'create'
  AND planned.state_before IS NOT NULL AND pair.parent_id = planned.parent_id
  AND pair.child_id = planned.child_id AND pair.version = planned.version
  AND pair.state = 'ended'
"""
WAIT = """
INSERT INTO families_pending
    (parent_id, match, value, folded, kind, kind_text, source, reach, state, made_by)
SELECT parent_id, match, value, folded, kind, kind_text, %(source)s, %(reach)s::bigint[],
    'waiting', %(by)s
FROM intake_plannedpair WHERE roster_id = %(roster)s AND act = 'pending'
ORDER BY number
"""
FULFIL = """
UPDATE families_pending wait
SET state = 'resolved', child_id = planned.child_id, ended_at = now()
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND wait.id = planned.pending_id AND wait.state = 'waiting'
"""
# A wait that came into being after the plan was made and that its pupils would fulfil.
UNFORESEEN = """
SELECT count(*) FROM intake_plannedperson planned
JOIN people_person child ON child.id = planned.person_id AND child.profile = 'pupil'
JOIN families_pending wait ON wait.state = 'waiting' AND (
       (wait.match = 'sync-key' AND wait.folded = child.sync_key)
    OR (wait.match = 'username' AND wait.folded = child.username_folded)
    OR (wait.match = 'internal-id' AND wait.folded = child.id::text))
WHERE planned.roster_id = %(roster)s AND planned.act IN ('create', 'update', 'unchanged')
  AND (wait.reach IS NULL OR EXISTS (
        SELECT FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        JOIN organisations_organisation root ON root.id = ANY(wait.reach)
        WHERE member.person_id = child.id
          AND (place.path = root.path OR starts_with(place.path, root.path || '/'))))
"""


class NotPlanned(Exception):
    """The import has no plan to apply: it was refused, discarded, or is not read yet."""


class Stale(Exception):
    """The site changed so that the plan is no longer true; nothing was written."""


@dataclass(frozen=True)
class Work:
    """One apply under way."""

    roster: Import
    actor: Actor
    reporter: live.Reporter
    total: int

    @property
    def params(self) -> dict[str, Any]:
        return {
            "roster": self.roster.pk,
            "profile": self.roster.profile,
            "source": f"import:{self.roster.pk}",
            "by": self.actor.person_id,
            "name": self.actor.name[:300],
            "reach": self.roster.reach,
        }


def apply(roster: Import, actor: Actor, *, waiting: Callable[[], None] | None = None) -> Import:
    """The import as *applied*; on an applied one nothing happens. `waiting` is called when another
    import is being applied just now and this one has to wait for it.

    Raises `NotPlanned`, `Stale`, and `live.Busy` when another process applies this very import.
    """
    reporter = live.Reporter(roster.pk, live.APPLYING)
    try:
        with transaction.atomic():
            live.claim(roster.pk)
            if not live.claim_site():
                if waiting is not None:
                    waiting()
                live.wait_for_site()
            roster.refresh_from_db()
            if roster.state == State.APPLIED:
                return roster
            if roster.state != State.PLANNED:
                raise NotPlanned
            lines = PlannedPerson.objects.filter(roster=roster).exclude(act="rejected").count()
            pairs = PlannedPair.objects.filter(roster=roster).exclude(act="rejected").count()
            _write(Work(roster, actor, reporter, lines + pairs), lines)
    except IntegrityError as error:  # somebody took a key, a name or a pair meanwhile
        raise Stale("unique") from error
    finally:
        reporter.close()
    return roster


def _write(work: Work, lines: int) -> None:
    work.reporter.tell(0, work.total)
    arrivals.applying()
    false = premises.broken(work.roster)
    if false is not None:
        raise Stale(false)
    _organisations(work)
    _people(work)
    _run(work, RESET)
    _run(work, BELONG)
    work.reporter.tell(lines, work.total)
    _pairs(work)
    _run(work, FULFIL)
    if work.roster.profile == "pupil" and _count(work, UNFORESEEN):
        raise Stale("new waits")
    Import.objects.filter(pk=work.roster.pk).update(state=State.APPLIED, ended_at=Now())
    work.roster.state = State.APPLIED
    transit.forget(work.roster)
    record(
        work.actor,
        "import.applied",
        import_id=work.roster.pk,
        organisation_id=work.roster.organisation_id,
        data={
            "people": work.roster.counts["people"],
            "relationships": work.roster.counts["relationships"],
        },
    )
    work.reporter.tell(work.total, work.total)


def _organisations(work: Work) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(paths) FROM intake_plannedperson WHERE roster_id = %s "
            "AND act IN ('create', 'update')",
            [work.roster.pk],
        )
        paths = sorted(row[0] for row in cursor.fetchall())
    for path in paths:
        _node, made = tree.ensure(path)
        if made:
            record(work.actor, "organisation.added", import_id=work.roster.pk, data={"path": path})


def _people(work: Work) -> None:
    last = (
        PlannedPerson.objects.filter(roster=work.roster)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    ) or 0
    # names may be swapped within one file, so the constraint looks at the end, and then at once
    changed = 0
    for after in range(0, last, SLICE):
        bounds = {"after": after, "upto": after + SLICE}
        changed += _run(work, CHANGE, **bounds)
        _run(work, CREATE, **bounds)
        work.reporter.tell(min(after + SLICE, last), work.total)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS person_username_unique IMMEDIATE")
        cursor.execute("SET CONSTRAINTS person_username_unique DEFERRED")
    planned = PlannedPerson.objects.filter(
        roster=work.roster, act="update", changes__isnull=False
    ).count()
    if changed != planned:
        raise Stale("people")


def _pairs(work: Work) -> None:
    _run(work, CONNECT)
    again = PlannedPair.objects.filter(
        roster=work.roster, act="create", state_before__isnull=False
    ).count()
    if _run(work, RECONNECT) != again:
        raise Stale("pairs")
    _run(work, WAIT)


def _run(work: Work, statement: str, **more: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**work.params, **more})
        return int(cursor.rowcount)


def _count(work: Work, query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, work.params)
        return int(cursor.fetchone()[0])
