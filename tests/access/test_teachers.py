"""ACC-13: a teacher sees the pupils of the own classes and groups with their parents, and nobody
else, whatever is asked for."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_command_line
from kinkeeper.cli.main import main
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import tree
from kinkeeper.people.models import Membership, Profile
from tests.cast import Cast, connected, person
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
PLACES = ["Hillside", "Hillside/5A", "Hillside/5B", "Hillside/Mentor 3", "Lakeside", "Lakeside/5A"]
SOME = st.lists(st.sampled_from(PLACES), max_size=2, unique=True)
STATES = st.sampled_from(["active", "proposed", "blocked", "ended"])


def taught(places: list[str]) -> list[str]:
    """Without the school above an own class."""
    return [p for p in places if not any(other.startswith(f"{p}/") for other in places)]


@given(
    mine=SOME,
    families=st.lists(st.tuples(SOME, SOME, STATES), min_size=1, max_size=4),
)
def test_r_044_acc_13_law_a_teacher_sees_own_pupils_and_their_parents(
    cast: Cast, mine: list[str], families: list[tuple[list[str], list[str], str]]
) -> None:
    with transaction.atomic():
        nodes = {path: tree.ensure(path)[0] for path in PLACES}
        teacher = person("tea.cher", Profile.TEACHER, *[nodes[path] for path in mine])
        expected = set()
        for at, (theirs, childs, state) in enumerate(families):
            parent = person(f"ada.{at}", Profile.PARENT, *[nodes[path] for path in theirs])
            child = person(f"cleo.{at}", Profile.PUPIL, *[nodes[path] for path in childs])
            relationship = connected(parent, child)
            relationship.state = state
            relationship.save()
            own = any(
                place == root or place.startswith(f"{root}/")
                for place in childs
                for root in taught(mine)
            )
            if own:
                expected |= {child.pk, *([parent.pk] if state == "active" else [])}
        viewer = of_command_line(teacher)
        shown = scopes.people(viewer).filter(username__regex=r"^(ada|cleo)\.")
        assert set(shown.values_list("pk", flat=True)) == expected
        assert not scopes.editable_people(viewer).exists()
        transaction.set_rollback(True)


def test_acc_13_a_mentor_sees_the_own_group(cast: Cast, signed_in: As) -> None:
    group = tree.ensure("Hillside/Mentor 3")[0]
    mentor = person("mona.mentor", Profile.TEACHER, cast.hillside, group)
    Membership.objects.create(person=cast.elias, organisation=group)
    client = signed_in(mentor)
    home = client.get("/staff/").content.decode()
    assert ["Elias" in home, "Nora" in home] == [True, False]
    assert client.get(f"/staff/people/{cast.elias.pk}/").status_code == 200
    assert client.get(f"/staff/people/{cast.kari.pk}/").status_code == 200
    for other in (cast.nora, cast.jonas, cast.theo, cast.henry):
        assert client.get(f"/staff/people/{other.pk}/").status_code == 404


def test_acc_13_no_filter_widens_a_teachers_list(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.maria)
    for query in ("?q=elias", "?organisation=Lakeside", "?profile=pupil", "?only=trash", "?page=9"):
        page = client.get(f"/staff/people/{query}").content.decode()
        for name in ("Elias Berg", "Theo", "Mila", "Henry", "Vera"):
            assert name not in page, (query, name)
    page = client.get(f"/staff/people/{cast.jonas.pk}/").content.decode()
    assert ["Nora" in page, "Theo" in page] == [True, False]
    assert client.get("/staff/imports/pupils.csv?organisation=Hillside").status_code == 404


def test_acc_13_a_teachers_export_is_in_the_journal_with_who_is_in_it(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people", "list", "--json", "--as", "user:maria.ortega"]) == 0
    printed = capsys.readouterr().out
    assert ["Nora" in printed, "Elias" in printed, "Theo" in printed] == [True, False, False]
    line = Entry.objects.get(action="child.viewed")
    assert (line.child_id, line.role, line.data["what"]) == (cast.nora.pk, "teacher", "people list")
