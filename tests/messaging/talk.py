"""Conversations of the cast, for tests."""

from kinkeeper.journal.actor import Actor
from kinkeeper.messaging.addressees import Addressee
from kinkeeper.messaging.models import Conversation
from kinkeeper.messaging.write import Said, begin_by_parent, begin_by_school
from kinkeeper.organisations import settings
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person

OFFICE = Actor(None, "the office", "a test")


def by(person: Person) -> Actor:
    return Actor(person.pk, person.full_name, "a test")


def switch_on(code: str = "begin") -> None:
    settings.change(OFFICE, "messages", code)


def from_parent(
    parent: Person, child: Person, school: Organisation, teacher: Person | None, text: str
) -> Conversation:
    to = Addressee(child.pk, school, teacher)
    return begin_by_parent(by(parent), parent, child, to, Said(text, subject=text[:40]))


def from_school(
    writer: Person, child: Person, parent: Person, school: Organisation, text: str
) -> Conversation:
    teacher = writer if writer.profile == "teacher" else None
    return begin_by_school(
        by(writer), teacher, child, parent, school, Said(text, subject=text[:40])
    )
