"""The inbox in one line, as a test wants it."""

from kinkeeper.access import viewer
from kinkeeper.families.models import Question
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox_list
from kinkeeper.readings.questions import Asked

HEAD = "SyncID,First name,Last name,ChildID\n"
CUSTODY = "SyncID,First name,Last name,Custody,ChildID\n"


def asked(by: Person | None = None, **wanted: object) -> list[Asked]:
    """What this person finds under To decide; without one, a system administrator."""
    page = inbox_list.page(viewer.of_command_line(by), inbox_list.Wanted(**wanted))  # type: ignore[arg-type]  # any of its fields
    return list(page.rows)


def kinds(by: Person | None = None) -> list[str]:
    return sorted(each.kind for each in asked(by))


def only(kind: str, by: Person | None = None) -> Question:
    [question] = [each.question for each in asked(by) if each.kind == kind]
    assert question is not None
    return question
