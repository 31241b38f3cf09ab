"""K32: a row that names somebody otherwise than the site does changes and connects nothing."""

from typing import Any

import pytest

from kinkeeper.families import answer_question, reopen_question
from kinkeeper.families.models import Question, QuestionKind, Relationship
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.importing import codes, edges, imported, planned, snapshot, undone

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
HEAD = "SyncID,Username,First name,Last name,E-mail,ChildID\n"
PUPILS = "SyncID,First name,Last name,Birth date\n" + "".join(
    f"c{n},Kid{chr(96 + n)},Moe,2012-01-{n:02}\n" for n in range(1, 13)
)
FIRST = HEAD + "p7,rea,Rea,Holm,rea@example.org,c1\n"
THEN = HEAD + "p7,rea,Bo,Tang,bo@example.org,c7\n"


@pytest.fixture(autouse=True)
def pupils() -> None:
    imported(PUPILS, profile="pupil")


def rows(*lines: str) -> str:
    return HEAD + "\n".join(lines) + "\n"


def people(roster_import: Import) -> dict[str, int]:
    found: dict[str, int] = roster_import.counts["people"]
    return found


def test_k32_a_key_that_was_given_to_another_connects_nobody() -> None:
    """A key reused within the site: the second week names another person under it."""
    imported(FIRST)
    before = snapshot()
    roster_import = imported(THEN)
    assert snapshot() == before
    assert people(roster_import)["asked"] == 1
    assert roster_import.counts["relationships"]["asked"] == 1
    assert codes(roster_import) == {"other-person": 1}
    asked = Question.objects.get()
    assert asked.parent is not None
    assert (asked.kind, asked.parent.given_name, asked.value) == (
        QuestionKind.OTHER_PERSON, "Rea", "Bo Tang",
    )  # fmt: skip
    assert asked.detail["changes"]["given_name"] == ["Rea", "Bo"]


def test_k32_the_same_file_asks_once_and_plans_nothing() -> None:
    imported(FIRST)
    imported(THEN)
    roster_import = planned(THEN)
    assert is_empty(roster_import)
    assert people(roster_import)["asked"] == 1
    imported(THEN)
    assert Question.objects.count() == 1


@pytest.mark.parametrize("match_on", ["sync-key", "username", "email", None])
def test_k32_however_the_person_was_found(match_on: str | None) -> None:
    imported(FIRST)
    key = "" if match_on in {"username", None} else "p7"
    name = "" if match_on in {"email", "sync-key"} else "rea"
    roster_import = imported(rows(f"{key},{name},Bo,Tang,rea@example.org,c7"), match_on=match_on)
    assert people(roster_import)["asked"] == 1
    assert edges() == {("p7", "c1")}


def test_k32_a_pupil_is_not_replaced_either() -> None:
    imported(FIRST)
    roster_import = imported("SyncID,First name,Last name\nc1,Una,Lund\n", profile="pupil")
    assert people(roster_import)["asked"] == 1
    assert Person.objects.get(sync_key="c1").given_name == "Kida"


def test_k32_another_birth_date_is_asked_about() -> None:
    roster_import = imported(
        "SyncID,First name,Last name,Birth date\nc1,Kida,Moe,2013-05-05\n", profile="pupil"
    )
    assert people(roster_import)["asked"] == 1
    assert roster_import.problems.get().detail == {"difference": "date"}


def test_k32_the_same_person_goes_through_and_is_not_asked_again() -> None:
    imported(FIRST)
    imported(THEN)
    answer_question.same(OFFICE, Question.objects.get(), reason="new name after a marriage")
    roster_import = imported(THEN)
    assert people(roster_import) == {
        "create": 0,
        "update": 1,
        "unchanged": 0,
        "asked": 0,
        "rejected": 0,
    }
    assert edges() == {("p7", "c1"), ("p7", "c7")}
    assert is_empty(planned(THEN))


def test_k32_somebody_else_is_left_out_and_not_asked_again() -> None:
    imported(FIRST)
    imported(THEN)
    answer_question.other(OFFICE, Question.objects.get())
    roster_import = imported(THEN)
    assert people(roster_import)["rejected"] == 1
    assert codes(roster_import) == {"other-person": 1}
    assert roster_import.problems.get().severity == "error"
    assert edges() == {("p7", "c1")}
    assert Question.objects.filter(answer="").count() == 0


def test_k32_an_answer_is_about_one_name_only() -> None:
    imported(FIRST)
    imported(THEN)
    answer_question.same(OFFICE, Question.objects.get())
    roster_import = imported(rows("p7,rea,Udo,Lang,,c9"))
    assert people(roster_import)["asked"] == 1


