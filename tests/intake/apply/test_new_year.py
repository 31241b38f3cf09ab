"""OPS-04, R-055: the new school year, twice, half-way, and with last year's file after it."""

from datetime import date, timedelta

import pytest

from kinkeeper.access.viewer import of_person
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.people.models import Person
from kinkeeper.readings import children
from tests.cast import Cast, connected, person
from tests.importing import edges, imported, planned, undone

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
# Kari has Nora (H-1), who leaves, and Elias (H-2), who stays; H-3 is new.
LAST_YEAR = HEAD + "P-1,Kari,Berg,H-1\nP-1,Kari,Berg,H-2\n"
THIS_YEAR = HEAD + "P-1,Kari,Berg,H-2\nP-1,Kari,Berg,H-3\n"
MINE = {("P-1", "H-1"), ("P-1", "H-2"), ("P-1", "H-3")}


def of_kari() -> set[str]:
    return {str(child) for _parent, child in edges() & MINE}


@pytest.fixture
def keyed(cast: Cast) -> Cast:
    for who, key in ((cast.nora, "H-1"), (cast.elias, "H-2")):
        Person.objects.filter(pk=who.pk).update(sync_key=key)
    person("ida.berg", "pupil", cast.hillside, sync_key="H-3", given_name="Ida")
    Relationship.objects.filter(parent=cast.kari).delete()
    imported(LAST_YEAR, links="exact", series="year")
    assert of_kari() == {"H-1", "H-2"}
    return cast


def test_ops_04_k09_the_new_year_twice_is_the_new_year(keyed: Cast) -> None:
    imported(THIS_YEAR, links="exact", series="year")
    assert of_kari() == {"H-2", "H-3"}
    again = planned(THIS_YEAR, links="exact", series="year")
    assert {act for act, count in again.counts["relationships"].items() if count} == {"existing"}


def test_ops_04_k13_the_new_year_is_undone(keyed: Cast) -> None:
    made = imported(THIS_YEAR, links="exact", series="year")
    undone(made)
    assert of_kari() == {"H-1", "H-2"}


def test_ops_04_k06_half_a_new_year_ends_nothing(keyed: Cast) -> None:
    imported(HEAD + "P-9,Ada,Lie,H-3\n", links="exact", series="year")
    assert of_kari() == {"H-1", "H-2"}


def test_r_055_ops_04_whose_day_has_come_is_seen_no_more_and_the_sibling_is(cast: Cast) -> None:
    Relationship.objects.filter(parent=cast.kari).delete()
    yesterday = date.today() - timedelta(days=2)  # noqa: DTZ011  # two days cover every zone
    connected(cast.kari, cast.nora, ends_on=yesterday)
    connected(cast.kari, cast.elias)
    listed = children.by_person(cast.kari, of_person(cast.admin, "a test").reach)
    assert list(listed) == [cast.elias]
    [left] = Relationship.objects.filter(parent=cast.kari, child=cast.nora)
    assert left.state == RelationshipState.ACTIVE  # no nightly job had to end it
