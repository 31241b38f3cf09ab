"""Answering together what differs alike: when it is offered, what is shown, what is answered."""

from typing import Any

import pytest
from django.test import Client

from kinkeeper.families import reopen_question
from kinkeeper.families.alike_questions import SAMPLE
from kinkeeper.families.models import Question
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from tests.alike import (
    INBOX,
    OFFER,
    answered,
    asked,
    asked_again,
    drawn,
    form,
    opened,
    page_of,
    sampled,
    say,
    text,
)
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def test_the_rest_is_answered_as_the_sample_was(cast: Cast, anna: Client) -> None:
    roster_import = asked(10)
    shown = text(anna)
    assert "10 questions are of this kind" in shown
    for answered_so_far in range(SAMPLE):
        assert OFFER not in text(anna)
        page = text(anna, page_of(roster_import))
        assert f"you have answered {answered_so_far}." in page
        left = [each.pk for each in drawn(roster_import)][: SAMPLE - answered_so_far]
        shown_now = anna.get(page_of(roster_import)).context["rows"]
        assert [each.number for each in shown_now] == left
        back = f"?alike={roster_import.pk}/day-and-month"
        done = anna.post(f"{INBOX}{left[0]}/same/{back}")
        assert done.headers["Location"] == page_of(roster_import)
    shown = text(anna)
    assert "Give the other 5 questions of this kind the same answer" in shown
    assert f'href="/staff/inbox/alike/{roster_import.pk}/day-and-month/"' in shown
    page = text(anna, page_of(roster_import))
    for each in opened(roster_import):
        here, file = each.detail["changes"]["birth_date"]
        assert f"<bdi>{here}</bdi>" in page
        assert f"<strong><bdi>{file}</bdi></strong>" in page
    assert page.count('name="together"') == page.count(" checked") == 5
    for each in Question.objects.filter(answer="same"):
        assert f"<bdi>{each.value}</bdi>" in page  # of the sample
    done = anna.post(page_of(roster_import), form(anna, page_of(roster_import)), follow=True)
    assert done.redirect_chain[-1][0] == INBOX
    assert "5 answered" in done.content.decode()
    assert answered("same") == 10
    assert OFFER not in done.content.decode()
    assert imported_people(10) == {"asked": 0, "update": 10}


def imported_people(count: int) -> dict[str, int]:
    """What the file does once it is imported again."""
    counts = asked_again(count, overwrite="all").counts["people"]
    return {name: counts[name] for name in ("asked", "update")}


def test_each_has_its_own_line_in_the_journal(cast: Cast, anna: Client) -> None:
    roster_import = asked(8)
    sampled(cast.admin, roster_import, "other")
    left = opened(roster_import)
    anna.post(page_of(roster_import), form(anna, page_of(roster_import)))
    lines = Entry.objects.filter(action="question.other", actor_id=cast.admin.pk)
    assert set(lines.values_list("person_id", flat=True)) >= {each.parent_id for each in left}
    assert lines.count() == answered("other") == 8
    newest = lines.order_by("-pk")[0]
    assert newest.data["kind"] == "other-person"
    assert newest.data["reason"] == "the office has looked"
    assert newest.import_id == roster_import.pk


def test_a_mixed_sample_offers_nothing(cast: Cast, anna: Client) -> None:
    roster_import = asked(9)
    say(cast.admin, roster_import, "same", "same", "other", "same", "same")
    assert OFFER not in text(anna)
    post = {"answer": "same", "listed": [opened(roster_import)[0].pk]}
    refused = anna.post(page_of(roster_import), post | {"together": post["listed"]}, follow=True)
    assert "No longer offered" in refused.content.decode()
    assert answered("same") == 4


def test_somebody_elses_sample_does_not_count(cast: Cast, anna: Client, signed_in: As) -> None:
    roster_import = asked(14)
    say(cast.henry, roster_import, *["same"] * SAMPLE)
    say(cast.admin, roster_import, *["same"] * (SAMPLE - 1))
    assert OFFER not in text(anna)
    refused = anna.post(page_of(roster_import), {"answer": "same"}, follow=True)
    assert "No longer offered" in refused.content.decode()


def test_an_answer_that_is_taken_back_takes_the_offer_back(cast: Cast, anna: Client) -> None:
    roster_import = asked(9)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    reopen_question.ask_again(
        Actor(cast.admin.pk, "Anna", "a test"), Question.objects.filter(answer="same")[0]
    )
    assert OFFER not in text(anna)
    anna.post(page_of(roster_import), sent)
    assert answered("same") == SAMPLE - 1


