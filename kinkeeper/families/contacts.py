"""Who writes to whom, and whom to ask: the contact of a person's school.

A pupil's is that of the lowest organisation to which all places of the pupil belong, and so is that
of whoever works here; a parent's, of that to which all the children belong. So a parent of two
schools is told what both have in common: the district's contact, or the site's. Where a parent is
listed says nothing: a school that has only proposed somebody would tell where the child is (K28).
For the same reason only those children count whose school day the parent sees, and no protected
child: who has no other is told the site's contact, whichever school writes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from kinkeeper.families.models import Relationship
from kinkeeper.families.stated_rights import areas_today
from kinkeeper.families.visibility import goes_on
from kinkeeper.organisations.own_settings import Contact, Contacts, common, contacts, lowest
from kinkeeper.organisations.reach import WHOLE_SITE, Reach
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Membership, PersonState, Profile
from kinkeeper.people.reach import within
from kinkeeper.roster.vocabulary import Area

type Places = Mapping[int, Collection[str]]


def of_people(
    people: Collection[int], reach: Reach = WHOLE_SITE, otherwise: str = ""
) -> dict[int, Contact]:
    """By internal ID, as the places within reach say it: whoever reaches one of a parent's two
    schools writes as that school. `otherwise` is the path for who has no place there. A handful of
    queries however many people there are."""
    said = contacts()
    return {number: said.at(path) for number, path in _paths(people, reach, otherwise).items()}


def schools_told(people: Collection[int], reach: Reach = WHOLE_SITE) -> dict[int, list[int]]:
    """By parent, the children within reach by whose schools the parent is written to."""
    return _children(people, reach)[0]


def of_places(people: Iterable[Collection[str]], said: Contacts) -> list[Contact]:
    """By the paths of all places of each of some people: each contact once, in their order."""
    paths = {common(lowest(places)) for places in people}
    return list(dict.fromkeys(said.at(path) for path in sorted(paths)))


def _paths(people: Collection[int], reach: Reach, otherwise: str) -> dict[int, str]:
    children, untold = _children(people, reach)
    places = _places({child for each in children.values() for child in each} | set(people), reach)
    at = {number: common(lowest(paths)) for number, paths in places.items()}
    families = {
        number: common(found)
        for number, each in children.items()
        if (found := [at[child] for child in each if child in at])
    }
    families = dict.fromkeys(untold, "") | families
    return {number: at.get(number, families.get(number, otherwise)) for number in people}


def _children(people: Collection[int], reach: Reach) -> tuple[dict[int, list[int]], set[int]]:
    """By parent, the children whose school the parent is told; the parents of any other child."""
    found: dict[int, list[int]] = defaultdict(list)
    untold, hidden = set(), protected()
    relationships = Relationship.objects.filter(
        goes_on(),
        within(reach, "child_id"),
        awaits_way_in=False,
        parent_id__in=list(people),
        child__state=PersonState.ACTIVE,
    ).annotate(areas=areas_today("parent_id", "child_id"))
    for parent, child, areas in relationships.values_list("parent_id", "child_id", "areas"):
        if Area.SCHOOL_DAY in areas and child not in hidden:
            found[parent].append(child)
        else:
            untold.add(parent)
    return found, untold


def _places(people: Collection[int], reach: Reach = WHOLE_SITE) -> Places:
    inside = Q() if reach.whole_site else Q(organisation__in=reach.ids())
    members = Membership.objects.filter(inside, person_id__in=list(people)).exclude(
        person__profile=Profile.PARENT
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person, path in members.values_list("person_id", "organisation__path"):
        found[person].add(path)
    return found
