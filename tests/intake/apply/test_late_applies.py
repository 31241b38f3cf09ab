"""K10: what a plan rests on is checked when it is applied, and nothing else is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, make, person
from tests.importing import edges, imported, planned
from tests.intake.apply.late import HANDS, HEAD, OFFICE, ROWS, applied_late, stale

pytestmark = pytest.mark.django_db


def test_k10_the_address_that_found_somebody_is_a_premise(cast: Cast) -> None:
    roster_import = planned(HEAD + ",,Kari,Berg,kari@example.org,H-1\n", match_on="email")
    Person.objects.filter(pk=cast.kari.pk).update(email="new@example.org")
    Person.objects.filter(pk=cast.jonas.pk).update(email="kari@example.org")
    assert stale(roster_import) == "addresses"


def test_k10_that_nobody_else_has_the_address_is_a_premise(cast: Cast) -> None:
    roster_import = planned(HEAD + ",,Kari,Berg,kari@example.org,H-1\n", match_on="email")
    Person.objects.filter(pk=cast.jonas.pk).update(email="Kari@example.org")
    assert stale(roster_import) == "addresses"


def test_k10_that_an_address_found_nobody_is_a_premise(cast: Cast) -> None:
    roster_import = planned(HEAD + ",ada,Ada,Moe,ada@example.org,H-1\n", match_on="email")
    Person.objects.filter(pk=cast.jonas.pk).update(email="ada@example.org")
    assert stale(roster_import) == "addresses"


@pytest.mark.parametrize("profile", [Profile.PARENT, Profile.PUPIL])
def test_k02_that_nobody_has_the_key_with_zeros_in_front_is_a_premise(
    cast: Cast, profile: str
) -> None:
    mine, child = ("7", "") if profile == Profile.PARENT else ("P-5", "7")
    roster_import = planned(HEAD + f"{mine},,Ada,Moe,,{child}\n")
    person("some.body", profile, sync_key="007")
    assert stale(roster_import) == "padded keys"


def test_k10_a_living_site_does_not_make_a_plan_stale(cast: Cast) -> None:
    roster_import = planned(HEAD + "P-1,,Kari,Berg,,H-1\n")
    Person.objects.filter(pk=cast.kari.pk).update(phone="1234")
    person("ada.moe", Profile.PARENT, sync_key="P-5")
    apply(roster_import, OFFICE)


@given(ROWS, HANDS, st.sampled_from([None, "sync-key", "username", "email"]), st.randoms())
def test_k10_a_late_apply_does_what_a_new_plan_would_do_or_nothing(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, rows, hands, match_on: str | None, chance: random.Random
) -> None:
    with fresh():
        make()
        applied_late(rows, hands, {} if match_on is None else {"match_on": match_on})


NAMES = ["Anna,Berg", "Anna,Holm", "Anna Eva,Berg", "A.,Berg", "Bo,Tang", "Boo,Tang"]
WEEKS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["P1", "P2", "P3"]),
            st.sampled_from(NAMES),
            st.sampled_from(["C1", "C2", "C3", ""]),
        ),
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)


# Who could ever be one person, written down by hand: nobody of one line is anybody of another.
ONE = [{"Anna,Berg", "Anna,Holm", "Anna Eva,Berg", "A.,Berg"}, {"Bo,Tang"}, {"Boo,Tang"}]


def line_of(name: str) -> int:
    return next(number for number, names in enumerate(ONE) if name in names)


@given(WEEKS)
def test_k32_no_sequence_of_files_makes_somebody_else_of_anybody(fresh, weeks) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    """Nobody becomes somebody of another line, and nobody gains a child by a row about one."""
    with fresh():
        for week in weeks:
            was = {p.sync_key: line_of(f"{p.given_name},{p.family_name}")
                   for p in Person.objects.filter(profile=Profile.PARENT)}  # fmt: skip
            had = edges()
            file = "SyncID,First name,Last name,ChildID\n"
            file += "".join(f"{key},{name},{child}\n" for key, name, child in week)
            imported("SyncID,First name,Last name\nC1,Una,X\nC2,Ivo,Y\nC3,Pia,Z\n", profile="pupil")
            imported(file)
            for now in Person.objects.filter(profile=Profile.PARENT):
                line = line_of(f"{now.given_name},{now.family_name}")
                assert was.get(now.sync_key, line) == line
            for parent, child in edges() - had:
                said = {line_of(name) for key, name, kid in week if (key, kid) == (parent, child)}
                assert len(said) == 1
                assert said == {was.get(parent, min(said))}
