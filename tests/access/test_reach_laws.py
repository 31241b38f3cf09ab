"""K14 as a law: whatever the tree and whoever belongs where, an office sees what lies below its own
places, and nothing tells it of the rest."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.models import Question, QuestionKind, Relationship
from kinkeeper.organisations import tree
from kinkeeper.people.models import Profile
from kinkeeper.readings import inbox
from tests.cast import Cast, connected, person

pytestmark = pytest.mark.django_db
PLACES = [
    "",
    "Hillside",
    "Hillside/5A",
    "Hillside/5A/x",
    "Hillside annex",
    "Lakeside",
    "Lakeside/5A",
]
SOMEWHERE = st.lists(st.sampled_from(PLACES), max_size=2, unique=True)


def is_below(place: str, roots: list[str]) -> bool:
    """By the words of the paths alone."""
    return any(root == "" or place == root or place.startswith(f"{root}/") for root in roots)


@given(
    roots=st.lists(st.sampled_from(PLACES[1:]), min_size=1, max_size=2, unique=True),
    families=st.lists(st.tuples(SOMEWHERE, SOMEWHERE), min_size=1, max_size=4),
)
def test_k14_law_an_office_is_shown_whoever_lies_below_it_and_nobody_else(
    cast: Cast, roots: list[str], families: list[tuple[list[str], list[str]]]
) -> None:
    with transaction.atomic():
        nodes = {path: tree.ensure(path)[0] if path else tree.site() for path in PLACES}
        office = person(
            "the.office", Profile.SCHOOL_ADMINISTRATOR, *[nodes[path] for path in roots]
        )
        people, mine, asked = set(), set(), set()
        for at, (theirs, childs) in enumerate(families):
            parent = person(f"ada.{at}", Profile.PARENT, *[nodes[path] for path in theirs])
            child = person(f"cleo.{at}", Profile.PUPIL, *[nodes[path] for path in childs])
            relationship = connected(parent, child)
            reached = any(is_below(path, roots) for path in childs)
            held = Question.objects.create(
                kind=QuestionKind.OTHER_PERSON, parent=child, imports=[1], reach=None
            )
            if any(is_below(path, roots) for path in theirs):
                people.add(parent.pk)
            if reached:
                people.add(child.pk)
                mine.add(relationship.pk)
            asked.add(held.pk)
        viewer = of_command_line(office)
        Relationship.objects.exclude(parent__username__startswith="ada.").delete()
        shown = scopes.people(viewer).filter(username__regex=r"^(ada|cleo)\.")
        assert set(shown.values_list("pk", flat=True)) == people
        assert set(scopes.relationships(viewer).values_list("pk", flat=True)) == mine
        # what an import of the whole site asks is no school's to answer
        assert not inbox.questions(viewer).filter(pk__in=asked).exists()
        transaction.set_rollback(True)
