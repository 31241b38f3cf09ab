"""Which teacher answers in a conversation, and which conversations only the office can answer."""

from collections.abc import Sequence

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.lookups import Exact

from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person

IS_FAMILY = "SELECT messaging_is_family(%s, %s, %s)"
NO_TEACHER = """
SELECT said.id FROM messaging_conversation said
WHERE NOT said.with_office AND (%(schools)s::bigint[] IS NULL OR said.school_id = ANY (%(schools)s))
  AND NOT EXISTS (SELECT FROM messaging_member joined WHERE joined.conversation_id = said.id
      AND messaging_answers(joined.staff_id, said.child_id, said.parent_id, said.school_id))
"""


def answers() -> Q:
    """Of members: who still teaches the child at the school that keeps the conversation, or below
    it, and is no family of it."""
    said = [
        F("staff_id"),
        *(F(f"conversation__{each}_id") for each in ("child", "parent", "school")),
    ]
    asked = Func(*said, function="messaging_answers", output_field=BooleanField())
    return Q(Exact(asked, Value(True)))


@whole_site()
def without_teacher(schools: Sequence[int] | None) -> list[int]:
    """Internal IDs of the conversations of these schools (None: of all) that were not handed over,
    and that no teacher in them can answer any more. Asked of the whole site: by what a teacher is
    family may stand in another school's rows."""
    return db.column(NO_TEACHER, {"schools": None if schools is None else list(schools)})


@whole_site()
def is_family(staff: Person, child: Person, parent: Person) -> bool:
    """Whoever works here is, or was, connected to the child, or has another one together with the
    parent."""
    return bool(db.value(IS_FAMILY, [staff.pk, child.pk, parent.pk]))
