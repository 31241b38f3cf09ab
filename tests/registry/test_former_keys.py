"""A key leads to one pupil for ever, also when a hand changes it (K34)."""

from typing import Any

import pytest

from kinkeeper.access import viewer
from kinkeeper.families import answer_question, reopen_question
from kinkeeper.families.models import PendingRelationship, PendingState, Question, QuestionKind
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.sections.apply_context import Stale
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import FormerKey, Person, Profile
from kinkeeper.people.reach import reach_of
from kinkeeper.people.references import by_reference
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.registry.former_keys import Moving, move_key
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.trash import trash
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned, undone
from tests.merging import OFFICE, merged, unmerged

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
PUPILS = "SyncID,First name,Last name\n"
VERA = HEAD + "P-9,Vera,Stranger,H-1\n"


def rekey(whom: Person, key: str | None, **more: object) -> None:
    edit(OFFICE, whom, {"sync_key": key}, **({"reach": WHOLE_SITE} | more))  # type: ignore[arg-type]  # a test's own
    whom.refresh_from_db()


def led() -> dict[str, int]:
    return dict(FormerKey.objects.values_list("sync_key", "person_id"))


@pytest.fixture
def rekeyed(cast: Cast) -> Person:
    """Nora, whose key was H-1."""
    rekey(cast.nora, "N-1")
    return cast.nora


@pytest.mark.parametrize("new", ["N-1", None])
def test_k34_parents_under_the_former_key_mean_the_same_pupil(cast: Cast, new: str | None) -> None:
    rekey(cast.nora, new)
    roster_import = imported(VERA)
    assert codes(roster_import) == {}
    assert ("P-9", new) in edges()
    assert is_empty(planned(VERA))
    assert Person.objects.get(by_reference("key:H-1")) == cast.nora


def test_k34_a_file_of_pupils_finds_the_pupil_and_makes_nobody(rekeyed: Person) -> None:
    everybody = Person.objects.count()
    roster_import = imported(PUPILS + "H-1,Nora,Berg\nH-77,Ny,Moe\n", profile="pupil")
    assert (
        roster_import.counts["people"]["create"],
        roster_import.counts["people"]["unchanged"],
    ) == (1, 1)
    assert Person.objects.count() == everybody + 1
    rekeyed.refresh_from_db()
    assert rekeyed.sync_key == "N-1"
    assert is_empty(planned(PUPILS + "H-1,Nora,Berg\nN-1,Nora,Berg\n", profile="pupil"))


def test_k34_exact_takes_nothing_away_whichever_key_the_file_names(cast: Cast) -> None:
    imported(VERA, links="exact")
    rekey(cast.nora, "N-1")
    for key in ("H-1", "N-1"):
        assert is_empty(planned(HEAD + f"P-9,Vera,Stranger,{key}\n", links="exact"))
    rekey(cast.nora, "N-2")
    imported(VERA, links="exact")
    assert ("P-9", "N-2") in edges()


def test_k34_a_key_given_back_is_no_former_key_any_more(rekeyed: Person) -> None:
    assert led() == {"H-1": rekeyed.pk}
    rekey(rekeyed, "H-1")
    assert led() == {"N-1": rekeyed.pk}


def test_k34_a_parents_former_key_is_free(cast: Cast) -> None:
    rekey(cast.kari, "P-77")
    rekey(cast.jonas, "P-1")
    assert led() == {}


@pytest.mark.parametrize("profile", [Profile.PUPIL, Profile.PARENT])
def test_k34_nobody_else_is_given_it_without_a_decision(rekeyed: Person, profile: str) -> None:
    new = {"profile": profile, "given_name": "Ida", "family_name": "Lie", "sync_key": "H-1"}
    with pytest.raises(Refusal, match="belonged to Nora Berg until") as refused:
        add(OFFICE, new, organisations=[], moving=Moving(WHOLE_SITE))
    assert refused.value.code == "key-led-elsewhere"
    with pytest.raises(Refusal) as refused:
        rekey(Person.objects.get(sync_key="H-2"), "H-1", move_key="  ")
    assert (refused.value.code, refused.value.field) == ("key-led-elsewhere", "sync_key")
    ida = add(OFFICE, new, organisations=[], moving=Moving(WHOLE_SITE, "numbered anew"))
    line = Entry.objects.get(action="person.key-moved")
    assert (line.person_id, line.data["receiver_id"]) == (rekeyed.pk, ida.pk)
    assert line.data["reason"] == "numbered anew"
    assert led() == {}


