"""K32, K9: what is asked stays so when the same file comes again, whatever it changed itself."""

import pytest

from kinkeeper.families import answer_question
from kinkeeper.families.models import Question
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from tests.cast import Cast
from tests.importing import edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
PUPILS = "SyncID,First name,Last name\n"


def pupils(count: int = 6) -> None:
    imported(PUPILS + "".join(f"c{n},Kid{n},Moe\n" for n in range(1, count)), profile="pupil")


@pytest.mark.parametrize("nights", [2, 3])
def test_k09_a_reused_key_is_not_taken_over_the_second_night(cast: Cast, nights: int) -> None:
    pupils()
    imported(HEAD + "p1,Kari,Berg,c1\n")
    file = HEAD + "p1,Kari,Lund,c2\np3,Kari,Berg,c1\n"
    for _night in range(nights):
        imported(file)
    assert Person.objects.get(sync_key="p1").family_name == "Berg"
    assert ("p1", "c2") not in edges()
    assert is_empty(planned(file))


def test_k32_a_shifted_column_does_not_dissolve_over_the_nights(cast: Cast) -> None:
    pupils()
    imported(HEAD + "p1,Anna,Bäcker,c1\np2,Anna,Müller,c2\np3,Anna,Köhler,c3\n")
    before = edges()
    for _night in range(4):
        imported(HEAD + "p1,Anna,Mueller,c2\np2,Anna,Koehler,c3\np3,Anna,Neumann,c4\n")
    assert edges() == before


def test_k34_a_former_key_tolerates_no_new_family_name(cast: Cast, office: Actor) -> None:
    edit(office, cast.nora, {"sync_key": "H-100"}, reach=WHOLE_SITE)
    roster_import = imported(PUPILS + "H-1,Nora,Lie\nH-100,Nora,Berg\n", profile="pupil")
    assert roster_import.counts["people"]["asked"] == 1
    imported(HEAD + "P-80,Tor,Lie,H-1\n")
    assert ("P-80", "H-100") not in edges()


def test_k32_nobody_new_is_connected_by_a_key_in_doubt(cast: Cast, office: Actor) -> None:
    imported(PUPILS + "H-2,Una,Lund\n", profile="pupil")
    imported(HEAD + "P-50,Per,Lund,H-2\n")
    assert ("P-50", "H-2") not in edges()
    answer_question.other(office, Question.objects.get())
    imported(HEAD + "P-51,Eva,Lund,H-2\n")
    assert ("P-51", "H-2") not in edges()
    assert ("P-1", "H-2") in edges()


@pytest.mark.parametrize("guess", ["Vera,Stranger", "Vera,Wrong"])
def test_k14_a_guess_at_a_name_out_of_reach_tells_nothing(cast: Cast, guess: str) -> None:
    file = HEAD + f"P-1,Vera,Berg,H-1\nP-9,{guess},\n"
    Person.objects.filter(pk=cast.kari.pk).update(given_name="Vera", family_name="Stranger")
    roster_import = planned(file, organisation="Hillside", by=cast.henry)
    acts = {person.sync_key: person.act for person in roster_import.people.all()}
    assert acts["P-9"] == "rejected"
    assert acts["P-1"] == ("asked" if guess == "Vera,Stranger" else "update")


def test_k05_names_in_another_order_make_nobody_else(cast: Cast) -> None:
    pupils()
    file = HEAD + "p1,Kari,Berg,c1\np1,Berg,Kari,c2\n"
    imported(file)
    made = Person.objects.get(sync_key="p1")
    assert {made.given_name, made.family_name} == {"Kari", "Berg"}
    assert is_empty(planned(file))


def test_k09_half_a_name_in_one_of_two_rows_is_not_asked_about(cast: Cast) -> None:
    pupils()
    file = HEAD + "p1,Ann,Berg,c1\np1,,Berg,c2\n"
    imported(file)
    assert {("p1", "c1"), ("p1", "c2")} <= edges()
    assert planned(file).counts["people"]["asked"] == 0


def test_k32_twins_are_rivals_by_the_day_that_is_stored(cast: Cast) -> None:
    imported(
        "SyncID,First name,Last name,Birth date\n"
        "t1,Marina,Moe,2012-05-05\nt2,Marine,Moe,2012-05-05\n",
        profile="pupil",
    )
    roster_import = imported(PUPILS + "t1,Marine,Moe\n", profile="pupil")
    assert roster_import.counts["people"]["asked"] == 1
