"""How far the lifting of a block is, where two people must agree."""

from dataclasses import dataclass

from kinkeeper.access.viewer import Viewer
from kinkeeper.families import second_person
from kinkeeper.families.models import Question, Relationship


@dataclass(frozen=True)
class Lifting:
    """`asked` says who has asked, in words, and is empty while nobody has; `mine`: the viewer."""

    needs_two: bool
    asked: str = ""
    mine: bool = False


def of(viewer: Viewer, block: Relationship) -> Lifting:
    if not second_person.needed(block.child_id):
        return Lifting(needs_two=False)
    asked = second_person.requests(block).first()
    return Lifting(needs_two=True) if asked is None else of_question(viewer, asked)


def of_question(viewer: Viewer, asked: Question) -> Lifting:
    said = second_person.in_words(asked, viewer.by_name)
    return Lifting(True, said, second_person.same(asked, viewer.actor))
