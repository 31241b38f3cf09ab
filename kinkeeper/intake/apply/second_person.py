"""Two people let an import pass a guard, where an organisation wants it so (R-062).

What the first has said stands with the plan: another plan, also of the same file, is another
question. Who asked must still be allowed to when the other confirms.
"""

from django.utils.timezone import now

from kinkeeper.families.second_person import is_same
from kinkeeper.intake.models import Import
from kinkeeper.intake.new_schools import other_reasons
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.large_imports import needs_two
from kinkeeper.people.reach import reach_now

ASKED = "asked"  # among the counts of a plan: by whom (internal ID), when and why


class NoOne(Exception):
    """Of two acts of the command line no one knows whose they are."""


@whole_site()
def needed(roster_import: Import) -> bool:
    """Where a guard objects to more than the name of a school."""
    return bool(other_reasons(roster_import)) and needs_two(roster_import.place)


def asked_by(roster_import: Import) -> int | None:
    """Who has asked, if they still may."""
    asked = roster_import.counts.get(ASKED)
    return asked["by"] if asked is not None and may_still(asked["by"], roster_import) else None


def confirms(actor: Actor, roster_import: Import) -> bool:
    """Whether somebody else than the actor has asked."""
    first = asked_by(roster_import)
    return first is not None and actor.person_id is not None and not is_same(first, actor.person_id)


@act()
def agreed(actor: Actor, roster_import: Import, reason: str) -> bool:
    """Whether the plan can be applied now; else this was the asking. Raises `NoOne`."""
    if actor.person_id is None:
        raise NoOne
    locked = Import.objects.select_for_update(of=("self",)).get(pk=roster_import.pk)
    roster_import.counts = locked.counts
    if asked_by(locked) is not None:
        return confirms(actor, locked)
    asked = {"by": actor.person_id, "at": now().isoformat(), "why": reason.strip()[:2000]}
    roster_import.counts = locked.counts | {ASKED: asked}
    roster_import.save(update_fields=["counts"])
    record(
        actor,
        "import.second-asked",
        import_id=roster_import.pk,
        organisation_id=roster_import.organisation_id,
        data={"reason": asked["why"]},
    )
    return False


def may_still(person: int | None, roster_import: Import) -> bool:
    """Whether this account could run the import today."""
    reach = reach_now(person)
    if reach.whole_site:
        return True
    roots = roster_import.reach
    return bool(roots) and all(reach.covers(root) for root in roots or ())