def test_a_sample_that_was_turned_round_meanwhile_answers_nothing(cast: Cast, anna: Client) -> None:
    roster_import = asked(9)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    Question.objects.filter(answer="same").update(answer="other")
    assert (
        "No longer offered" in anna.post(page_of(roster_import), sent, follow=True).content.decode()
    )
    assert (answered("same"), answered("other")) == (0, SAMPLE)


def test_what_was_answered_together_is_no_sample(cast: Cast, anna: Client) -> None:
    roster_import = asked(11)
    sampled(cast.admin, roster_import)
    alone = list(Question.objects.filter(answer="same"))
    sent = form(anna, page_of(roster_import))
    sent["together"] = sent["listed"] = sent["listed"][:4]
    anna.post(page_of(roster_import), sent)
    assert answered("same") == 9
    reopen_question.ask_again(Actor(cast.admin.pk, "Anna", "a test"), alone[0])
    assert answered("same") == 8
    assert OFFER not in text(anna)


def test_what_has_no_tick_stays_open_and_is_answered_alone(cast: Cast, anna: Client) -> None:
    roster_import = asked(11)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    kept = sent["together"][:3]
    sent["together"] = sent["together"][3:]
    assert "3 answered" in anna.post(page_of(roster_import), sent, follow=True).content.decode()
    assert [each.pk for each in opened(roster_import)] == kept
    assert OFFER not in text(anna)
    asked_again(11)  # the next night says the same
    assert OFFER not in text(anna)
    assert anna.get(page_of(roster_import)).status_code == 302  # back to the list


def test_no_tick_at_all_answers_nothing(cast: Cast, anna: Client) -> None:
    roster_import = asked(8)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    done = anna.post(page_of(roster_import), sent | {"together": []}, follow=True)
    assert "No one was answered" in done.content.decode()
    assert answered("same") == SAMPLE


def test_k24_without_a_reason_nothing_is_answered_and_no_tick_is_lost(
    cast: Cast, anna: Client
) -> None:
    roster_import = asked(9)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    sent |= {"reason": " ", "together": sent["together"][1:]}
    again = anna.post(page_of(roster_import), sent)
    assert again.status_code == 422
    assert again.content.decode().count(" checked") == 3
    assert answered("same") == SAMPLE


def test_what_was_answered_meanwhile_is_told_and_stays(cast: Cast, anna: Client) -> None:
    roster_import = asked(10)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    say(cast.henry, roster_import, "same", "same")
    done = anna.post(page_of(roster_import), sent, follow=True).content.decode()
    assert "3 answered" in done
    assert "2 have been decided or changed in the meantime" in done
    assert answered("same") == 10


def test_whoever_answers_one_otherwise_ends_the_offer(cast: Cast, anna: Client) -> None:
    roster_import = asked(10)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    say(cast.henry, roster_import, "other")
    assert OFFER not in text(anna)
    anna.post(page_of(roster_import), sent)
    assert (answered("same"), answered("other")) == (SAMPLE, 1)


def test_sixty_are_shown_fifty_and_ten(cast: Cast, anna: Client) -> None:
    roster_import = asked(65)
    sampled(cast.admin, roster_import)
    first = form(anna, page_of(roster_import))
    assert len(first["listed"]) == 50
    assert "all 50, if ticked" in text(anna, page_of(roster_import))
    second = form(anna, f"{page_of(roster_import)}?after={first['next']}")
    assert len(second["listed"]) == 10
    assert not set(first["listed"]) & set(second["listed"])
    first["together"] = first["together"][2:]
    done = anna.post(page_of(roster_import), first, follow=True)
    assert done.redirect_chain[-1][0] == f"?after={first['next']}"
    assert [each.number for each in done.context["page"].rows] == second["listed"]
    assert answered("same") == 53
    too_many = {**second, "listed": [each.pk for each in Question.objects.all()]}
    assert anna.post(page_of(roster_import), too_many).status_code == 404
    anna.post(page_of(roster_import), second)
    assert answered("same") == 63


def test_a_file_that_comes_again_goes_on_with_its_first_sample(cast: Cast, anna: Client) -> None:
    roster_import = asked(10)
    sampled(cast.admin, roster_import)
    asked_again(10)
    assert "Give the other 5 questions of this kind the same answer" in text(anna)


def test_the_list_asks_the_database_no_more_for_more(
    cast: Cast, anna: Client, django_assert_max_num_queries: Any
) -> None:
    roster_import = asked(60)
    sampled(cast.admin, roster_import)
    with django_assert_max_num_queries(54):
        text(anna)
    with django_assert_max_num_queries(35):
        text(anna, page_of(roster_import))
