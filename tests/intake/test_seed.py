"""The seed's example files give exactly what its page says, in any order, however often."""

import itertools

import pytest

from kinkeeper.families.models import PendingRelationship, PendingState
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.people.models import Person
from tests.importing import codes, edges, imported, planned, seed

pytestmark = pytest.mark.django_db
EXPECTED = {("222", "1"), ("333", "1"), ("222", "2"), ("333", "2")}
FILES = {1: "pupil", 2: "parent", 3: "parent"}


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_k05_the_three_files_in_any_order(order: tuple[int, ...]) -> None:
    for number in order:
        imported(seed(number), profile=FILES[number])
    assert edges() == EXPECTED
    assert Person.objects.count() == 4
    assert not PendingRelationship.objects.filter(state=PendingState.WAITING).exists()


def test_k09_each_file_again_plans_nothing() -> None:
    for number, profile in FILES.items():
        imported(seed(number), profile=profile)
    for number in (3, 1, 2, 2, 1, 3):
        assert is_empty(planned(seed(number), profile=FILES[number]))
        imported(seed(number), profile=FILES[number])
    assert edges() == EXPECTED


def test_k05_both_parent_files_at_once() -> None:
    imported(seed(1), profile="pupil")
    roster_import = imported(seed(2), seed(3))
    assert roster_import.counts["people"]["create"] == 2
    assert roster_import.counts["relationships"]["create"] == 4
    assert edges() == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_way_a_file_is_written_changes_nothing(encoding: str, delimiter: str) -> None:
    imported(seed(1), profile="pupil")
    for number in (2, 3):
        text = seed(number).decode().replace(",", delimiter)
        imported(text.encode(encoding))
    assert edges() == EXPECTED


def test_the_introduction_waits_for_pupils_who_are_not_here() -> None:
    roster_import = imported(seed(0))
    assert roster_import.counts["relationships"]["pending"] == 2
    assert codes(roster_import)["child-unknown"] == 2
    imported("SyncID,First name,Last name\nRGB346,Ann,Archer\n", profile="pupil")
    assert edges() == {("martharcher", "RGB346")}


def test_k12_the_seeds_passwords_are_too_short_and_the_account_is_made_without() -> None:
    roster_import = imported(seed(0))
    assert codes(roster_import)["password-weak"] == 2
    assert not Person.objects.exclude(password="").exists()
