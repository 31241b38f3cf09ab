"""The school confirms what a parent reported, or does not accept it."""

import pytest

from kinkeeper.from_home.answer_absence import decide
from kinkeeper.from_home.report_absence import withdraw
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from tests.cast import Cast
from tests.from_home.test_report_absence import by, sent

pytestmark = pytest.mark.django_db


def test_the_school_confirms_and_may_change_its_mind(cast: Cast) -> None:
    made = sent(cast.kari, cast.nora)
    office = Actor(cast.henry.pk, cast.henry.full_name, "a test")
    decide(office, made, "confirmed")
    decide(office, made, "confirmed")
    decide(office, made, "declined", answer="There is an examination.")
    made.refresh_from_db()
    assert (made.state, made.answer) == ("declined", "There is an examination.")
    assert made.decided_by == cast.henry.pk
    acts = Entry.objects.filter(action__startswith="absence.").values_list("action", flat=True)
    assert sorted(acts) == ["absence.confirmed", "absence.declined", "absence.reported"]


def test_a_refusal_says_why(cast: Cast) -> None:
    with pytest.raises(Refusal) as caught:
        decide(by(cast.henry), sent(cast.kari, cast.nora), "declined", answer="  ")
    assert caught.value.field == "answer"


def test_what_was_withdrawn_is_not_answered(cast: Cast) -> None:
    made = sent(cast.kari, cast.nora)
    withdraw(by(cast.kari), made)
    with pytest.raises(Refusal):
        decide(by(cast.henry), made, "confirmed")