def test_k32_an_answer_holds_for_its_series_alone() -> None:
    imported(FIRST)
    imported(THEN)
    answer_question.same(OFFICE, Question.objects.get())
    assert people(planned(THEN, series="clubs"))["asked"] == 1


def test_k10_a_plan_does_not_outlive_the_decision_it_rests_on() -> None:
    imported(FIRST)
    imported(THEN)
    answer_question.same(OFFICE, Question.objects.get())
    roster_import = planned(THEN)
    reopen_question.ask_again(OFFICE, Question.objects.get())
    with pytest.raises(Stale):
        apply(roster_import, OFFICE)
    assert edges() == {("p7", "c1")}


def test_k10_a_plan_does_not_outlive_the_name_it_rests_on() -> None:
    imported(FIRST)
    roster_import = planned(rows("p7,rea,Rea,Holm,rea@example.org,c2"))
    Person.objects.filter(sync_key="p7").update(given_name="Bo", family_name="Tang")
    with pytest.raises(Stale):
        apply(roster_import, OFFICE)


def test_k32_a_name_that_fits_somebody_else_in_the_file_is_asked_about() -> None:
    imported(rows("p1,,Anna,Berg,,c1", "p2,,Anna,Holm,,c2"))
    roster_import = imported(rows("p1,,Anna,Holm,,c2", "p2,,Anna,Berg,,c1"))
    assert people(roster_import)["asked"] == 2
    assert edges() == {("p1", "c1"), ("p2", "c2")}


@pytest.mark.parametrize(
    ("said", "other"),
    [("Müller", "Mueller"), ("Mueller", "Müller"), ("Petrov", "Петров"), ("Петров", "Petrov"),
     ("Berg Moe", "Berg/Moe"), ("Berg_Moe", "Berg-Moe")],
)  # fmt: skip
def test_k32_a_rival_is_seen_in_any_spelling_and_script(said: str, other: str) -> None:
    imported(rows("p1,,Anna,Lie,,c1"))
    roster_import = imported(rows(f"p1,,Anna,{said},,c2", f"p2,,Anna,{other},,c3"))
    assert people(roster_import)["asked"] == 1
    assert ("p1", "c2") not in edges()


def test_k32_a_rival_in_the_file_born_on_the_same_day_is_seen_by_a_short_form() -> None:
    born = "SyncID,First name,Last name,Birth date\n"
    imported(born + "d1,Robert,Berg,2012-03-03\n", profile="pupil")
    file = born + "d1,Robert,Holm,2012-03-03\nd2,Bob,Tang,2012-03-03\n"
    assert people(imported(file, profile="pupil"))["asked"] == 1


def test_k32_a_key_that_moved_within_the_file_is_asked_about() -> None:
    """Anna Berg stands in the file under a new key: p1 is somebody else's now."""
    imported(rows("p1,,Anna,Berg,,c1"))
    roster_import = imported(rows("p1,,Anna,Holm,,c2", "p9,,Anna,Berg,,c1"))
    assert people(roster_import)["asked"] == 1
    assert ("p1", "c2") not in edges()


def test_k32_a_new_family_name_alone_is_taken_over() -> None:
    imported(rows("p1,,Anna,Berg,,c1", "p2,,Ole,Lund,,c2"))
    roster_import = imported(rows("p1,,Anna,Holm,,c1", "p2,,Ole,Lund,,c2"))
    assert people(roster_import)["update"] == 1
    assert Person.objects.get(sync_key="p1").family_name == "Holm"


def test_k32_the_other_parent_of_the_child_is_a_rival() -> None:
    imported(rows("p1,,Anna,Berg,,c1", "p2,,Anna,Holm,,c1"))
    roster_import = imported(rows("p1,,Anna,Holm,,c1"))
    assert people(roster_import)["asked"] == 1


def test_k32_twins_are_rivals() -> None:
    imported(rows("p1,,Ole,Moe,,c1", "p1,,Ole,Moe,,c2"))
    Person.objects.filter(sync_key="c1").update(given_name="Kristina")
    Person.objects.filter(sync_key="c2").update(given_name="Kristine", birth_date=None)
    roster_import = imported("SyncID,First name,Last name\nc1,Kristine,Moe\n", profile="pupil")
    assert people(roster_import)["asked"] == 1


def test_k32_somebody_born_on_the_same_day_is_a_rival() -> None:
    imported("SyncID,First name,Last name,Birth date\nd1,Eva,Lund,2012-01-01\n", profile="pupil")
    Person.objects.filter(sync_key="c1").update(given_name="Eva")
    roster_import = imported(
        "SyncID,First name,Last name,Birth date\nc1,Eva,Lund,2012-01-01\n", profile="pupil"
    )
    assert people(roster_import)["asked"] == 1


