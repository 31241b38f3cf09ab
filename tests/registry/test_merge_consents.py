"""K18 and K27: what a pupil of age decided, and whose access goes on, for two accounts of one."""

from datetime import date

import pytest

from kinkeeper.families.consent import continue_after, decide, end_continuation, going_on
from kinkeeper.families.consent_models import Basis, Consent
from kinkeeper.families.stated_rights import on
from kinkeeper.intake.apply.premises import broken
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast, connected, person
from tests.importing import undone
from tests.merging import OFFICE, merged, unmerged
from tests.records.test_rights_with_days import DAY, applied, files, plan

pytestmark = pytest.mark.django_db
WIDE, NARROW = [Area.SCHOOL_DAY, Area.ABSENCE], [Area.ABSENCE]
ALL_OF_IT = "P-1,H-1,school-day;absence,,"


@pytest.fixture
def nora(cast: Cast) -> Person:
    """Of age."""
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=date(2005, 5, 3))
    cast.nora.refresh_from_db()
    return cast.nora


@pytest.fixture
def other(cast: Cast, nora: Person) -> Person:
    """Kari's second account (P-1 is her first), also connected with Nora."""
    made = person("kari.berg2", "parent", cast.hillside, given_name="Kari", family_name="Berg",
                  sync_key="P-8")  # fmt: skip
    connected(made, nora)
    return made


def says(nora: Person, parent: Person, areas: list[Area]) -> None:
    decide(Actor(nora.pk, "Nora", "a test"), nora, parent, areas)


def sees(parent: Person, nora: Person) -> set[Area]:
    return set(on(parent, nora, DAY).sees)


def test_k18_k27_what_was_withdrawn_from_either_account_is_brought_back_by_no_file(
    cast: Cast, nora: Person, other: Person
) -> None:
    says(nora, other, WIDE)
    says(nora, other, [])
    made = merged(cast.kari, other)
    again = applied(files("consents", ALL_OF_IT))
    assert again.counts["consents"]["decided"] == 1
    assert sees(cast.kari, nora) == set()
    unmerged(made)
    applied(files("consents", ALL_OF_IT))
    assert (sees(cast.kari, nora), sees(other, nora)) == (set(WIDE), set())


def test_k18_k27_what_a_merge_narrows_is_widened_by_no_file_and_no_undo(
    cast: Cast, nora: Person, other: Person
) -> None:
    applied(files("consents", ALL_OF_IT))
    says(nora, other, NARROW)
    made = merged(cast.kari, other)
    assert sees(cast.kari, nora) == set(NARROW)
    applied(files("consents", "P-1,H-1,school-day;absence,2026-01-01,"))
    assert sees(cast.kari, nora) == set(NARROW)
    unmerged(made)
    assert (sees(cast.kari, nora), sees(other, nora)) == (set(NARROW), set(NARROW))


def test_k13_k18_an_undo_after_a_merge_revives_no_earlier_consent(
    cast: Cast, nora: Person, other: Person
) -> None:
    applied(files("consents", ALL_OF_IT))
    second = applied(files("consents", "P-1,H-1,absence,,"))
    says(nora, other, NARROW)
    says(nora, other, [])
    merged(cast.kari, other)
    undone(second)
    assert sees(cast.kari, nora) == set()


def test_k18_a_consent_until_a_day_is_no_longer_after_a_merge(
    cast: Cast, nora: Person, other: Person
) -> None:
    applied(files("consents", ALL_OF_IT, "P-8,H-1,absence,,2026-08-31"))
    merged(cast.kari, other)
    assert sees(cast.kari, nora) == set()


def test_k18_k27_what_was_decided_for_the_joined_account_holds_for_both(
    cast: Cast, nora: Person, other: Person
) -> None:
    says(nora, cast.kari, WIDE)
    says(nora, other, WIDE)
    made = merged(cast.kari, other)
    says(nora, cast.kari, [])
    unmerged(made)
    assert (sees(cast.kari, nora), sees(other, nora)) == (set(), set())
    applied(files("consents", "P-8,H-1,absence,,"))
    assert sees(other, nora) == set()


def test_k18_a_consent_that_a_file_brought_for_two_who_were_one_is_left_to_the_next_file(
    cast: Cast, nora: Person, other: Person
) -> None:
    made = merged(cast.kari, other)
    applied(files("consents", "P-8,H-1,absence,,"))
    assert sees(cast.kari, nora) == set(NARROW)
    unmerged(made)
    assert (sees(cast.kari, nora), sees(other, nora)) == (set(), set())
    applied(files("consents", "P-8,H-1,absence,,"))
    assert (sees(cast.kari, nora), sees(other, nora)) == (set(), set(NARROW))


def test_k10_k18_a_plan_of_two_who_were_one_is_not_applied_after_they_are_parted(
    cast: Cast, nora: Person, other: Person
) -> None:
    made = merged(cast.kari, other)
    of_other = plan(files("consents", "P-8,H-1,absence,,"))
    rights = plan(files("rights", "P-8,H-1,absence,,"))
    unmerged(made)
    assert (broken(of_other), broken(rights)) == ("named people", "named people")


def test_k18_a_child_does_not_come_of_age_by_a_mistaken_merge(cast: Cast, nora: Person) -> None:
    """Nora, of age, was taken for Elias, who is not."""
    Person.objects.filter(pk=cast.elias.pk).update(birth_date=date(2020, 5, 3))
    cast.elias.refresh_from_db()
    applied(files("consents", "P-1,H-2,absence,,"))
    says(nora, cast.kari, NARROW)
    says(nora, cast.kari, [])
    unmerged(merged(cast.elias, nora))
    assert sees(cast.kari, cast.elias) == set(Area)
    assert not Consent.objects.filter(pupil=cast.elias, source="").exists()


@pytest.mark.parametrize("has_one", [False, True])
def test_k18_a_guardians_access_goes_on_after_a_merge_and_goes_back(
    cast: Cast, nora: Person, other: Person, *, has_one: bool
) -> None:
    continue_after(OFFICE, other, nora, Basis.GUARDIANSHIP, reason="an order")
    if has_one:
        continue_after(OFFICE, cast.kari, nora, Basis.GUARDIANSHIP, reason="an order")
    made = merged(cast.kari, other)
    assert sees(cast.kari, nora) == set(Area)
    unmerged(made)
    assert (sees(cast.kari, nora) == set(Area), sees(other, nora)) == (has_one, set(Area))


@pytest.mark.parametrize("has_one", [False, True])
def test_k17_k27_what_was_ended_for_the_joined_guardian_is_ended_for_both(
    cast: Cast, nora: Person, other: Person, *, has_one: bool
) -> None:
    continue_after(OFFICE, other, nora, Basis.GUARDIANSHIP, reason="an order")
    if has_one:
        continue_after(OFFICE, cast.kari, nora, Basis.GUARDIANSHIP, reason="an order")
    made = merged(cast.kari, other)
    end_continuation(OFFICE, cast.kari, nora, reason="lifted")
    unmerged(made)
    assert going_on(other, nora) is going_on(cast.kari, nora) is None
    assert (sees(cast.kari, nora), sees(other, nora)) == (set(), set())
