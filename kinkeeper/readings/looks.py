"""Every look by staff at a child's data is in the journal (K23): who, as what, whom, where, from
where.

Readings and look-ups say whom they show; whoever sends the answer writes one line of all of it
before it leaves, or none where the answer showed nothing after all. One line for each answer, and
none is left out because there was one like it a minute ago: then the journal lists exactly what was
opened. A parent's look at the own child is nobody else's business, and no line.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.intake.models import Import, PlannedPerson, PlannedRecord, PlannedRelationship
from kinkeeper.journal import record
from kinkeeper.journal.models import READ, VIEWED
from kinkeeper.letters.models import Batch, LetterState
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.reach import reach_now, within

# Where the journal itself is read: to ask who saw a child is another thing than to see it.
OF_THE_JOURNAL = ("journal", "journal list")
# A parent's page, seen as that parent.
AS_PARENT = "as-parent"


def shows(viewer: Viewer, *people: Person | None) -> None:
    """These are shown; of adults nothing is kept."""
    viewer.seen.update(
        person.pk for person in people if person is not None and person.profile == Profile.PUPIL
    )


def shows_children(viewer: Viewer, children: Iterable[int | None]) -> None:
    """The same by the internal IDs of pupils."""
    viewer.seen.update(number for number in children if number is not None)


def shows_left(
    viewer: Viewer, roster_import: Import, left: Iterable[Mapping[str, Mapping[str, int]]]
) -> None:
    """Whom the undo of an import names as left as they were."""
    ends = ["child", "person"] if roster_import.profile == Profile.PUPIL else ["child"]
    shows_children(viewer, (each[end]["id"] for each in left for end in ends if end in each))


def shows_planned(viewer: Viewer, roster_import: Import, **lines: str) -> None:
    """Whom the lines of a plan name: all of them, or of one act."""
    relationships = PlannedRelationship.objects.filter(roster_import=roster_import, **lines)
    shows_children(viewer, relationships.values_list("child_id", flat=True).distinct())
    if roster_import.profile == Profile.PUPIL:
        people = PlannedPerson.objects.filter(roster_import=roster_import, **lines)
        shows_children(viewer, people.values_list("person_id", flat=True))


def shows_planned_records(viewer: Viewer, roster_import: Import) -> None:
    """Whom the lines of a plan of school records are about."""
    said = PlannedRecord.objects.filter(roster_import=roster_import, person_id__isnull=False)
    shows_children(viewer, said.values_list("person_id", flat=True).distinct())


def shows_named_in_letters(viewer: Viewer, batch: Batch) -> None:
    """The children named in a batch's letters, and pupils to whom there is one. Of those who were
    disconnected since it was ordered nobody can say whether a letter still names them: they are
    told, too."""
    made = batch.letters.filter(state=LetterState.MADE)
    shows(viewer, *Person.objects.filter(letters__in=made))
    named = Relationship.objects.filter(
        goes_on() | Q(since__gte=batch.made_at), parent__letters__in=made
    )
    mine = named.filter(within(reach_now(batch.made_by), "child_id"))
    shows_children(viewer, mine.values_list("child_id", flat=True))


def write(viewer: Viewer, what: str, page_of: int | None = None) -> None:
    """Once for each answer that shows somebody. `what` is the page by its name (`person`), or the
    command (`people show`), `page_of` the person whose own page it is. Of a pupil that is kept: the
    family is told of looks at the child, and not of those at a page of another adult (K19)."""
    if viewer.seen and viewer.views_as is not None:
        data = {"what": AS_PARENT, "page": what}
        record.seen(viewer.actor, VIEWED, viewer.seen, data, person_id=viewer.views_as)
    elif viewer.seen and viewer.is_staff:
        action = READ if what in OF_THE_JOURNAL else VIEWED
        of = {"of": page_of} if page_of in viewer.seen else {}
        record.seen(viewer.actor, action, viewer.seen, {"what": what} | of)
    viewer.seen.clear()