def test_k32_many_other_names_stop_the_file_and_accepting_answers_none() -> None:
    names = [f"{chr(97 + n)}{chr(97 + n)}" for n in range(12)]
    imported(rows(*(f"p{n},,A{name},Berg,," for n, name in enumerate(names))))
    roster_import = planned(rows(*(f"p{n},,O{name},Holm,,c1" for n, name in enumerate(names))))
    assert [each["code"] for each in roster_import.counts["guard"]["reasons"]] == ["keys-moved"]
    apply(roster_import, OFFICE, accept="this is the right file")
    assert edges() == set()
    assert Question.objects.filter(answer="").count() == 12


def test_k06_an_exact_file_ends_nothing_of_somebody_who_is_asked_about() -> None:
    imported(rows("p7,rea,Rea,Holm,,c1", "p8,,Ole,Lund,,c2"), links="exact")
    imported(rows("p7,rea,Bo,Tang,,c7", "p8,,Ole,Lund,,c2"), links="exact")
    assert edges() == {("p7", "c1"), ("p8", "c2")}


def test_k13_an_undo_takes_its_questions_with_it() -> None:
    imported(FIRST)
    before = snapshot()
    undone(imported(THEN))
    assert snapshot() == before
    assert Question.objects.count() == 0


def test_k11_a_row_of_two_that_differs_is_asked_about_with_the_other() -> None:
    imported(FIRST)
    roster_import = imported(rows("p7,,Rea,Holm,,c2", ",rea,Bo,Tang,,c7"))
    assert codes(roster_import) == {"conflicting-rows": 2}
    assert edges() == {("p7", "c1")}


def test_k32_a_keyless_person_is_asked_about_and_then_gets_the_key() -> None:
    imported(rows(",rea,Rea,Holm,,c1"))
    roster_import = imported(rows("p7,rea,Rea,Holm,,c2"))
    assert people(roster_import)["asked"] == 1
    assert roster_import.problems.get().detail == {"difference": "keyless"}
    answer_question.same(OFFICE, Question.objects.get())
    imported(rows("p7,rea,Rea,Holm,,c2"))
    assert edges() == {("p7", "c1"), ("p7", "c2")}
    assert Relationship.objects.count() == 2


@pytest.mark.parametrize("match_on", ["username", "email"])
def test_k32_a_key_for_somebody_without_one_is_asked_about_however_found(match_on: str) -> None:
    imported(rows(",rea,Rea,Holm,rea@example.org,c1"))
    text = rows("p7,rea,Rea,Holm,rea@example.org,c2")
    roster_import = imported(text, match_on=match_on)
    assert people(roster_import)["asked"] == 1
    assert roster_import.problems.get().detail == {"difference": "keyless"}
    assert edges() == {("rea", "c1")}
    assert is_empty(planned(text, match_on=match_on))
    answer_question.same(OFFICE, Question.objects.get())
    imported(text, match_on=match_on)
    assert edges() == {("p7", "c1"), ("p7", "c2")}
    assert is_empty(planned(text, match_on=match_on))


def test_k32_a_row_that_brings_no_key_or_the_known_one_is_not_asked_about() -> None:
    imported(FIRST)
    imported(rows(",ole,Ole,Lund,,c2"))
    roster_import = imported(rows("p7,rea,Rea,Holm,,c3", ",ole,Ole,Lund,,c4"), match_on="username")
    assert people(roster_import)["asked"] == 0
    assert {("p7", "c3"), ("ole", "c4")} <= edges()


def test_k04_a_keyless_person_of_another_name_is_left_alone() -> None:
    imported(rows(",rea,Rea,Holm,,c1"))
    roster_import = imported(rows("p7,rea,Bo,Tang,,c2"))
    assert codes(roster_import) == {"username-taken": 1}
    assert edges() == {("rea", "c1")}


@pytest.mark.parametrize("file", [("a.csv", b"P1,c2,add\n"), "SyncID,ChildID\nP1,c2\n"])
@pytest.mark.parametrize("answer", ["", "other", "same"])
def test_k32_a_row_without_a_name_does_not_pass_beside_the_question(file: Any, answer: str) -> None:
    """Relationships in a file of their own, whose keys are in doubt because of another file."""
    imported("SyncID,First name,Last name\nP1,Rea,Holm\n")
    imported("SyncID,First name,Last name\nP1,Bo,Tang\n")
    [asked] = Question.objects.filter(kind=QuestionKind.OTHER_PERSON)
    if answer:
        {"other": answer_question.other, "same": answer_question.same}[answer](OFFICE, asked)
    made = imported(file)
    acts = {name: count for name, count in made.counts["relationships"].items() if count}
    assert acts == {{"": "asked", "other": "proposed", "same": "create"}[answer]: 1}
    asked.refresh_from_db()
    assert asked.answer == answer  # nor does such a row settle it
    assert asked.detail["changes"]
