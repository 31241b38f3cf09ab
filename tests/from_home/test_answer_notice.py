"""A parent answers a notice, and the office settles what two answered."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.answer_notice import (
    Disagree,
    answer,
    is_over,
    settle,
    version_of,
    what_counts,
)
from kinkeeper.from_home.models import NoticeAnswer
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.own_settings import change
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.records.models import Notice
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast
from tests.from_home.test_report_absence import OFFICE, by
from tests.records import small


@pytest.fixture
def trip(cast: Cast) -> Notice:
    group = small.hillside(cast)
    last = date_of(cast.nora) + timedelta(days=2)
    return small.notice(group, "May your child come?", needs_answer=True, deadline=last)


def said(trip: Notice, parent: Person, **answers: str) -> None:
    people = {each.given_name.lower(): each for each in Person.objects.all()}
    answer(by(parent), parent, trip, version_of(trip), {people[k]: v for k, v in answers.items()})


def refused(trip: Notice, parent: Person, **answers: str) -> str:
    with pytest.raises(Refusal) as caught:
        said(trip, parent, **answers)
    assert not NoticeAnswer.objects.exists()
    return caught.value.code


def counts(trip: Notice, child: Person) -> str | None:
    return what_counts(NoticeAnswer.objects.filter(child=child), version_of(trip))


@pytest.mark.django_db
def test_rec_048_the_newest_of_one_parent_counts_and_the_earlier_stays(
    cast: Cast, trip: Notice
) -> None:
    said(trip, cast.kari, nora="yes", elias="no")
    said(trip, cast.kari, nora="no", elias="no")
    assert (counts(trip, cast.nora), counts(trip, cast.elias)) == ("no", "no")
    assert NoticeAnswer.objects.filter(child=cast.nora).count() == 2


@pytest.mark.django_db
def test_rec_047_rec_325_two_parents_disagree_until_the_office_settles_it(
    cast: Cast, trip: Notice
) -> None:
    said(trip, cast.kari, nora="yes")
    said(trip, cast.jonas, nora="no")
    with pytest.raises(Disagree):
        counts(trip, cast.nora)
    settle(by(cast.henry), trip, cast.nora, "no", reason="both by phone")
    assert counts(trip, cast.nora) == "no"
    said(trip, cast.kari, nora="yes")
    with pytest.raises(Disagree):
        counts(trip, cast.nora)


@pytest.mark.django_db
def test_rec_050_an_answer_to_another_text_is_none(cast: Cast, trip: Notice) -> None:
    said(trip, cast.kari, nora="yes")
    read = version_of(trip)
    Notice.objects.filter(pk=trip.pk).update(body="It costs 400 now.")
    trip.refresh_from_db()
    assert counts(trip, cast.nora) is None
    with pytest.raises(Refusal) as caught:
        answer(by(cast.kari), cast.kari, trip, read, {cast.nora: "yes"})
    assert caught.value.code == "changed-since"


@pytest.mark.django_db
def test_who_may_not_answer(cast: Cast, trip: Notice) -> None:
    assert refused(trip, cast.kari, theo="yes") == "not-allowed"
    assert refused(trip, cast.stranger, nora="yes") == "not-allowed"
    assert refused(trip, cast.kari, nora="perhaps") == "answer-missing"
    sees = Given([Area.SCHOOL_DAY], sees_only=[Area.SCHOOL_DAY])
    set_rights(OFFICE, cast.kari, cast.nora, sees, reason="agreed")
    assert refused(trip, cast.kari, nora="yes") == "not-allowed"
    assert refused(trip, cast.kari, elias="yes", nora="yes") == "not-allowed"


@pytest.mark.django_db
def test_what_is_not_shown_or_not_asked_is_not_answered(cast: Cast, trip: Notice) -> None:
    Notice.objects.filter(pk=trip.pk).update(published_at=None)
    assert refused(trip, cast.kari, nora="yes") == "not-allowed"
    Notice.objects.filter(pk=trip.pk).update(needs_answer=False)
    assert refused(trip, cast.kari, nora="yes") == "not-asked"


@pytest.mark.django_db
def test_rec_049_rec_324_open_until_midnight_at_the_school(cast: Cast, trip: Notice) -> None:
    change(OFFICE, cast.hillside, "time_zone", "Pacific/Auckland")
    assert trip.deadline is not None
    midnight = datetime(
        trip.deadline.year, trip.deadline.month, trip.deadline.day, 23, 59,
        tzinfo=ZoneInfo("Pacific/Auckland"),
    )  # fmt: skip
    assert not is_over(trip, midnight)
    assert is_over(trip, midnight + timedelta(minutes=1))
    Notice.objects.filter(pk=trip.pk).update(deadline=date_of(cast.nora) - timedelta(days=1))
    trip.refresh_from_db()
    with pytest.raises(Refusal) as caught:
        said(trip, cast.kari, nora="yes")
    assert caught.value.code == "over"


@pytest.mark.django_db
def test_a_file_undone_and_applied_again_keeps_the_answers(cast: Cast, trip: Notice) -> None:
    """The row is made again, with another internal ID."""
    said(trip, cast.kari, nora="yes")
    trip.delete()
    trip.pk = None
    trip.save()
    assert counts(trip, cast.nora) == "yes"


ANSWERS = st.lists(
    st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from(["yes", "no"]), st.booleans()),
    max_size=8,
)


@given(ANSWERS)
def test_law_yes_counts_only_where_nobody_said_no_since_it_was_settled(
    given_answers: list[tuple[int | None, str, bool]],
) -> None:
    made = [
        NoticeAnswer(
            pk=number, answered_by_id=who, answer=each, version="now" if current else "before",
            made_at=datetime(2026, 11, 30, tzinfo=ZoneInfo("UTC")) + timedelta(number),
        )
        for number, (who, each, current) in enumerate(given_answers)
    ]  # fmt: skip
    current = [each for each in made if each.version == "now"]
    last: dict[int | None, str] = {}
    for each in current:
        if each.answered_by_id is None:
            last = {}
        last[each.answered_by_id] = each.answer
    try:
        found = what_counts(reversed(made), "now")
    except Disagree:
        assert {"yes", "no"} <= set(last.values())
    else:
        assert set(last.values()) == ({found} if found else set())