def test_k34_files_follow_a_key_that_a_person_moved(cast: Cast, rekeyed: Person) -> None:
    rekey(cast.elias, "H-1", move_key="the school says so")
    assert led() == {"H-2": cast.elias.pk}
    imported(VERA)
    assert ("P-9", "H-1") in edges()
    assert ("P-9", "N-1") not in edges()
    rekey(cast.elias, "H-9")
    assert led() == {"H-1": cast.elias.pk, "H-2": cast.elias.pk}


def test_k34_a_released_key_is_anybodys(rekeyed: Person) -> None:
    for key, reason in (("H-1", " "), ("H-3", "x")):
        with pytest.raises(Refusal):
            move_key(OFFICE, key, reason, reach=WHOLE_SITE)
    move_key(OFFICE, "H-1", "numbered anew", reach=WHOLE_SITE)
    assert Entry.objects.get(action="person.key-released").person_id == rekeyed.pk
    roster_import = imported(PUPILS + "H-1,Ida,Lie\n", profile="pupil")
    assert roster_import.counts["people"]["create"] == 1


def test_k34_a_trashed_pupil_keeps_both_keys(cast: Cast, rekeyed: Person) -> None:
    trash(OFFICE, rekeyed, reach=WHOLE_SITE)
    for key, code in (("N-1", "duplicate-key"), ("H-1", "key-led-elsewhere")):
        with pytest.raises(Refusal) as refused:
            rekey(cast.elias, key)
        assert refused.value.code == code
    assert codes(planned(PUPILS + "H-1,Nora,Berg\n", profile="pupil")) == {"in-trash": 1}


def test_k14_a_key_that_led_out_of_reach_answers_as_a_taken_one(cast: Cast) -> None:
    rekey(cast.theo, "L-2")
    said = set()
    for key in ("L-1", "L-2"):
        with pytest.raises(Refusal) as refused:
            rekey(cast.nora, key, reach=reach_of(cast.henry), move_key="because")
        said.add((refused.value.code, str(refused.value)))
    assert said == {("duplicate-key", "Somebody else has this key already.")}
    with pytest.raises(Refusal, match="no one’s former key"):
        move_key(OFFICE, "L-1", "because", reach=reach_of(cast.henry))
    here: dict[str, Any] = {"by": cast.henry, "organisation": "Hillside"}
    pupils = planned(PUPILS + "L-1,Theo,Lund\n", profile="pupil", **here)
    assert codes(pupils) == {"not-allowed": 1}
    parents = [planned(HEAD + f"P-2,Jonas,Lund,{key}\n", **here) for key in ("L-1", "L-77")]
    assert codes(parents[0]) == codes(parents[1]) == {"child-unknown": 1}


def test_k08_a_pending_relationship_to_a_former_key_is_fulfilled(cast: Cast) -> None:
    """Henry's pending relationship reaches Hillside alone; Theo comes there by a file of pupils."""
    rekey(cast.theo, "L-2")
    here: dict[str, Any] = {"by": cast.henry, "organisation": "Hillside"}
    imported(HEAD + "P-1,Kari,Berg,L-1\n", **here)
    assert PendingRelationship.objects.get().state == PendingState.WAITING
    roster_import = imported(
        "SyncID,First name,Last name,Organisation\nL-2,Theo,Lund,Hillside\n", profile="pupil"
    )
    assert roster_import.counts["relationships"]["create"] == 1
    assert ("P-1", "L-2") in edges()


def test_k10_late_plans_are_out_of_date_or_still_right(cast: Cast) -> None:
    who = viewer.of_command_line().actor
    right = planned(VERA)
    pendings = planned(HEAD + "P-9,Vera,Stranger,H-5\n")
    makes = planned(PUPILS + "H-5,Ida,Lie\n", profile="pupil")
    named = planned(PUPILS + "H-1,Nora,Bergh\n", profile="pupil")
    rekey(cast.nora, "H-5")
    rekey(cast.nora, "N-1")  # H-5 is nobody's now, but leads to Nora
    for late in (pendings, makes, named):
        with pytest.raises(Stale):
            apply(late, who)
    apply(right, who)
    assert ("P-9", "N-1") in edges()
    assert not Person.objects.filter(sync_key="H-5").exists()


