"""What is not offered and what is refused of questions that are answered together."""

import pytest
from django.test import Client

from kinkeeper.families import answer_question
from kinkeeper.families.alike_questions import SAMPLE
from kinkeeper.families.models import Answer, Question
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Outcome
from tests.alike import (
    HEAD,
    INBOX,
    OFFER,
    answered,
    asked,
    asked_again,
    drawn,
    form,
    opened,
    page_of,
    pupils,
    sampled,
    text,
)
from tests.cast import Cast
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def test_another_import_needs_its_own_sample(cast: Cast, anna: Client) -> None:
    first, second = asked(8), asked(8, prefix="d")
    sampled(cast.admin, first)
    assert text(anna).count(OFFER) == 1
    assert "you have answered 0." in text(anna, page_of(second))
    sent = form(anna, page_of(first))
    foreign = opened(second)[0].pk
    sent["listed"].append(foreign)
    sent["together"].append(foreign)
    done = anna.post(page_of(first), sent, follow=True).content.decode()
    assert "3 answered" in done
    assert "1 has been decided or changed in the meantime" in done
    assert len(opened(second)) == 8


def test_another_kind_needs_its_own_sample(cast: Cast, anna: Client) -> None:
    moved = "x{0},Ada{1},Lie,2010-01-{2}\n"
    imported(HEAD + "".join(moved.format(n, "abcdefg"[n], "05") for n in range(7)), profile="pupil")
    imported(pupils(10, "2012-12-{:02}"), profile="pupil")
    others = "".join(moved.format(n, "abcdefg"[n], "25") for n in range(7))
    roster_import = asked_again(10, others=others)
    mine = [each for each in drawn(roster_import) if each.value.startswith("Kid")]
    for each in mine[:SAMPLE]:
        answer_question.same(Actor(cast.admin.pk, "Anna", "a test"), each)
    assert text(anna).count(OFFER) == 1
    assert "Give the other 5 questions of this kind" in text(anna)
    of_another_kind = Question.objects.filter(value__startswith="Ada")
    sent = form(anna, page_of(roster_import))
    assert len(sent["listed"]) == 5
    sent["listed"] += [each.pk for each in of_another_kind]
    sent["together"] = sent["listed"]
    anna.post(page_of(roster_import), sent)
    assert set(of_another_kind.values_list("answer", flat=True)) == {Answer.OPEN}
    assert answered("same") == 10
    assert anna.get(page_of(roster_import, "family-name")).status_code == 302
    assert anna.get(page_of(roster_import, "anything")).status_code == 404
    assert "you have answered 0." in text(anna, page_of(roster_import, "birth-date"))
    sampled(cast.admin, roster_import, "other")
    assert "Clear the tick" in text(anna, page_of(roster_import, "birth-date"))


def test_k14_what_is_out_of_reach_is_refused_and_noted(
    cast: Cast, anna: Client, signed_in: As
) -> None:
    mine = asked(8, by=cast.henry)
    theirs = asked(8, prefix="d", by=cast.lara)
    sampled(cast.henry, mine)
    sampled(cast.lara, theirs)
    henry, foreign = signed_in(cast.henry), opened(theirs)[0].pk
    assert text(henry).count(OFFER) == 1
    assert henry.get(page_of(theirs)).status_code == 302
    sent = form(henry, page_of(mine))
    sent["listed"].append(foreign)
    sent["together"].append(foreign)
    assert henry.post(page_of(mine), sent).status_code == 404
    assert answered("same") == 2 * SAMPLE
    assert Entry.objects.filter(action="question.view", outcome=Outcome.DENIED).exists()


@pytest.mark.parametrize("numbers", ["x", "-1", "9" * 30, "1²"])
def test_odd_numbers_are_no_page(cast: Cast, anna: Client, numbers: str) -> None:
    roster_import = asked(7)
    sampled(cast.admin, roster_import)
    sent = {"answer": "same", "listed": [numbers], "together": [numbers]}
    assert anna.post(page_of(roster_import), sent).status_code == 404
    for address in (f"{INBOX}alike/{'9' * 30}/slip/", f"{INBOX}alike/x/slip/"):
        assert anna.get(address).status_code == 404


def test_a_tick_of_what_was_not_listed_is_refused(cast: Cast, anna: Client) -> None:
    roster_import = asked(10)
    sampled(cast.admin, roster_import)
    sent = form(anna, page_of(roster_import))
    sent["listed"] = sent["listed"][1:]
    assert anna.post(page_of(roster_import), sent).status_code == 404
    assert answered("same") == SAMPLE


@pytest.mark.parametrize("who", ["maria", "kari", "nora", "stranger"])
def test_for_nobody_else(cast: Cast, signed_in: As, who: str) -> None:
    roster_import = asked(7)
    sampled(getattr(cast, who), roster_import)
    client = signed_in(getattr(cast, who))
    assert client.get(page_of(roster_import)).status_code == 404
    assert client.post(page_of(roster_import), {"answer": "same"}).status_code == 404


def test_the_command_line_makes_no_sample(cast: Cast, anna: Client, office: Actor) -> None:
    roster_import = asked(10)
    Question.objects.filter(pk__in=[each.pk for each in drawn(roster_import)[:6]]).update(
        answer="same", answered_by=None, answered_at="2026-01-01T00:00:00Z"
    )
    assert OFFER not in text(anna)
