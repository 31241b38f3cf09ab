"""A parent reports that a child is away, and withdraws it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.models import AbsenceReport, ReportState
from kinkeeper.from_home.report_absence import Away, enter, report, withdraw
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.records.models import DayOff, Enrolment, Group, Lesson, School, Term
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)
OFFICE = Actor(None, "the office", "a test")


def by(parent: Person) -> Actor:
    return Actor(parent.pk, parent.full_name, "a test")


def today(child: Person) -> date:
    return date_of(child)


def away(child: Person, **more: Any) -> Away:
    day = today(child) + DAY
    return replace(Away(day, day, "ill"), **more)


def sent(parent: Person, child: Person, **more: Any) -> AbsenceReport:
    [made] = report(by(parent), parent, [child], away(child, **more))
    return made


def refused(parent: Person, child: Person, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        sent(parent, child, **more)
    assert not AbsenceReport.objects.exists()
    return caught.value.code


def school_with_weekdays(cast: Cast, child: Person) -> School:
    """Lessons on every weekday, and a school year that ends in a hundred days."""
    made = {"series": "test", "source": "import:1"}
    school = School.objects.create(organisation=cast.hillside, name="Hillside", key="h", **made)
    group = Group.objects.create(school=school, title="5A", sort="form", key="5A", **made)
    Enrolment.objects.create(
        person=child, group=group, school=school, role="pupil", key="e", **made
    )
    for weekday in ("MO", "TU", "WE", "TH", "FR"):
        Lesson.objects.create(
            group=group, school=school, weekday=weekday, starts="08:30", ends="09:15",
            key=weekday, **made,
        )  # fmt: skip
    now = today(child)
    Term.objects.create(
        sort="schoolYear", starts_on=now - 100 * DAY, ends_on=now + 100 * DAY, key="y", **made
    )
    return school


def test_a_report_is_kept_and_the_journal_says_the_days_and_nothing_of_why(cast: Cast) -> None:
    made = sent(cast.kari, cast.nora, note="fever")
    assert made.days == [today(cast.nora) + DAY]
    line = Entry.objects.get(action="absence.reported")
    assert (line.actor_id, line.child_id) == (cast.kari.pk, cast.nora.pk)
    assert "fever" not in str(line.data)
    assert "ill" not in line.data.values()


def test_rec_043_next_week_for_two_children_in_one_go(cast: Cast) -> None:
    first = today(cast.nora) + 7 * DAY
    said = Away(first, first + 2 * DAY, "family")
    made = report(by(cast.kari), cast.kari, [cast.nora, cast.elias], said)
    assert {each.child_id for each in made} == {cast.nora.pk, cast.elias.pk}
    assert all(each.days == [first, first + DAY, first + 2 * DAY] for each in made)


def test_rec_041_a_reason_that_is_none_is_refused(cast: Cast) -> None:
    assert refused(cast.kari, cast.nora, reason="truant") == "reason-missing"
    assert refused(cast.kari, cast.nora, part="forever") == "part-missing"


def test_rec_042_days_without_school_are_left_out(cast: Cast) -> None:
    school = school_with_weekdays(cast, cast.nora)
    now = today(cast.nora)
    monday = now + (7 - now.weekday()) * DAY
    wednesday = monday + 2 * DAY
    DayOff.objects.create(
        school=school, starts_on=wednesday, ends_on=wednesday, key="d", series="test",
        source="import:1",
    )  # fmt: skip
    said = Away(monday, monday + 9 * DAY, "family")
    [made] = report(by(cast.kari), cast.kari, [cast.nora], said)
    assert len(made.days) == 7
    assert said.without(made.days) == [wednesday, monday + 5 * DAY, monday + 6 * DAY]


def test_nothing_is_reported_where_there_is_no_school(cast: Cast) -> None:
    school_with_weekdays(cast, cast.nora)
    now = today(cast.nora)
    saturday = now + (5 - now.weekday() + 7) * DAY
    assert refused(cast.kari, cast.nora, first=saturday, last=saturday + DAY) == "no-school"


def test_rec_321_a_time_beyond_the_school_year_is_refused_with_the_last_day(cast: Cast) -> None:
    school_with_weekdays(cast, cast.nora)
    last = today(cast.nora) + 100 * DAY
    with pytest.raises(Refusal) as caught:
        sent(cast.kari, cast.nora, first=last, last=last + 3 * DAY)
    assert caught.value.code == "too-late"
    assert str(last.year) in str(caught.value)


def test_a_school_year_that_is_over_shuts_nobody_out(cast: Cast) -> None:
    now = today(cast.nora)
    Term.objects.create(
        sort="schoolYear", starts_on=now - 300 * DAY, ends_on=now - DAY, key="y", series="test",
        source="import:1",
    )  # fmt: skip
    assert sent(cast.kari, cast.nora).days == [now + DAY]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"part": "comes-later"}, "bad-time"),
        ({"part": "comes-later", "comes_at": "25:00"}, "bad-time"),
        ({"part": "comes-later", "comes_at": "٠٩:٣٠"}, "bad-time"),
        ({"part": "leaves-earlier", "leaves_at": "noon"}, "bad-time"),
        ({"part": "away-between", "leaves_at": "11:00", "comes_at": "10:00"}, "bad-time"),
    ],
)
def test_times_of_a_part_of_a_day(cast: Cast, said: dict[str, str], code: str) -> None:
    assert refused(cast.kari, cast.nora, **said) == code


def test_impossible_days(cast: Cast) -> None:
    now = today(cast.nora)
    assert refused(cast.kari, cast.nora, first=now, last=now - DAY) == "bad-days"
    assert refused(cast.kari, cast.nora, first=now - 30 * DAY, last=now) == "too-early"
    assert refused(cast.kari, cast.nora, first=now, last=now + 90 * DAY) == "too-long"
    assert (
        refused(cast.kari, cast.nora, last=now + 2 * DAY, part="comes-later", comes_at="09:00")
        == "bad-days"
    )


def test_only_who_may_act_there_reports(cast: Cast) -> None:
    assert refused(cast.kari, cast.theo) == "not-allowed"
    assert refused(cast.stranger, cast.nora) == "not-allowed"
    sees = Given([Area.ABSENCE], sees_only=[Area.ABSENCE])
    set_rights(OFFICE, cast.kari, cast.nora, sees, reason="agreed")
    assert refused(cast.kari, cast.nora) == "not-allowed"


def test_one_child_too_many_and_none_is_reported(cast: Cast) -> None:
    with pytest.raises(Refusal):
        report(by(cast.kari), cast.kari, [cast.nora, cast.theo], away(cast.nora))
    assert not AbsenceReport.objects.exists()


def test_k16_without_the_school_day_nobody_learns_when_there_is_school(cast: Cast) -> None:
    school_with_weekdays(cast, cast.nora)
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.ABSENCE]), reason="agreed")
    first = today(cast.nora) + DAY
    said = Away(first, first + 8 * DAY, "family")
    [made] = report(by(cast.kari), cast.kari, [cast.nora], said)
    assert said.without(made.days) == []


def test_who_may_only_see_withdraws_nothing(cast: Cast) -> None:
    made = sent(cast.kari, cast.nora)
    sees = Given([Area.ABSENCE], sees_only=[Area.ABSENCE])
    set_rights(OFFICE, cast.kari, cast.nora, sees, reason="agreed")
    with pytest.raises(Refusal):
        withdraw(by(cast.kari), made)


def test_the_same_sent_twice_is_one_report_and_another_is_another(cast: Cast) -> None:
    first, again = sent(cast.kari, cast.nora), sent(cast.kari, cast.nora)
    assert first == again
    assert Entry.objects.filter(action="absence.reported").count() == 1
    assert sent(cast.kari, cast.nora, note="with fever") != first
    withdraw(by(cast.kari), first)
    assert sent(cast.kari, cast.nora) != first
    assert sent(cast.jonas, cast.nora) != sent(cast.kari, cast.nora)


def test_a_report_is_withdrawn_once_and_not_when_it_is_over(cast: Cast) -> None:
    made = sent(cast.kari, cast.nora)
    withdraw(by(cast.kari), made)
    made.refresh_from_db()
    assert made.state == ReportState.WITHDRAWN
    with pytest.raises(Refusal):
        withdraw(by(cast.kari), made)
    now = today(cast.nora)
    over = sent(cast.kari, cast.nora, first=now - 2 * DAY, last=now - DAY)
    with pytest.raises(Refusal):
        withdraw(by(cast.kari), over)


def test_rec_044_a_pupil_reports_from_the_day_of_coming_of_age(cast: Cast) -> None:
    """Who reported and when is kept."""
    assert refused(cast.nora, cast.nora) == "not-allowed"
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=date(2000, 1, 1))
    assert refused(cast.nora, cast.elias) == "not-allowed"
    made = sent(cast.nora, Person.objects.get(pk=cast.nora.pk))
    made.refresh_from_db()
    assert (made.reported_by, made.child) == (cast.nora, cast.nora)
    assert made.made_at is not None


def test_rec_319_what_was_told_by_phone_is_confirmed_and_says_who_noted_it(cast: Cast) -> None:
    office, said = by(cast.henry), away(cast.nora, note="fever")
    made = enter(office, cast.nora, said, cast.kari)
    assert enter(office, cast.nora, said, cast.kari) == made
    made.refresh_from_db()
    assert (made.state, made.entered_by_name) == (ReportState.CONFIRMED, cast.henry.full_name)
    line = Entry.objects.get(action="absence.entered")
    assert (line.actor_id, line.child_id) == (cast.henry.pk, cast.nora.pk)
    assert "fever" not in str(line.data)
    assert enter(office, cast.nora, said, None) != made  # nobody knows who called
    for caller in (cast.stranger, cast.henry):
        with pytest.raises(Refusal):
            enter(office, cast.nora, away(cast.nora, note="x"), caller)
    withdraw(by(cast.kari), made)
    with pytest.raises(Refusal):
        withdraw(by(cast.kari), AbsenceReport.objects.get(reported_by=None))
