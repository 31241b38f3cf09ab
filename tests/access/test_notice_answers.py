"""K19: what one parent answers, another one never learns, on any page or behind the wall."""

import re

import pytest

from kinkeeper.families.models import Relationship
from kinkeeper.from_home.answer_notice import version_of
from kinkeeper.from_home.models import NoticeAnswer
from kinkeeper.records.models import Notice
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
ROWS = "SELECT id FROM from_home_noticeanswer"


@pytest.fixture
def trip(cast: Cast) -> Notice:
    return small.notice(small.hillside(cast), "May your child come?", needs_answer=True)


def test_k19_pc_113_two_parents_answer_and_neither_learns_of_the_other(
    cast: Cast, trip: Notice, signed_in: As
) -> None:
    page = f"/children/{cast.nora.pk}/notices/{trip.pk}/"
    kari, jonas = signed_in(cast.kari), signed_in(cast.jonas)
    before = jonas.get(page).content
    sent = {"version": version_of(trip)}
    answers = {f"answer-{child.pk}": "yes" for child in (cast.nora, cast.elias)}
    assert kari.post(page, sent | answers).status_code == 302
    assert "You answered for" in kari.get(page).content.decode()
    assert _tidy(jonas.get(page).content) == _tidy(before)
    assert asked_as(cast.jonas, ROWS) == []
    assert len(asked_as(cast.kari, ROWS)) == 2
    assert jonas.post(page, sent | {f"answer-{cast.nora.pk}": "no"}).status_code == 302
    assert "<b>No</b>" in jonas.get(page).content.decode()
    office = signed_in(cast.henry).get(f"/staff/notices/{trip.pk}/").content.decode()
    assert "Two different answers" in office


def _tidy(content: bytes) -> bytes:
    return re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]*', b"", content)


def test_nothing_is_chosen_beforehand_and_all_children_are_asked(
    cast: Cast, trip: Notice, signed_in: As
) -> None:
    page = f"/children/{cast.nora.pk}/notices/{trip.pk}/"
    client = signed_in(cast.kari)
    assert " checked" not in client.get(page).content.decode()
    sent = {"version": version_of(trip), f"answer-{cast.nora.pk}": "yes"}
    assert client.post(page, sent).status_code == 422
    assert not NoticeAnswer.objects.exists()


def test_an_answered_notice_no_longer_needs_the_parent(
    cast: Cast, trip: Notice, signed_in: As
) -> None:
    client = signed_in(cast.kari)
    assert "One thing needs you" in client.get("/children/").content.decode()
    page = f"/children/{cast.nora.pk}/notices/{trip.pk}/"
    answers = {f"answer-{child.pk}": "no" for child in (cast.nora, cast.elias)}
    client.post(page, {"version": version_of(trip)} | answers)
    home = client.get("/children/").content.decode()
    assert "Nothing needs you" in home
    assert f'data-record="notice:{trip.key}"' in home


def test_rec_327_a_teacher_follows_the_notices_of_the_own_class_and_school(
    cast: Cast, trip: Notice, signed_in: As
) -> None:
    other = small.notice(small.school(cast.lakeside, cast.theo), "Theirs", needs_answer=True)
    assert trip.group is not None
    of_school = small.notice(trip.group, "For all", needs_answer=True)
    Notice.objects.filter(pk=of_school.pk).update(group=None)
    page = signed_in(cast.maria).get("/staff/notices/").content.decode()
    assert ("May your child" in page, "For all" in page, "Theirs" in page) == (True, True, False)
    assert signed_in(cast.maria).get(f"/staff/notices/{other.pk}/").status_code == 404
    assert signed_in(cast.maria).get(f"/staff/notices/{of_school.pk}/").status_code == 200
    pupils = asked_as(cast.nora, "SELECT wall.notices_for_taught()")
    assert (pupils, asked_as(cast.kari, "SELECT wall.notices_for_taught()")) == ([], [])


def test_who_was_disconnected_answers_nothing_any_more(
    cast: Cast, trip: Notice, signed_in: As
) -> None:
    known = {"notice_series": trip.series, "notice_key": trip.key, "version": version_of(trip)}
    for parent, answer in ((cast.kari, "yes"), (cast.jonas, "no")):
        NoticeAnswer.objects.create(child=cast.nora, answered_by=parent, answer=answer, **known)
    page = f"/staff/notices/{trip.pk}/"
    assert "Two different answers" in signed_in(cast.henry).get(page).content.decode()
    Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(state="blocked")
    shown = signed_in(cast.henry).get(page).content.decode()
    assert "Two different answers</td>" not in shown.replace("\n", "")
    assert shown.count("Kari") == 1  # beside Elias, whom she still sees


def test_an_answer_to_a_text_that_changed_leads_to_the_new_one(
    cast: Cast, trip: Notice, signed_in: As
) -> None:
    client, page = signed_in(cast.kari), f"/children/{cast.nora.pk}/notices/{trip.pk}/"
    answers = {f"answer-{child.pk}": "yes" for child in (cast.nora, cast.elias)}
    old = {"version": version_of(trip)} | answers
    Notice.objects.filter(pk=trip.pk).update(body="It costs 400.")
    trip.refresh_from_db()
    again = client.post(page, old, follow=True).content.decode()
    assert "The school has changed this" in again
    assert version_of(trip) in again
    assert not NoticeAnswer.objects.exists()


def test_strangers_see_no_answer(cast: Cast, trip: Notice, signed_in: As) -> None:
    NoticeAnswer.objects.create(
        notice_series=trip.series, notice_key=trip.key, version=version_of(trip),
        child=cast.nora, answered_by=cast.kari, answer="yes",
    )  # fmt: skip
    for who in (cast.lara, cast.stranger, cast.nora, cast.elias):
        assert asked_as(who, ROWS) == []
    assert len(asked_as(cast.maria, ROWS)) == 1
    assert signed_in(cast.lara).get(f"/staff/notices/{trip.pk}/").status_code == 404
