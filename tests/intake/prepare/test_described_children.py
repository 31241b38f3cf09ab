"""K26, K29: a file that names children by name and class, without a key, only ever proposes."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.alike_groups import group_of
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Question, Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import ImportState, PlannedRelationship
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import tree
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person, PersonState
from kinkeeper.registry.protect import protect
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned, snapshot, undone
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
ONE = "Nom*;Prénom*;Courriel;Nom de l'élève;Prénom de l'élève;Classes de l'élève"
FILE = f"{ONE};Nom de l'élève;Prénom de l'élève;Classes de l'élève\n"
ADA = "Lie;Ada;ada@example.org;BERG;Nora;5 a;;;\n"


def proposals() -> set[tuple[str, int]]:
    found = Relationship.objects.filter(state=RelationshipState.PROPOSED)
    return set(found.values_list("parent__given_name", "child_id"))


def test_k26_the_one_pupil_of_name_and_class_is_proposed_to_a_hand(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    before = edges()
    first = imported(FILE + ADA, organisation="Hillside")
    assert codes(first)["proposed"] == 1
    assert (edges(), proposals()) == (before, {("Ada", cast.nora.pk)})
    ada = Person.objects.get(given_name="Ada")
    assert signed_in(ada).get(f"/children/{cast.nora.pk}/").status_code == 404
    proposed = Relationship.objects.get(parent=ada)
    assert (proposed.reason, group_of(proposed, set())) == ("described", None)
    page = signed_in(cast.henry).get(reverse("staff:inbox")).content.decode()
    assert "Nora BERG · 5 a" in page
    again = imported(FILE + ADA, organisation="Hillside")
    moved = ("create", "pending", "proposed", "remove")
    assert not any(again.counts["relationships"][each] for each in moved)
    assert Question.objects.filter(parent=ada).count() == 1
    connect(office, ada, cast.nora, reason="her passport")
    assert imported(FILE + ADA, organisation="Hillside").counts["relationships"]["existing"] == 1
    assert edges() - before == {(ada.sync_key, "H-1")}
    disconnect(office, ada, cast.nora, reason="it was another Nora")
    last = imported(FILE + ADA, organisation="Hillside")
    assert last.counts["relationships"]["held_back"] == 1


def test_k13_an_undo_takes_the_proposal_and_its_name_away(cast: Cast) -> None:
    before = snapshot()
    undone(imported(FILE + ADA, organisation="Hillside"))
    after = snapshot()
    assert after["relationships"] == before["relationships"]
    assert not Question.objects.exists()


MAKES_STALE: dict[str, Callable[[Cast], object]] = {
    "another of the name came": lambda cast: person(
        "nora.2", "pupil", cast.class_5a, given_name="Nora", family_name="Berg"
    ),
    "the child left the class": lambda cast: Membership.objects.filter(
        person=cast.nora, organisation=cast.class_5a
    ).update(organisation=tree.ensure("Hillside/6A")[0]),
    "the child is in the trash": lambda cast: Person.objects.filter(pk=cast.nora.pk).update(
        state=PersonState.TRASHED
    ),
}


@pytest.mark.parametrize("why", MAKES_STALE)
def test_k10_a_description_that_means_somebody_else_by_now_is_planned_anew(
    cast: Cast, why: str
) -> None:
    roster_import = planned(FILE + ADA, organisation="Hillside")
    MAKES_STALE[why](cast)
    with pytest.raises(Stale):
        apply(roster_import, of_command_line(None).actor)


def test_k28_whoever_is_protected_is_never_proposed(cast: Cast, office: Actor) -> None:
    protect(office, cast.nora, reason="a threat", reach=WHOLE_SITE)
    assert codes(imported(FILE + ADA, organisation="Hillside")) == {
        "child-described": 1, "derived-keys": 1,
    }  # fmt: skip
    assert not proposals()


def test_k33_placeholders_describe_nobody_and_a_name_alone_does_not_do(cast: Cast) -> None:
    rows = "Lie;Ada;ada@example.org;-;n/a;5A;Berg;Nora;-\nLie;Ida;ida@example.org;;;;;;\n"
    roster_import = imported(FILE + rows, organisation="Hillside")
    assert codes(roster_import) == {"child-described": 1, "derived-keys": 1}
    assert roster_import.counts["people"]["create"] == 2
    assert not proposals()


def test_k6_such_a_file_is_never_the_whole_truth(cast: Cast) -> None:
    refused = planned(FILE + ADA, organisation="Hillside", links="exact")
    assert refused.state == ImportState.REFUSED
    assert codes(refused) == {"exact-needs-keys": 1}


def test_k27_what_withholds_less_is_no_reason_for_many_at_once(cast: Cast) -> None:
    file = "First name,Last name,Relationship,Child first name,Child last name,Child class\n"
    imported(file + "Ada,Lie,Aunt,Nora,Berg,5A\n", organisation="Hillside")
    assert Relationship.objects.get(parent__given_name="Ada").reason == "described"


NAMES, CLASSES = ("Nora", "Åse", "Kari Anne", "Jürgen"), ("5A", "5B", "")


@given(
    pupils=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(CLASSES), st.booleans()), max_size=6
    ),
    said=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(CLASSES)), min_size=1, max_size=4
    ),
)
@settings(max_examples=5, deadline=None)
def test_k14_a_random_site_and_file_connect_nobody_and_tell_nothing_of_others(
    cast: Cast, pupils: list[tuple[str, str, bool]], said: list[tuple[str, str]]
) -> None:
    """With and without the pupils of the other school the office's plan is the same; it names the
    right pupil exactly where there is one."""
    Person.objects.filter(username__startswith="law.").delete()
    file = FILE + "".join(
        f"Lie;Ada{number};a{number}@example.org;BERG;{name};{of_class};;;\n"
        for number, (name, of_class) in enumerate(said)
    )
    here = []
    for number, (name, of_class, mine) in enumerate(pupils):
        school = "Hillside" if mine else "Lakeside"
        places = [tree.ensure(school)[0]]
        places += [tree.ensure(f"{school}/{of_class}")[0]] if of_class else []
        values = {"given_name": name, "family_name": "Berg"}
        made = person(f"law.{number}", "pupil", *places, **values)
        here += [(name, of_class, made.pk)] if mine else []
    here += [("Nora", "5A", cast.nora.pk)]
    before = edges()
    found = planned(file, by=cast.henry, organisation="Hillside")
    lines = [(each.row, each.child_id) for each in found.relationships.all()]
    for number, (name, of_class) in enumerate(said):
        fit = [pk for other, place, pk in here if (other, place) == (name, of_class) and place]
        row = [child for line, child in lines if found.lines.line(line or 0) == number + 2]
        assert row == (fit if len(fit) == 1 else [])
    of_others = Membership.objects.filter(organisation__path__startswith="Lakeside")
    of_others.filter(person__username__startswith="law.").delete()
    alone = planned(file, by=cast.henry, organisation="Hillside")
    assert [(each.row, each.child_id) for each in alone.relationships.all()] == lines
    assert codes(alone) == codes(found)
    apply(alone, of_command_line(cast.henry).actor)
    assert edges() == before
    Person.objects.filter(given_name__startswith="Ada").delete()


def test_a_plan_line_says_what_the_file_said_until_it_is_let_go(cast: Cast) -> None:
    roster_import = planned(FILE + ADA, organisation="Hillside")
    [line] = PlannedRelationship.objects.filter(roster_import=roster_import)
    assert (line.act, line.child_id, line.granted) == ("propose", cast.nora.pk, False)
    assert line.described == '["Nora", "BERG", "5 a", ""]'
