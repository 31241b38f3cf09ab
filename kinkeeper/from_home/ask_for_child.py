"""A parent writes: I should see another child (LNK-10). Nothing is looked up, so the answer is the
same whatever is written; the school looks into it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kinkeeper.families.models import Answer, Question, QuestionKind
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person

LONGEST, LONGEST_NOTE = 100, 500
MOST = 3  # of one parent that wait


@act()
def ask_for_child(
    actor: Actor, parent: Person, school: Organisation | None, name: str, note: str = ""
) -> Question:
    """The question for the office of this school; None: for whoever looks after the whole site.
    `name` is the child's, as the parent writes it. Raises `Refusal` without a name, and where three
    questions wait already."""
    said = " ".join(name.split())[:LONGEST]
    if not said:
        raise Refusal("name-missing", _("Write the name of the child."), "name")
    mine = Question.objects.filter(kind=QuestionKind.ANOTHER_CHILD, parent=parent)
    Person.objects.select_for_update(no_key=True).get(pk=parent.pk)  # two at once wait here
    if mine.filter(answer=Answer.OPEN).count() >= MOST:
        raise Refusal(
            "already-asked",
            _("The school has not answered your earlier messages yet. Call the school office."),
        )
    asked = Question.objects.create(
        kind=QuestionKind.ANOTHER_CHILD,
        parent=parent,
        value=said,
        folded=said.casefold(),
        reach=[school.pk] if school is not None else None,
        detail={"note": note.strip()[:LONGEST_NOTE]},
    )
    record(
        actor,
        "question.sent",
        person_id=parent.pk,
        organisation_id=school.pk if school is not None else None,
        data={"value": said},
    )
    return asked


def choices(schools: Sequence[Organisation]) -> list[tuple[str, str]]:
    """As a form offers them."""
    return [(str(school.pk), school.name) for school in schools]