def test_k10_plans_that_rest_on_a_key_that_was_moved_are_out_of_date(
    cast: Cast, rekeyed: Person
) -> None:
    who = viewer.of_command_line().actor
    late = [planned(VERA), planned(PUPILS + "H-1,Nora,Berg\n", profile="pupil")]
    move_key(OFFICE, "H-1", "numbered anew", reach=WHOLE_SITE)
    for roster_import in late:
        with pytest.raises(Stale):
            apply(roster_import, who)


def test_k34_a_key_filled_by_a_late_file_is_nobody_elses_by_now(cast: Cast) -> None:
    """The plan fills an empty key, which since led to somebody else for a moment."""
    ida = person("ida.lie", Profile.PUPIL, cast.hillside)
    text = "SyncID,User name,First name,Last name\nH-5,ida.lie,Ida,Lie\n"
    imported(text, profile="pupil", match_on="username")
    answer_question.same(viewer.of_command_line().actor, Question.objects.get())
    late = planned(text, profile="pupil", match_on="username")
    rekey(cast.nora, "H-5")
    rekey(cast.nora, "H-1")
    with pytest.raises(Stale):
        apply(late, viewer.of_command_line().actor)
    roster_import = planned(text, profile="pupil", match_on="username")
    assert codes(roster_import) == {"key-led-elsewhere": 1}
    ida.refresh_from_db()
    assert ida.sync_key is None


def test_k34_former_keys_go_with_a_merge_and_come_back(cast: Cast, rekeyed: Person) -> None:
    made = merged(cast.elias, rekeyed)
    assert Person.objects.get(by_reference("key:H-1")) == cast.elias
    imported(VERA)
    assert ("P-9", "H-2") in edges()
    with pytest.raises(Refusal) as refused:  # it rests with the account that went
        rekey(cast.elias, "H-1", move_key="because")
    assert refused.value.code == "duplicate-key"
    unmerged(made)
    assert Person.objects.get(by_reference("key:H-1")) == rekeyed
    assert led() == {"H-1": rekeyed.pk}


def test_k34_a_key_that_a_merge_lent_goes_back_to_whom_it_first_led(cast: Cast) -> None:
    kept = person("elias.two", Profile.PUPIL, cast.hillside)
    made = merged(kept, cast.elias)
    rekey(kept, "E-1")
    assert led() == {"H-2": kept.pk}
    unmerged(made)
    cast.elias.refresh_from_db()
    kept.refresh_from_db()
    assert (cast.elias.sync_key, kept.sync_key, led()) == ("H-2", "E-1", {})


def test_k34_that_a_key_stays_can_be_asked_again_though_its_import_was_undone(
    rekeyed: Person,
) -> None:
    text = PUPILS + "H-1,Una,Lie\n"
    first = imported(text, profile="pupil")
    question = Question.objects.get(kind=QuestionKind.KEY_LED_ELSEWHERE)
    answer_question.keep(OFFICE, question)
    undone(first)
    reopen_question.ask_again(OFFICE, question)
    imported(text, profile="pupil")
    assert Question.objects.get(kind=QuestionKind.KEY_LED_ELSEWHERE).answer == ""
    assert led() == {"H-1": rekeyed.pk}


def test_k34_what_an_undo_deleted_never_led(cast: Cast) -> None:
    """Nobody keeps a key that only an import which was taken back had given."""
    made = imported(PUPILS + "N-7,Nina,Moe\n", profile="pupil")
    nina = Person.objects.get(sync_key="N-7")
    FormerKey.objects.create(person=nina, sync_key="N-6")
    undone(made)
    assert led() == {}
    ida = person("ida.lie", Profile.PUPIL, cast.hillside)
    text = "SyncID,User name,First name,Last name\nN-7,ida.lie,Ida,Lie\n"
    imported(text, profile="pupil", match_on="username")
    answer_question.same(OFFICE, Question.objects.get())
    filled = imported(text, profile="pupil", match_on="username")
    ida.refresh_from_db()
    assert ida.sync_key == "N-7"
    undone(filled)
    assert Person.objects.get(sync_key=None, pk=ida.pk)
    assert led() == {}
    rekey(cast.nora, "N-7")


def test_k13_a_pupil_whose_key_a_hand_changed_stays_and_keeps_both(cast: Cast) -> None:
    made = imported(PUPILS + "N-7,Nina,Moe\n", profile="pupil")
    nina = Person.objects.get(sync_key="N-7")
    rekey(nina, "N-8")
    undone(made)
    assert led() == {"N-7": nina.pk}
