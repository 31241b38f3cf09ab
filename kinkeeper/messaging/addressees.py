"""To whom a parent can write about a child: the teachers of its classes, and the offices of its
schools. There is no other list of people (ACC-15)."""

from collections.abc import Sequence
from dataclasses import dataclass

from kinkeeper.messaging import school_says
from kinkeeper.messaging.school_says import ParentsMay
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.roster.text.organisation_paths import is_within
from kinkeeper.roster.vocabulary import Area


@dataclass(frozen=True)
class Addressee:
    """A teacher, or else the office, of this school of the child. `classes`: the teacher's and the
    child's, by name."""

    child: int
    school: Organisation
    teacher: Person | None = None
    classes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        whom = f"teacher-{self.teacher.pk}-at" if self.teacher else "office"
        return f"{self.child}-{whom}-{self.school.pk}"


def of(child: Person, areas: frozenset[Area], *, but: Person) -> list[Addressee]:
    """At the schools where parents may begin; the teachers first. `areas`: what the parent sees.
    Teachers, and which schools there are, belong to the school day: without it there is the office
    of the only school, or none. `but`: nobody writes to oneself."""
    schools = [
        each
        for each in schools_of(child)
        if school_says.at(each.path).parents_may == ParentsMay.BEGIN
    ]
    if Area.MESSAGES not in areas:
        return []
    offices = [Addressee(child.pk, school) for school in schools]
    if Area.SCHOOL_DAY not in areas:
        return offices if len(offices) == 1 else []
    return [each for each in _teachers(child, schools) if each.teacher != but] + offices


def schools_of(child: Person) -> list[Organisation]:
    """In the order of their paths, as far as whoever asks sees where the child is."""
    mine = Membership.objects.filter(person=child).values_list("organisation__path", flat=True)
    return schools_at(list(mine))


def schools_at(paths: Sequence[str]) -> list[Organisation]:
    """Those in which these places are."""
    above = {"/".join(path.split("/")[:n]) for path in paths for n in range(1, 1 + len(path))}
    found = Organisation.objects.filter(kind=OrganisationKind.SCHOOL, path__in=above)
    return list(found.order_by("path"))


def _teachers(child: Person, schools: Sequence[Organisation]) -> list[Addressee]:
    members = Membership.objects.filter(
        organisation__kind=OrganisationKind.CLASS,
        organisation__memberships__person=child,
        person__profile=Profile.TEACHER,
        person__state=PersonState.ACTIVE,
    ).select_related("person", "organisation")
    found: dict[tuple[int, int], Addressee] = {}
    for each in members.order_by("person__family_name", "person__given_name", "pk"):
        for school in schools:
            if is_within(each.organisation.path, school.path):
                key = each.person_id, school.pk
                known = found.get(key)
                classes = (*(known.classes if known else ()), each.organisation.name)
                found[key] = Addressee(child.pk, school, each.person, classes)
    return list(found.values())
