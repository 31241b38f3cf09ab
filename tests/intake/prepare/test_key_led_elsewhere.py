"""K34: a file that gives a pupil's former key to another asks, and shows whom it would move."""

import pytest
from django.test import Client

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families import answer_question
from kinkeeper.families.models import Question, QuestionKind
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox_list
from kinkeeper.registry.edit import edit
from kinkeeper.registry.former_keys import move_asked
from tests.cast import PASSWORD, Cast
from tests.importing import codes, edges, imported, planned, snapshot, undone

pytestmark = pytest.mark.django_db
PUPILS = "SyncID,First name,Last name\n"
OTHERS = PUPILS + "H-1,Una,Lie\n"
PARENTS = "SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,H-1\nP-7,Eva,Moe,H-1\n"


@pytest.fixture
def renumbered(cast: Cast, office: Actor) -> Cast:
    """Files named Kari under H-1; then a hand gave Nora another key."""
    imported(PARENTS)
    edit(office, cast.nora, {"sync_key": "H-100"}, reach=WHOLE_SITE)
    return cast


def test_k34_another_pupil_under_a_former_key_is_asked_about(renumbered: Cast) -> None:
    roster_import = imported(OTHERS, profile="pupil")
    assert codes(roster_import) == {"key-led-elsewhere": 1}
    assert roster_import.counts["people"]["asked"] == 1
    assert not Person.objects.filter(given_name="Una").exists()
    asked = Question.objects.get()
    assert (asked.kind, asked.parent, asked.folded) == (
        QuestionKind.KEY_LED_ELSEWHERE, renumbered.nora, "H-1",
    )  # fmt: skip
    assert is_empty(planned(OTHERS, profile="pupil"))
    [shown] = inbox_list.page(of_command_line(None), inbox_list.Wanted()).rows
    assert shown.led is not None
    assert [parent.full_name for parent in shown.led.parents] == ["Kari Berg", "Eva Moe"]


def test_k34_the_pupil_under_the_former_key_is_found(renumbered: Cast) -> None:
    roster_import = imported(PUPILS + "H-1,Nora,Berg\n", profile="pupil")
    assert codes(roster_import) == {}
    assert roster_import.counts["people"]["unchanged"] == 1


def test_k34_a_key_that_is_kept_leaves_the_row_out(renumbered: Cast, office: Actor) -> None:
    imported(OTHERS, profile="pupil")
    answer_question.keep(office, Question.objects.get())
    roster_import = imported(OTHERS, profile="pupil")
    assert roster_import.counts["people"]["rejected"] == 1
    assert Question.objects.filter(answer="").count() == 0


def test_k34_a_key_that_moves_makes_another_pupil(renumbered: Cast, office: Actor) -> None:
    imported(OTHERS, profile="pupil")
    move_asked(office, Question.objects.get(), "the school numbers anew", reach=WHOLE_SITE)
    imported(OTHERS, profile="pupil")
    una = Person.objects.get(sync_key="H-1")
    assert una.given_name == "Una"
    assert ("P-1", "H-1") not in edges()
    imported(PARENTS)
    assert {("P-1", "H-1"), ("P-1", "H-100")} <= edges()


def test_k34_the_page_shows_whom_the_key_would_move(renumbered: Cast, client: Client) -> None:
    imported(OTHERS, profile="pupil")
    renumbered.admin.set_password(PASSWORD)
    renumbered.admin.save()
    client.force_login(renumbered.admin)
    number = Question.objects.get().pk
    page = client.get("/staff/inbox/").content.decode()
    assert "Una" in page
    assert "Eva Moe" in page
    form = client.get(f"/staff/inbox/{number}/move/")
    assert "Kari Berg" in form.content.decode()
    assert client.post(f"/staff/inbox/{number}/move/", {"reason": ""}).status_code == 422
    assert client.post(f"/staff/inbox/{number}/move/", {"reason": "new"}).status_code == 302
    assert Question.objects.get().answer == "moved"


BOTH = PUPILS + "H-100,Nora,Berg\nH-1,Una,Lie\n"


def test_k34_a_row_under_a_former_key_does_not_hold_up_the_pupils_own_row(
    renumbered: Cast, office: Actor
) -> None:
    roster_import = imported(BOTH, profile="pupil")
    people = roster_import.counts["people"]
    assert (people["asked"], people["unchanged"], people["create"]) == (1, 1, 0)
    assert is_empty(planned(BOTH, profile="pupil"))
    imported(BOTH, profile="pupil")
    assert Question.objects.filter(answer="").count() == 1  # not settled by the row beside it
    answer_question.keep(office, Question.objects.get())
    roster_import = imported(BOTH, profile="pupil")
    people = roster_import.counts["people"]
    assert (people["rejected"], people["unchanged"]) == (1, 1)
    assert Question.objects.filter(answer="").count() == 0


