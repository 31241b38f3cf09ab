"""Which two accounts a viewer may merge, what would happen, and which merges can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import RelationshipState
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.lib import db
from kinkeeper.people.models import Merge, Person
from kinkeeper.readings import looks
from kinkeeper.registry.merge import Foreseen, foresee
from kinkeeper.registry.merge_record import Moved
from kinkeeper.registry.merge_records import Brought
from kinkeeper.registry.unmerge_leftovers import Why, said
from kinkeeper.registry.unmerge_relationships import Left


@dataclass(frozen=True)
class Line:
    """One child (of pupils: one parent) of the two accounts, as the page before a merge shows it;
    None where that one lies out of reach. States in words; empty where an account has no such
    relationship."""

    other: Person | None
    kept: str
    gone: str
    becomes: str

    @property
    def changes(self) -> bool:
        return self.kept != self.becomes


@dataclass(frozen=True)
class Parted:
    """Two accounts that were one for a while; `left` is (whom, why) of what did not go back."""

    kept: Person
    gone: Person
    left: list[tuple[str, str]]


def two(viewer: Viewer, kept: int, gone: int) -> tuple[Person, Person] | None:
    """Both accounts, where the viewer may change both and, of pupils, reaches everybody who is
    connected with them (else this hand would decide which child a stranger sees); else None."""
    if not may(viewer, Verb.PEOPLE_MERGE):
        return None
    mine = scopes.with_places(viewer, scopes.editable_people(viewer))
    found = mine.in_bulk([kept, gone])
    if kept not in found or gone not in found or _parents_beyond(viewer, [kept, gone]):
        return None
    looks.shows(viewer, *found.values())
    return found[kept], found[gone]


def standing(viewer: Viewer, person: Person) -> list[Merge]:
    """The merges into this person that the viewer may take back, the latest first."""
    if not may(viewer, Verb.PEOPLE_MERGE):
        return []
    merges = Merge.objects.filter(kept=person)
    if not merges.exists():  # most accounts never were two
        return []
    merges = merges.select_related("gone", "kept").order_by("-pk")
    mine = scopes.editable_people(viewer)
    if not mine.filter(pk=person.pk).exists() or _parents_beyond(viewer, [person.pk]):
        return []
    reachable = set(mine.filter(pk__in=merges.values("gone")).values_list("pk", flat=True))
    looks.shows(viewer, *(merge.gone for merge in merges if merge.gone_id in reachable))
    return [merge for merge in merges if merge.gone_id in reachable]


def is_gone(person: Person) -> bool:
    """Whether this account was merged into another."""
    return Merge.objects.filter(gone=person).exists()


def into(viewer: Viewer, gone: Person) -> Person | None:
    """Whom this account was merged into, where the viewer may see that person."""
    merge = Merge.objects.filter(gone=gone).first()
    if merge is None:
        return None
    found = scopes.people(viewer).filter(pk=merge.leads_to_id).first()
    looks.shows(viewer, found)
    return found


def shown(viewer: Viewer, kept: Person, gone: Person) -> tuple[Foreseen, list[Line]]:
    """What a merge would do, with the relationships in words. Raises the registry's `Refusal`."""
    foreseen = foresee(kept, gone, reach=viewer.reach)
    people = scopes.people(viewer).in_bulk([each.other for each in foreseen.relationships])
    looks.shows(viewer, *people.values())
    lines = [_line(people.get(each.other), each) for each in foreseen.relationships]
    return foreseen, sorted(lines, key=_by_name)


def joined(viewer: Viewer, foreseen: Foreseen) -> list[str]:
    """The organisations that the kept account joins, in words, as far as the viewer may know."""
    paths = [each.path for each in foreseen.organisations if viewer.reach.covers(each.pk)]
    beyond = len(foreseen.organisations) - len(paths)
    return paths + ([_("what is outside your organisations")] if beyond else [])


def parted(viewer: Viewer, kept: Person, gone: int) -> Parted | None:
    """What the latest taking back of this merge left as it was; None where there was none, or the
    other account is out of reach."""
    lines = scopes.journal(viewer).filter(
        action="person.unmerged", person_id=kept.pk, data__gone_id=gone
    )
    line = lines.order_by("-pk").first()
    other = scopes.people(viewer).filter(pk=gone).first()
    if line is None or other is None:
        return None
    told = [_kept(each) for each in line.data["left"] if isinstance(each, list)]
    known = scopes.people(viewer).in_bulk([each.other for each in told if each.other is not None])
    looks.shows(viewer, other, *known.values())
    names = {None: kept.full_name} | {pk: each.full_name for pk, each in known.items()}
    return Parted(
        kept,
        other,
        [
            (names.get(each.other, "–"), said(each.code, each.detail, viewer.by_name))
            for each in told
        ],
    )


def _kept(line: list[Any]) -> Left:
    """As the journal has it; an earlier version kept a sentence in the place of code and detail."""
    if len(line) == 2:
        return Left(line[0], Why.LEGACY, {"text": line[1]})
    return Left(*line)


def taken_back() -> set[str]:
    """The sources of imports that were taken back: they assert nothing any more."""
    numbers = Import.objects.filter(state=ImportState.UNDONE).values_list("pk", flat=True)
    return {f"import:{number}" for number in numbers}


BROUGHT = """
SELECT planned.kind, array_agg(planned.record_id) FROM intake_plannedrecord planned
JOIN intake_import import ON import.id = planned.roster_import_id
    AND import.state = 'applied' AND import.ended_at > %(since)s
WHERE planned.person_id = %(person)s AND (planned.act = 'create' OR planned.act = 'change'
    AND coalesce(planned.before ->> 'pupil_id', planned.before ->> 'person_id')
        IS DISTINCT FROM planned.person_id::text)
GROUP BY planned.kind
"""


def brought(person: Person, since: datetime) -> Brought:
    """The records that imports have brought about this person since."""
    thinned = Import.objects.filter(ended_at__gt=since).exclude(thinned_at=None)
    return Brought(
        dict(db.rows(BROUGHT, {"person": person.pk, "since": since})),
        [f"import:{number}" for number in thinned.values_list("pk", flat=True)],
    )


def _parents_beyond(viewer: Viewer, people: list[int]) -> bool:
    if viewer.reach.whole_site:
        return False
    parents = Person.objects.filter(as_parent__child__in=people)
    return parents.exclude(pk__in=scopes.people(viewer).values("pk")).exists()


def _by_name(line: Line) -> tuple[bool, str, str, int]:
    other = line.other
    if other is None:
        return True, "", "", 0
    return False, other.family_name, other.given_name, other.pk


def _line(other: Person | None, each: Moved) -> Line:
    kept = RelationshipState(each.kept.state).label if each.kept else ""
    gone = RelationshipState(each.gone.state).label if each.gone else ""
    return Line(other, str(kept), str(gone), str(RelationshipState(each.now.state).label))


def of_gone(person: Person) -> Merge | None:
    """The merge by which this account went."""
    return Merge.objects.filter(gone=person).select_related("kept").first()
