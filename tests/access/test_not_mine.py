"""LNK-13: a parent who sees a child that is not theirs says so, and it is hidden at once."""

import pytest
from django.test import Client

from kinkeeper.families.models import Question, Relationship
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from tests.accounts.test_two_at_once import at_once
from tests.cast import Cast
from tests.importing import imported
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
WORDS = {"words": "I have no child at Hillside."}
OFFICE = Actor(None, "the office", "a test")


def state(cast: Cast) -> str:
    return Relationship.objects.get(parent=cast.kari, child=cast.nora).state


def test_lnk_13_pc_133_a_child_that_is_not_theirs_is_hidden_at_once_and_the_school_decides(
    cast: Cast, signed_in: As
) -> None:
    kari, page = signed_in(cast.kari), f"/children/{cast.nora.pk}/"
    others = {who: signed_in(who).get(page).status_code for who in (cast.jonas, cast.stranger)}

    def refused(browser: Client, number: object) -> bytes:
        answer = browser.post(f"/children/{number}/not-mine/", WORDS)
        assert answer.status_code == 404
        return answer.content

    assert refused(signed_in(cast.stranger), cast.nora.pk) == refused(
        signed_in(cast.stranger), 987_654_321
    )
    assert kari.post(f"{page}not-mine/", {"words": " "}).status_code == 422
    assert state(cast) == "active"
    assert not Question.objects.exists()

    answer = kari.post(f"{page}not-mine/", WORDS, follow=True)
    assert "You no longer see this child." in answer.content.decode()
    assert "Nora" not in answer.content.decode()
    assert state(cast) == "blocked"
    for gone in ("", "not-mine/", "who-looked/"):
        assert kari.get(f"{page}{gone}").status_code == 404
    assert others == {
        who: signed_in(who).get(page).status_code for who in (cast.jonas, cast.stranger)
    }
    line = Entry.objects.get(action="relationship.disputed")
    assert (line.actor_id, line.person_id, line.child_id) == (
        cast.kari.pk, cast.kari.pk, cast.nora.pk,
    )  # fmt: skip

    # no file connects the two again, and what the parent said stays with the question
    imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,H-1\n")
    assert state(cast) == "blocked"
    asked = signed_in(cast.henry).get("/staff/inbox/").content.decode()
    assert "says that this is not their child" in asked
    assert WORDS["words"] in asked
    assert "not their child" not in signed_in(cast.lara).get("/staff/inbox/").content.decode()
    question = Question.objects.get()
    assert question.detail["not_mine"]["since"]
    kept = signed_in(cast.henry).post(f"/staff/inbox/{question.pk}/keep/", {"reason": "checked"})
    assert kept.status_code == 302
    assert state(cast) == "blocked"
    assert "not their child" not in signed_in(cast.henry).get("/staff/inbox/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_lnk_13_a_child_listed_by_name_alone_can_be_disputed_and_twice_at_once_is_once(
    cast: Cast, signed_in: As
) -> None:
    set_rights(OFFICE, cast.kari, cast.nora, Given([]), reason="agreed")
    page = f"/children/{cast.nora.pk}/"
    one, other = signed_in(cast.kari), signed_in(cast.kari)
    assert one.get(page).status_code == 404
    assert f"{page}not-mine/" in one.get("/children/").text
    asked = one.get(f"{page}not-mine/")
    assert asked.status_code == 200
    assert f'href="{page}"' not in asked.text

    answers = at_once(
        lambda: one.post(f"{page}not-mine/", WORDS), lambda: other.post(f"{page}not-mine/", WORDS)
    )
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "You no longer see this child here." in answers[1].text
    assert state(cast) == "blocked"
    assert Question.objects.count() == 1
