"""K10 and K32: that nobody else could be meant is a premise of whoever is taken for the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families import answer_question
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Question
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, make, person
from tests.importing import imported, planned
from tests.intake.apply.late import ACTS, DAY, HANDS, HEAD, OFFICE, applied_late, by_hand, stale

pytestmark = pytest.mark.django_db


def test_k10_that_no_relative_fits_as_well_is_a_premise(cast: Cast) -> None:
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,H-1\n")
    newcomer = person("kari.holm", Profile.PARENT)
    connect(OFFICE, newcomer, cast.nora)
    assert stale(roster_import) == "rivals"
    assert planned(HEAD + "P-1,,Kari,Holm,,H-1\n").counts["people"]["asked"] == 1


def test_k10_that_no_parent_of_a_child_to_come_fits_as_well_is_a_premise(cast: Cast) -> None:
    """The child is one whom the row names and with whom nobody is connected yet."""
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,L-1\n")
    connect(OFFICE, person("kari.holm", Profile.PARENT), cast.theo)
    assert stale(roster_import) == "rivals"


def test_k10_that_nobody_born_on_the_day_fits_as_well_is_a_premise(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(birth_date=DAY)
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,H-1\n")
    person("kari.holm", Profile.PARENT, birth_date=DAY)
    assert stale(roster_import) == "rivals"


def test_k10_that_somebody_else_fits_as_well_is_a_premise(cast: Cast) -> None:
    newcomer = person("kari.holm", Profile.PARENT)
    relationship = connect(OFFICE, newcomer, cast.nora)
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,H-1\n")
    assert roster_import.counts["people"]["asked"] == 1
    disconnect(OFFICE, relationship.parent, relationship.child, reason="a test")
    assert stale(roster_import) == "rivals"


def test_k10_relatives_and_birthdays_of_another_name_make_no_plan_stale(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(birth_date=DAY)
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,H-1\n")
    connect(OFFICE, person("ada.moe", Profile.PARENT, birth_date=DAY), cast.nora)
    person("kari.holm", Profile.PARENT, birth_date="1980-01-02")
    apply(roster_import, OFFICE)
    assert Person.objects.get(pk=cast.kari.pk).family_name == "Holm"


def test_k14_a_rival_out_of_reach_makes_no_plan_stale(cast: Cast) -> None:
    connect(OFFICE, cast.kari, cast.theo)
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,H-1\n", by=cast.henry, organisation="Hillside")
    person("kari.holm", Profile.PARENT, cast.lakeside)
    connect(OFFICE, Person.objects.get(username="kari.holm"), cast.theo)
    apply(roster_import, OFFICE)


def test_k32_an_answer_makes_a_plan_stale_that_would_ask_again(cast: Cast) -> None:
    imported(HEAD + "P-1,,Bo,Tang,,H-1\n")
    roster_import = planned(HEAD + "P-1,,Bo,Tang,,H-2\n")
    answer_question.same(OFFICE, Question.objects.get())
    assert stale(roster_import) == "what is asked"


def test_k32_a_question_makes_a_plan_stale_that_would_not_ask(cast: Cast) -> None:
    """Another file of the series had a rival; what is asked stays asked."""
    roster_import = planned(HEAD + "P-1,,Kari,Holm,,H-1\n")
    imported(HEAD + "P-1,,Kari,Holm,,\nP-5,,Kari,Berg,,\n")
    assert stale(roster_import) == "what is not asked"


# A row that is a little different, and whoever comes before it is applied.
NEAR = st.tuples(
    st.just("P-1"),
    st.just(""),
    st.sampled_from(["Kari Eva,Berg", "Kari,Holm"]),
    st.just(""),
    st.sampled_from([DAY, ""]),
    st.sampled_from(["H-1", "L-1", ""]),
)
RIVALS = st.lists(
    st.tuples(st.sampled_from(ACTS[-2:]), st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=2,
)


@given(NEAR, HANDS, RIVALS)
def test_k10_a_late_apply_takes_nobody_for_whom_a_rival_has_come(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, row, before, hands
) -> None:
    with fresh():
        make()
        Person.objects.filter(sync_key="P-1").update(birth_date=DAY)
        for act, one, other in before:
            by_hand(act, one, other)
        applied_late([row], hands, {})
