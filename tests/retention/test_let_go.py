"""R-080, PRV-02: what is older than the schedule goes at night, and nothing else."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Model
from django.utils import timezone

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.feeds.models import Feed
from kinkeeper.from_home.models import (
    AbsenceReport,
    ContactChange,
    ContactChangeState,
    NoticeAnswer,
    NoticeOpening,
)
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.letters.models import AgeNotice, Batch, BatchState, Form, Letter
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, PersonState
from kinkeeper.records.models import (
    Attendance,
    Document,
    Enrolment,
    LearningPlan,
    Notice,
    Remark,
    Result,
)
from kinkeeper.registry.restore import restore
from kinkeeper.registry.trash import trash
from kinkeeper.retention import let_go as work
from kinkeeper.retention.report import report
from kinkeeper.retention.schedule import SCHEDULE
from tests.cast import Cast
from tests.records import small

pytestmark = pytest.mark.django_db

SENT, LETTERS, RECORDS, LEAVERS = 730, 400, 500, 300
TABLES: tuple[type[Model], ...] = (
    AbsenceReport, AgeNotice, Attendance, Batch, ContactChange, Document, Enrolment, Feed,
    LearningPlan, Letter,
    Notice, NoticeAnswer, NoticeOpening, Person, Remark, Result,
)  # fmt: skip


def counts() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


def ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def from_home(cast: Cast, now: datetime, days: int) -> None:
    """One of each thing that a parent sends, over for so many days."""
    then = ago(now, days)
    AbsenceReport.objects.create(
        child=cast.nora, reported_by=cast.kari, days=[then.date()], last_on=then.date(),
        part="all-day", reason="ill",
    )  # fmt: skip
    ContactChange.objects.create(
        person=cast.kari, values={}, before={}, state=ContactChangeState.ACCEPTED, decided_at=then
    )
    klass = small.hillside(cast)
    asked = small.notice(klass, "Trip", then, deadline=then.date(), needs_answer=True)
    NoticeAnswer.objects.create(
        notice_series=asked.series, notice_key=asked.key, version="v", child=cast.nora,
        answered_by=cast.kari, answer="yes",
    )  # fmt: skip
    NoticeAnswer.objects.update(made_at=then)
    NoticeOpening.objects.create(notice=asked, version="v", child=cast.nora, opened_by=cast.kari)


def letters(cast: Cast, now: datetime, days: int) -> None:
    then = ago(now, days)
    batch = Batch.objects.create(form=Form.EMAIL, state=BatchState.DONE, finished_at=then)
    Letter.objects.create(batch=batch, person=cast.kari)
    Batch.objects.create(form=Form.EMAIL)  # is not done
    AgeNotice.objects.create(person=cast.kari, pupil=cast.nora, comes_on=then.date(), made_at=then)


def leave(pupil: Person, now: datetime, days: int) -> None:
    Enrolment.objects.filter(person=pupil).update(ends_on=ago(now, days).date())


def school_life(cast: Cast) -> None:
    """The same for a pupil who leaves, and for one who stays."""
    klass = small.hillside(cast)
    work_set = small.assignment(klass, "Essay")
    for pupil in (cast.nora, cast.elias):
        small.absent(klass, pupil, timezone.localdate())
        small.remark(klass, pupil, "merit", "Helped")
        small.result(work_set, pupil)
        small.notice(klass, "To you", pupil=pupil)
        small.document(klass, "About you", pupil)
        small.learning_plan(klass, pupil)


def set_days(name: str, days: int) -> None:
    settings.change(Actor(None, "a test", "a test"), name, days)


def left_long_ago() -> None:
    Person.objects.update(created_at=timezone.now() - timedelta(days=4000))


def test_prv_02_r080_what_parents_sent_goes_a_day_after_its_time(cast: Cast) -> None:
    now = timezone.now()
    from_home(cast, now, SENT - 1)
    before = counts()
    assert work.let_go(now) == {}
    assert counts() == before
    tomorrow = {line.kind.code: line.tonight for line in report(now + timedelta(days=3))}
    gone = work.let_go(now + timedelta(days=3))
    assert gone == {"absence-reports": 1, "contact-changes": 1, "notice-answers": 2}
    assert gone == {code: count for code, count in tomorrow.items() if count}
    now_there = counts()
    told = {name for name in before if before[name] != now_there[name]}
    assert told == {"AbsenceReport", "ContactChange", "NoticeAnswer", "NoticeOpening"}


def test_answers_to_what_is_still_open_stay(cast: Cast) -> None:
    now = timezone.now()
    from_home(cast, now, SENT + 9)
    Notice.objects.update(deadline=now.date())
    ContactChange.objects.update(state=ContactChangeState.SENT, decided_at=None)
    ContactChange.objects.update(made_at=ago(now, 2000))
    assert work.let_go(now) == {"absence-reports": 1}


def test_lists_of_letters_go_with_their_letters(cast: Cast) -> None:
    now = timezone.now()
    letters(cast, now, LETTERS - 1)
    assert work.let_go(now) == {}
    assert work.let_go(now + timedelta(days=3)) == {"letters": 2}
    assert (Batch.objects.count(), Letter.objects.count(), AgeNotice.objects.count()) == (1, 0, 0)


def test_addresses_that_a_new_way_in_ended_go(cast: Cast) -> None:
    now = timezone.now()
    for parent in (cast.kari, cast.jonas):
        Feed.objects.create(
            parent=parent, digest=bytes([parent.pk % 250]) * 32, made_at=ago(now, 2)
        )
    Person.objects.filter(pk=cast.kari.pk).update(way_in_at=ago(now, 1))
    assert work.let_go(now) == {"feeds": 1}
    assert Feed.objects.get().parent == cast.jonas


def test_r080_defaults_delete_no_person_and_no_record(cast: Cast) -> None:
    school_life(cast)
    left_long_ago()
    now = timezone.now() + timedelta(days=4000)
    for pupil in (cast.nora, cast.elias):
        leave(pupil, now, 3900)
    Relationship.objects.update(state=RelationshipState.ENDED)
    before = counts()
    assert work.let_go(now) == {}
    assert counts() == before
    assert not Person.objects.filter(state=PersonState.TRASHED).exists()
    assert not Entry.objects.filter(action=work.DONE).exists()


def test_prv_02_records_of_who_left_the_school_go_and_of_nobody_else(cast: Cast) -> None:
    now = timezone.now()
    school_life(cast)
    elsewhere = small.school(cast.lakeside, cast.nora)
    small.remark(elsewhere, cast.nora, "merit", "Goes there")
    Enrolment.objects.filter(person=cast.nora, school__organisation=cast.hillside).update(
        ends_on=ago(now, RECORDS - 1).date()
    )
    set_days("records_kept_days", RECORDS)
    assert work.let_go(now) == {}
    assert work.let_go(now + timedelta(days=3)) == {"records": 6}
    assert Remark.objects.get(pupil=cast.nora).school == elsewhere.school
    for table in (Attendance, Document, LearningPlan, Result, Remark, Notice):
        assert table.objects.filter(pupil=cast.elias).count() == 1
    assert Enrolment.objects.filter(person=cast.nora).count() == 2


def test_records_never_go_before_parents_cease_to_see_them(cast: Cast) -> None:
    now = timezone.now()
    school_life(cast)
    leave(cast.nora, now, 600)
    set_days("records_kept_days", RECORDS)
    set_days("records_after_leaving", 700)
    assert work.let_go(now) == {}


def test_prv_02_leavers_move_to_the_trash_and_who_is_taken_out_stays_out(cast: Cast) -> None:
    now = timezone.now()
    small.hillside(cast)
    left_long_ago()
    leave(cast.nora, now, LEAVERS - 1)
    Relationship.objects.filter(parent=cast.jonas).update(
        state=RelationshipState.ENDED, since=ago(now, LEAVERS - 1)
    )
    set_days("leavers_days", LEAVERS)
    assert work.let_go(now) == {}
    later = now + timedelta(days=3)
    everybody = Person.objects.count()
    assert work.let_go(later) == {"pupils": 1, "parents": 1}
    trashed = Person.objects.filter(state=PersonState.TRASHED)
    assert set(trashed) == {cast.nora, cast.jonas}
    assert Person.objects.count() == everybody
    restore(Actor(None, "a test", "a test"), cast.nora)
    assert work.let_go(later) == {}


def test_a_parent_follows_children_in_the_trash_when_the_days_are_over(cast: Cast) -> None:
    left_long_ago()
    for child in (cast.nora, cast.theo):
        trash(Actor(None, "a test", "a test"), child, reach=WHOLE_SITE)
    set_days("leavers_days", LEAVERS)
    assert work.let_go() == {}
    assert work.let_go(timezone.now() + timedelta(days=LEAVERS + 1)) == {"parents": 1}
    assert set(Person.objects.filter(state=PersonState.TRASHED)) == {
        cast.nora, cast.theo, cast.jonas,
    }  # fmt: skip


def test_steps_are_whole_and_what_died_between_them_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step leaves what it deleted and the line about it, or neither."""
    now = timezone.now()
    letters(cast, now, LETTERS + 1)
    for _each in range(4):
        Batch.objects.create(form=Form.EMAIL, finished_at=ago(now, LETTERS + 1))
    monkeypatch.setattr(work, "ROWS", 2)
    said = record
    steps: list[int] = []

    def dies_in_the_second(*args: object, **more: object) -> None:
        steps.append(1)
        said(*args, **more)  # type: ignore[arg-type]  # as it was called
        if len(steps) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("kinkeeper.retention.let_go.record", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        work.let_go(now)
    [line] = Entry.objects.filter(action=work.DONE)
    assert line.data == {"gone": {"letters": 2}, "in_all": 2}
    assert Batch.objects.exclude(finished_at=None).count() == 3
    assert work.let_go(now) == {"letters": 4}
    in_all = sum(each.data["in_all"] for each in Entry.objects.filter(action=work.DONE))
    assert in_all == 6
    assert work.let_go(now) == {}
    lines = {each.kind.code: each for each in report(now)}
    assert (lines["letters"].tonight, lines["letters"].last_gone) == (0, 2)


@pytest.mark.parametrize("name", ["letters_kept_days", "records_kept_days", "leavers_days"])
def test_too_few_days_are_refused(db: None, name: str) -> None:
    with pytest.raises(settings.BadValue, match="0, or a number from"):
        set_days(name, 29)


def test_each_setting_of_the_schedule_is_known() -> None:
    assert {kind.setting for kind in SCHEDULE if kind.setting} < set(settings.KNOWN)
