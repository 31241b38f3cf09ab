"""One learning plan, for the parents who are shown it and for whoever works with the pupil."""

from collections.abc import Mapping
from datetime import datetime

from kinkeeper.access.viewer import Viewer
from kinkeeper.from_home.models import LearningPlanComment
from kinkeeper.people.models import Person
from kinkeeper.readings import looks
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family, Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.models import LearningPlan
from kinkeeper.records.opened import AskedByPage
from kinkeeper.records.visibility import LEARNING_PLANS


def of_parent(
    parent: Person, mine: Mapping[Person, Child], child: Child, number: int, moment: datetime
) -> Row | None:
    """The plan with this internal ID, if it is for this child and shown now."""
    wanted = {LEARNING_PLANS: "said.id = %(number)s"}
    family = Family(mine, AskedByPage(parent.pk, moment).some(wanted, number=number), moment)
    person = next(each for each, known in mine.items() if known == child)
    found = family.of(LearningPlan, person)
    if not found:
        return None
    item = Item(
        "learning_plan", found[0].key, family.published_on(found[0]), [person], record=found[0]
    )
    [row] = family.rows([item])
    return row


def own_comments(parent: Person, plan: LearningPlan) -> list[LearningPlanComment]:
    """What this parent wrote; of another one's there is nothing to know (K19)."""
    found = LearningPlanComment.objects.filter(plan=plan, written_by=parent)
    return list(found.order_by("made_at", "pk"))


def of_entry(viewer: Viewer, entry: HandEntry) -> LearningPlan | None:
    """What was written by this entry, which is one of the viewer's."""
    found = LearningPlan.objects.filter(series=BY_HAND, source=entry.source)
    one = found.select_related("pupil", "school").first()
    if one is not None:
        looks.shows(viewer, one.pupil)
    return one


def comments(plan: LearningPlan) -> list[LearningPlanComment]:
    """What parents wrote, as far as whoever asks may see them."""
    found = LearningPlanComment.objects.filter(plan=plan).select_related("written_by")
    return list(found.order_by("made_at", "pk"))
