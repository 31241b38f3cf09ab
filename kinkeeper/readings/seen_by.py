"""Who sees what of a pupil's school life, for the pupil; one of age decides about each (K18)."""

from dataclasses import dataclass
from datetime import date

from kinkeeper.families import majority, stated_rights
from kinkeeper.families.areas import in_order
from kinkeeper.families.consent import going_on, in_force
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.rights_in_words import listed
from kinkeeper.families.stated_rights import areas_today
from kinkeeper.families.visibility import lets_see
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, PersonState
from kinkeeper.roster.vocabulary import Area


@dataclass(frozen=True)
class Seer:
    """One connected adult. `sees` are the areas today in words, `nothing` that it is none; `days`
    those of the relationship, in words."""

    id: int
    name: str
    kind: str
    sees: str
    nothing: bool
    days: str


@dataclass(frozen=True)
class SeenBy:
    """`comes_of_age` where a birth date is known; `decides`: it has come, and the adults who see
    nothing are listed, too, for the pupil may let them. `announced`: it is near."""

    seers: list[Seer]
    decides: bool
    comes_of_age: date | None
    announced: bool


@dataclass(frozen=True)
class Decision:
    """What a pupil may decide about one adult: `offered` is what the school lets the adult see,
    `allowed` what of it the pupil has allowed. With `continues` the adult sees it regardless, on
    this basis in law."""

    parent: Person
    kind: str
    decides: bool
    comes_of_age: date | None
    offered: list[Area]
    allowed: frozenset[Area]
    continues: str


def everyone(pupil: Person) -> SeenBy:
    day = date_of(pupil)
    decides = majority.decides(pupil, day)
    found = Relationship.objects.filter(
        child=pupil, state=RelationshipState.ACTIVE, parent__state=PersonState.ACTIVE
    )
    seeing = set(found.filter(lets_see()).values_list("pk", flat=True))
    listing = (
        found.select_related("parent")
        .annotate(areas=areas_today("parent_id", "child_id"))
        .order_by("parent__given_name", "parent_id")
    )
    seers = []
    for each in listing:
        areas = each.areas if each.pk in seeing else []
        if areas or (decides and not each.days.over(day)):
            seers.append(
                Seer(
                    each.parent_id,
                    each.parent.full_name,
                    each.get_kind_display(),
                    listed(areas),
                    not areas,
                    str(each.days),
                )
            )
    return SeenBy(seers, decides, majority.of(pupil), majority.announced(pupil, day))


def decision(pupil: Person, parent: int) -> Decision | None:
    """None where this is no adult who is connected to the pupil."""
    day = date_of(pupil)
    found = Relationship.objects.filter(
        child=pupil,
        parent=parent,
        state=RelationshipState.ACTIVE,
        parent__state=PersonState.ACTIVE,
    )
    relationship = found.select_related("parent").first()
    if relationship is None or relationship.days.over(day):
        return None
    adult = relationship.parent
    stated = stated_rights.statements(adult, pupil)
    offered = stated_rights.of(stated, stated_rights.default(pupil), day).sees
    consent = in_force(pupil).filter(parent=adult).first()
    basis = going_on(adult, pupil)
    return Decision(
        adult,
        relationship.get_kind_display(),
        majority.decides(pupil, day),
        majority.of(pupil),
        in_order(offered),
        frozenset(map(Area, consent.areas if consent else ())),
        basis.get_basis_display() if basis else "",
    )