def test_k34_the_pupils_own_row_is_written_meanwhile(renumbered: Cast) -> None:
    married = BOTH.replace("Berg", "Lund")
    assert imported(married, profile="pupil").counts["people"]["update"] == 1
    nora = Person.objects.get(pk=renumbered.nora.pk)
    assert (nora.given_name, nora.family_name) == ("Nora", "Lund")
    assert not Person.objects.filter(given_name="Una").exists()
    assert is_empty(planned(married, profile="pupil"))


@pytest.mark.parametrize("more", ["H-1,,", "H-1,Nora,Berg"])
def test_k34_rows_under_one_former_key_stay_together(renumbered: Cast, more: str) -> None:
    roster_import = imported(BOTH + more + "\n", profile="pupil")
    people = roster_import.counts["people"]
    assert (people["asked"], people["unchanged"], people["rejected"]) == (1, 1, 0)
    asked = roster_import.people.get(act="asked")
    assert asked.rows == [3, 4]


def test_k34_a_row_that_is_joined_by_username_is_asked_about_with_the_key(
    renumbered: Cast, office: Actor
) -> None:
    head = "SyncID,Username,First name,Last name\n"
    rows = "H-1,una.new,Una,Lie\n,una.new,Una,Lie\n"
    imported(head + rows, profile="pupil")
    asked = Question.objects.get()
    assert asked.kind == QuestionKind.KEY_LED_ELSEWHERE
    move_asked(office, asked, "another child", reach=WHOLE_SITE)
    imported(head + rows, profile="pupil")
    assert Person.objects.get(sync_key="H-1").full_name == "Una Lie"
    assert Person.objects.get(pk=renumbered.nora.pk).full_name == "Nora Berg"
    assert not Question.objects.filter(answer="").exists()


def test_k34_both_rows_of_one_file_are_undone(renumbered: Cast) -> None:
    before = snapshot()
    undone(imported(BOTH, profile="pupil"))
    assert snapshot() == before
    assert not Question.objects.exists()


def test_k34_the_question_names_whom_the_file_gives_the_former_key(
    cast: Cast, office: Actor
) -> None:
    """Nora stands in the same file under her own key, which sorts first, and so does her name."""
    edit(office, cast.nora, {"sync_key": "A-1"}, reach=WHOLE_SITE)
    imported(PUPILS + "A-1,Nora,Berg\nH-1,Una,Lie\n", profile="pupil")
    asked = Question.objects.get()
    assert (asked.value, asked.folded) == ("Una Lie", "H-1")
    move_asked(office, asked, "the school numbers anew", reach=WHOLE_SITE)
    imported(PUPILS + "A-1,Nora,Berg\nH-1,Una,Lie\n", profile="pupil")
    assert Person.objects.get(sync_key="H-1").given_name == "Una"


NAMED = "SyncID,User name,First name,Last name\n"


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("name", ["Una,Lie", "Nora,Berg"])
def test_k34_a_former_key_beside_another_username_is_asked_about(
    renumbered: Cast, office: Actor, here: bool, name: str
) -> None:
    """The username finds somebody without a key, or nobody; whatever the name, the key is Nora's
    until a person moves it."""
    if here:
        imported(NAMED + f",una,{name}\n", profile="pupil")
    text = NAMED + f"H-1,una,{name}\n"
    roster_import = imported(text, profile="pupil", match_on="username")
    assert codes(roster_import) == {"key-led-elsewhere": 1}
    asked = Question.objects.get()
    assert (asked.kind, asked.parent, asked.folded) == (
        QuestionKind.KEY_LED_ELSEWHERE, renumbered.nora, "H-1",
    )  # fmt: skip
    assert is_empty(planned(text, profile="pupil", match_on="username"))
    move_asked(office, asked, "the school numbers anew", reach=WHOLE_SITE)
    after = imported(text, profile="pupil", match_on="username")
    if here:  # and now, as for any key: whether this is still Una
        assert codes(after) == {"other-person": 1}
        answer_question.same(office, Question.objects.get(answer=""))
        imported(text, profile="pupil", match_on="username")
    assert Person.objects.get(sync_key="H-1").username == "una"


def test_k34_a_former_key_beside_another_address_is_asked_about(renumbered: Cast) -> None:
    heads = "SyncID,First name,Last name,E-mail\n"
    text = heads + "H-1,Una,Lie,una@example.org\n"
    roster_import = imported(text, profile="pupil", match_on="email")
    assert codes(roster_import) == {"key-led-elsewhere": 1}
    assert roster_import.state == "applied"


def test_k34_a_former_key_that_is_kept_leaves_the_row_out_however_found(
    renumbered: Cast, office: Actor
) -> None:
    text = NAMED + "H-1,una,Una,Lie\n"
    imported(text, profile="pupil", match_on="username")
    answer_question.keep(office, Question.objects.get())
    roster_import = imported(text, profile="pupil", match_on="username")
    assert roster_import.counts["people"]["rejected"] == 1
    assert not Person.objects.filter(username="una").exists()
