"""Marks and remarks that people enter about pupils, and files that say something of the same."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from kinkeeper.access.viewer import of_person
from kinkeeper.from_home.answer_absence import decide
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person
from kinkeeper.readings import pupil_records
from kinkeeper.readings.pupil_records import Why, why
from kinkeeper.records.by_hand import about_pupils, write
from kinkeeper.records.by_hand.about_pupils import Mark, SaidRemark
from kinkeeper.records.models import Attendance, Group, HandEntry, Remark
from kinkeeper.records.opened import Asked
from kinkeeper.records.visibility import ATTENDANCE, REMARKS
from kinkeeper.roster.records.kinds.attendance import ATTENDANCE as MARKS
from tests.cast import Cast
from tests.from_home.test_report_absence import sent
from tests.records import school, small

pytestmark = pytest.mark.django_db


def weekday() -> date:
    """The last day that is no Sunday."""
    today = timezone.localdate()
    return today - timedelta(days=today.isoweekday() == 7)


def marked(cast: Cast, group: Group, *marks: Mark, token: str = "") -> HandEntry | None:
    office = Actor(cast.henry.pk, "Henry", "a test")
    return about_pupils.register(office, token or str(uuid4()), group, weekday(), marks)


def seen(parent: Person, child: Person) -> int:
    return len(Asked(parent.pk, timezone.now()).records(ATTENDANCE).get(child.pk, []))


def a_file(group: Group, cast: Cast, *pupils: Person) -> tuple[str, bytes]:
    day, key = weekday().isoformat(), group.school.key
    lines = [f"{each.sync_key},{day},AM,A,2026-01-01T00:00:00Z,{key}" for each in pupils]
    head = "student_id,date,session,code,published_at,school_id"
    return "attendance.csv", "\n".join([head, *lines, ""]).encode()


def complete(group: Group) -> tuple[str, bytes]:
    said = {"attendance.csv": [{"school_id": group.school.key}]}
    return "scopes.json", json.dumps(said).encode()


def test_a_file_neither_repeats_nor_removes_what_a_hand_entered(cast: Cast) -> None:
    """K6, K9: its rows are skipped and said, until the hand withdraws its own."""
    group = small.hillside(cast)
    Person.objects.filter(pk=cast.elias.pk).update(sync_key="H-2")
    cast.elias.refresh_from_db()
    small.absent(group, cast.elias, weekday() - timedelta(days=7))  # makes the code
    mine = marked(cast, group, Mark(cast.nora.pk, "AM", "", "A"))
    assert mine is not None
    both = a_file(group, cast, cast.nora, cast.elias)
    for created in (1, 0):
        made = school.records(both, complete(group))
        counts = made.counts["records"]["attendance"]
        assert (counts["create"], counts["change"], counts["remove"]) == (created, 0, 0)
        assert made.counts["problem_counts"] == {"record-by-hand": 1}
    assert seen(cast.kari, cast.nora) == 1
    with pytest.raises(Refusal) as refused:  # nor does a hand touch the file's
        marked(cast, group, Mark(cast.elias.pk, "AM", "A", ""))
    assert refused.value.code == "of-a-file"
    office = Actor(cast.henry.pk, "Henry", "a test")
    write.withdraw(office, mine, MARKS)
    assert seen(cast.kari, cast.nora) == 0
    assert Attendance.objects.filter(source=mine.source).count() == 1  # kept
    assert school.records(both).counts["records"]["attendance"]["create"] == 1
    assert seen(cast.kari, cast.nora) == 1


def test_what_a_hand_enters_makes_the_plan_of_a_file_out_of_date(cast: Cast) -> None:
    group = small.hillside(cast)
    small.absent(group, cast.nora, weekday() - timedelta(days=7))
    plan = school.plan(a_file(group, cast, cast.nora))
    marked(cast, group, Mark(cast.nora.pk, "AM", "", "A"))
    with pytest.raises(Stale):
        apply(plan, Actor(None, "a test", "a test"))
    assert Attendance.objects.filter(day=weekday()).count() == 1


def test_rec_032_a_mark_that_someone_changed_meanwhile_is_refused(cast: Cast) -> None:
    group, token = small.hillside(cast), str(uuid4())
    small.absent(group, cast.elias, weekday() - timedelta(days=7))
    first = Mark(cast.nora.pk, "AM", "", "A")
    small.code(group, "L")
    marked(cast, group, first, token=token)
    assert marked(cast, group, first, token=token) is None  # sent twice
    with pytest.raises(Refusal) as refused:
        marked(cast, group, Mark(cast.nora.pk, "AM", "", "L"))
    assert refused.value.code == "changed-since"
    assert marked(cast, group, Mark(cast.nora.pk, "AM", "A", "A")) is None  # nothing was changed
    marked(cast, group, Mark(cast.nora.pk, "AM", "A", ""))
    assert seen(cast.kari, cast.nora) == 0
    marked(cast, group, first)
    assert seen(cast.kari, cast.nora) == 1
    acts = Entry.objects.filter(child_id=cast.nora.pk, action__startswith="mark.")
    assert list(acts.order_by("pk").values_list("action", flat=True)) == [
        "mark.made", "mark.withdrawn", "mark.made",
    ]  # fmt: skip


def test_a_remark_is_off_until_the_school_shows_behaviour_and_a_note_never(cast: Cast) -> None:
    group = small.hillside(cast)
    office, said = Actor(cast.henry.pk, "Henry", "a test"), SaidRemark(weekday(), "Helped.")

    def shown() -> int:
        asked = Asked(cast.kari.pk, timezone.now()).records(REMARKS)
        return len(asked.get(cast.nora.pk, []))

    for sort in ("praise", "note"):
        about_pupils.remark(office, str(uuid4()), group, cast.nora, sort, said)
    assert shown() == 0
    praise, note = Remark.objects.order_by("pk")
    now = timezone.now()
    assert [why(each, cast.nora, now, there=True) for each in (praise, note)] == [Why.OFF, Why.NOTE]
    group.school.behaviour_shown = True
    group.school.save()
    praise.school.refresh_from_db()
    assert shown() == 1
    assert why(praise, cast.nora, now, there=True) == Why.SHOWN
    assert why(praise, cast.nora, now, there=False) == Why.LEFT
    late = SaidRemark(weekday() + timedelta(days=3), "x")
    with pytest.raises(Refusal):
        about_pupils.remark(office, str(uuid4()), group, cast.nora, "praise", late)


def test_k14_no_school_reads_what_another_says_of_a_pupil_of_both(cast: Cast) -> None:
    here, there = small.hillside(cast), small.school(cast.lakeside, cast.nora)
    for group in (here, there):
        small.remark(group, cast.nora, "note", "Shy.")
        small.result(small.assignment(group, "Essay"), cast.nora)
        small.absent(group, cast.nora, weekday())
    for who, own in (
        (cast.maria, {here.school}),  # teaches a class below the school
        (cast.henry, {here.school}),
        (cast.lara, {there.school}),
        (cast.admin, {here.school, there.school}),
    ):
        for kind in ("remarks", "results", "attendance"):
            found = pupil_records.of(of_person(who, "a test"), cast.nora, kind, 1)
            schools = {getattr(line.record, "school", None) for line in found.lines}
            assert schools == own, (who, kind)
            assert found.counts[kind] == len(own)


def test_rec_320_a_report_that_comes_later_changes_no_mark(cast: Cast) -> None:
    """It stands beside it, for whoever keeps the register."""
    group = small.hillside(cast)
    small.code(group, "A")
    marked(cast, group, Mark(cast.nora.pk, "AM", "", "A"))
    report = sent(cast.kari, cast.nora)
    decide(Actor(cast.henry.pk, "Henry", "a test"), report, "confirmed")
    [mark] = Attendance.objects.all()
    assert (mark.code, mark.excused, mark.withdrawn_at) == ("A", "", None)
