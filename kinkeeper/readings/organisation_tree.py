"""The viewer's organisations as a tree, with how far the parents of each are; the worst first."""

from collections import defaultdict
from dataclasses import dataclass, field

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.lib import db
from kinkeeper.organisations.models import Below, Organisation
from kinkeeper.people import local_date

# Of each organisation the pupils there and below, and their parents, each once.
FIGURES = """
WITH RECURSIVE above (node, place) AS (
    SELECT id, id FROM organisations_organisation WHERE id = ANY(%(places)s)
    UNION ALL
    SELECT above.node, node.parent_id FROM above
    JOIN organisations_organisation node ON node.id = above.place
    WHERE node.parent_id = ANY(%(places)s)
), pupil AS (
    SELECT DISTINCT above.place, member.person_id AS id FROM above
    JOIN people_membership member ON member.organisation_id = above.node
    JOIN people_person person ON person.id = member.person_id
        AND person.profile = 'pupil' AND person.state = 'active' AND person.id <> ALL(%(hidden)s)
), may_decide AS (  -- of whom it costs something to ask whether they are of age (K18)
    SELECT id FROM people_person WHERE profile = 'pupil' AND (of_age_since IS NOT NULL
        OR birth_date <= current_date + 2 - make_interval(years => coalesce((SELECT
            (value #>> '{}')::int FROM organisations_setting WHERE name = 'age_of_majority'), 18)))
    UNION SELECT pupil_id FROM families_consent
    UNION SELECT leads_to_id FROM people_merge
), connected AS (
    SELECT relationship.child_id, parent.id, parent.last_login IS NOT NULL AS inside, EXISTS (
        SELECT FROM credentials_credential credential WHERE credential.person_id = parent.id
            AND credential.state = 'issued' AND credential.expires_at > now()) AS invited
    FROM families_relationship relationship
    JOIN people_person parent ON parent.id = relationship.parent_id AND parent.state = 'active'
    WHERE relationship.state = 'active' AND relationship.child_id IN (SELECT id FROM pupil)
        AND parent.id <> ALL(%(hidden)s)
        AND (relationship.child_id NOT IN (SELECT id FROM may_decide) OR NOT families_ended_by_now(
            relationship.parent_id, relationship.child_id, %(moment)s, %(server_zone)s))
        AND (relationship.ends_on IS NULL OR relationship.ends_on >= people_local_date(
            relationship.child_id, %(moment)s, %(server_zone)s))
), of_pupils AS (
    SELECT pupil.place, count(*) AS pupils, count(*) FILTER (WHERE known.child_id IS NULL) AS alone,
        count(*) FILTER (WHERE known.inside) AS reached
    FROM pupil LEFT JOIN (SELECT child_id, bool_or(inside) AS inside FROM connected
        GROUP BY child_id) known ON known.child_id = pupil.id
    GROUP BY pupil.place
), of_parents AS (
    SELECT place, count(*) AS parents, count(*) FILTER (WHERE inside) AS inside,
        count(*) FILTER (WHERE invited AND NOT inside) AS invited
    FROM (SELECT DISTINCT pupil.place, connected.id, connected.inside, connected.invited
        FROM pupil JOIN connected ON connected.child_id = pupil.id) parent
    GROUP BY place
)
SELECT of_pupils.place, pupils, reached, alone, coalesce(parents, 0), coalesce(inside, 0),
    coalesce(invited, 0)
FROM of_pupils LEFT JOIN of_parents USING (place)
"""


@dataclass(frozen=True)
class Figures:
    """Pupils, and of them how many have a parent who has signed in, and how many none at all; their
    parents, and of them how many have signed in, or have a code and have not."""

    pupils: int = 0
    reached: int = 0
    without_parents: int = 0
    parents: int = 0
    signed_in: int = 0
    invited: int = 0

    @property
    def without_code(self) -> int:
        return self.parents - self.signed_in - self.invited

    @property
    def missing(self) -> float:
        """The share of pupils whom no parent can follow yet; of nobody less than none."""
        return 1 - self.reached / self.pupils if self.pupils else -1.0


@dataclass
class Node:
    """`below` stands in the order of the page: where most is missing first."""

    organisation: Organisation
    figures: Figures
    below: list["Node"] = field(default_factory=list)

    @property
    def of_schools(self) -> bool:
        """Whether there are organisations with others below them in it: no mere list of classes."""
        return any(node.below for node in self.below)


def tree(viewer: Viewer) -> list[Node]:
    """The topmost organisations within reach. Two queries however many there are."""
    places = list(scopes.organisations(viewer).order_by("path"))
    figures = _figures(viewer, [place.pk for place in places])
    nodes = {place.pk: Node(place, figures[place.pk]) for place in places}
    roots: list[Node] = []
    for place in places:
        above = nodes.get(place.parent_id or 0)
        (roots if above is None else above.below).append(nodes[place.pk])
    for siblings in [roots, *(node.below for node in nodes.values())]:
        siblings.sort(key=_worst_first)
    return roots


def figures(viewer: Viewer) -> dict[int, Figures]:
    """By number, of all organisations within reach."""
    places = scopes.organisations(viewer).values_list("pk", flat=True)
    return _figures(viewer, list(places))


def of(viewer: Viewer, organisation: Organisation) -> Figures:
    """Of one organisation within reach, with all below it."""
    below = Below.objects.filter(root=organisation).values("organisation")
    inside = scopes.organisations(viewer).filter(pk__in=below)
    return _figures(viewer, list(inside.values_list("pk", flat=True)))[organisation.pk]


def _worst_first(node: Node) -> tuple[float, int, str]:
    figures = node.figures
    return -figures.missing, figures.reached - figures.pupils, node.organisation.path


def _figures(viewer: Viewer, places: list[int]) -> dict[int, Figures]:
    found: dict[int, Figures] = defaultdict(Figures)
    asked = {"places": places, "hidden": sorted(viewer.hidden), **local_date.params()}
    for place, *numbers in db.rows(FIGURES, asked):
        found[place] = Figures(*numbers)
    return found
