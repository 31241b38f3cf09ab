"""What one parent may see of one child, and all that was said of it, for whoever works here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kinkeeper.access.viewer import Viewer
from kinkeeper.families import majority, majority_in_words, rights_in_words, stated_rights
from kinkeeper.families.areas import NOTHING, Areas, Rights
from kinkeeper.families.consent import going_on
from kinkeeper.families.models import Relationship, RelationshipState, import_of
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.stated_rights import BY_HAND
from kinkeeper.people.models import Person, PersonState
from kinkeeper.readings import looks
from kinkeeper.readings.imports import visible


@dataclass(frozen=True)
class Stated:
    """One thing that was said: who said it as far as the viewer may know it, the sentence, whether
    it counts on the day, and the import's number where the viewer may open it."""

    statement: RightsStatement
    who: str
    sentence: str
    in_force: bool
    import_number: int | None = None


@dataclass(frozen=True)
class PairRights:
    """`given` is what rights alone give on the day; `seen` what the parent sees: nothing unless the
    two are connected on it, too, and no more than a pupil of age allows. `default` is what would be
    given if nobody had said anything. `of_age` are the sentences on the pupil's coming of age; with
    `continues` an office has set that access goes on after it."""

    parent: Person
    child: Person
    day: date
    relationship: Relationship | None
    given: Rights
    seen: Rights
    default: Areas
    stated: list[Stated] = field(default_factory=list)
    former: list[Stated] = field(default_factory=list)
    of_age: list[str] = field(default_factory=list)
    continues: bool = False

    @property
    def by_hand(self) -> bool:
        return any(each.statement.source in BY_HAND for each in self.stated)

    @property
    def imports(self) -> list[int]:
        """The files that speak of the two, as far as the viewer may open them: what another
        office's file keeps from the parent is that office's to end (K14, K27)."""
        return sorted({each.import_number for each in self.stated if each.import_number})

    @property
    def words(self) -> str:
        return rights_in_words.listed(self.seen.sees)


def of(viewer: Viewer, parent: Person, child: Person, day: date) -> PairRights:
    """On this day, by what stands now; both must be the viewer's to look at."""
    looks.shows(viewer, child)
    standing = list(stated_rights.statements(parent, child))
    default = stated_rights.default(child)
    given = stated_rights.of(standing, default, day)
    relationship = Relationship.objects.filter(parent=parent, child=child).first()
    connected = relationship is not None and _lets_see(relationship, parent, child, day)
    left = majority.left_to(parent, child, day)
    allowed = given if left is None else given & Rights(left, left)
    return PairRights(
        parent,
        child,
        day,
        relationship,
        given,
        allowed if connected else NOTHING,
        default,
        _shown(viewer, standing, day),
        _shown(viewer, stated_rights.former(parent, child)[:100], day),
        majority_in_words.sentences(parent, child, viewer.by_name),
        going_on(parent, child) is not None,
    )


def _lets_see(relationship: Relationship, parent: Person, child: Person, day: date) -> bool:
    """As `visibility.lets_see`, which asks the database about today, on any day."""
    here = PersonState.ACTIVE == parent.state == child.state
    active = relationship.state == RelationshipState.ACTIVE and not relationship.awaits_way_in
    return here and active and relationship.days.on(day)


def _shown(viewer: Viewer, stated: Iterable[RightsStatement], day: date) -> list[Stated]:
    stated = list(stated)
    viewer.by_name.look(each.made_by for each in stated)
    known = visible(viewer, [import_of(each.source) for each in stated])
    return [
        Stated(
            each,
            viewer.by_name(each.made_by, each.made_by_name),
            rights_in_words.said(each, viewer.by_name),
            each.days.on(day),
            number if (number := import_of(each.source)) in known else None,
        )
        for each in stated
    ]
