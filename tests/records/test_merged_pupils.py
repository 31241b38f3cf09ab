"""K13, K14, K32: what files say of a pupil whose account was joined with another's for a while."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kinkeeper.intake.apply.premises import broken
from kinkeeper.intake.models import Import, PlannedRecord
from kinkeeper.people.models import Person
from kinkeeper.records.models import Attendance, Enrolment, Group, Remark, Result
from tests.cast import Cast, person
from tests.importing import undone
from tests.merging import merged, unmerged
from tests.records import school, small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("classes")]
EARLIER = "2026-09-10T12:00:00+02:00"


@pytest.fixture
def classes(cast: Cast) -> None:
    group = small.school(cast.hillside, key="hs")
    small.code(group, "I")
    Group.objects.filter(pk=group.pk).update(key="5A")
    small.assignment(group, "T", key="a1")


@pytest.fixture
def gone(cast: Cast) -> Person:
    """Taken for Nora (H-1) for a while."""
    return person("nora.berg2", "pupil", cast.hillside, given_name="Nora", family_name="Berg",
                  sync_key="G-1")  # fmt: skip


def results(*lines: str, **options: Any) -> Import:
    """Of each line: pupil, points."""
    head = "assignment_id,student_id,status,points,published_at\n"
    said = [line.split(",") for line in lines]
    rows = [f"a1,{pupil},fully graded,{points},{EARLIER}\n" for pupil, points in said]
    return school.records(("results.csv", (head + "".join(rows)).encode()), **options)


def remarks(*lines: str, **options: Any) -> Import:
    """Of each line: its key, pupil, text."""
    return school.records(_remarks(*lines), **options)


def _remarks(*lines: str) -> tuple[str, bytes]:
    head = "remark_id,student_id,date,kind,text,published_at,school_id\n"
    said = [line.split(",") for line in lines]
    rows = [f"{key},{pupil},2026-09-09,praise,{text},{EARLIER},hs\n" for key, pupil, text in said]
    return "remarks.csv", (head + "".join(rows)).encode()


def absences(*pupils: str, day: str = "2026-09-08", **options: Any) -> Import:
    head = "student_id,date,session,code,published_at,school_id\n"
    rows = [f"{pupil},{day},AM,I,{EARLIER},hs\n" for pupil in pupils]
    return school.records(("attendance.csv", (head + "".join(rows)).encode()), **options)


ENROLMENTS = (
    "enrolment_id,person_id,group_id,school_id,role,from,until\ne1,G-1,5A,hs,pupil,2026-08-20,\n"
)
WHOLE: dict[str, Any] = {
    "scope": ["Hillside"],
    "scope_from": "2026-09-01",
    "scope_until": "2026-09-30",
}


def test_k13_k32_after_an_unmerge_an_undo_leaves_a_result_with_its_own_pupil(
    cast: Cast, gone: Person
) -> None:
    results("G-1,3")
    made = merged(cast.nora, gone)
    changed = results("G-1,4")
    unmerged(made)
    undone(changed)
    found = Result.objects.get()
    assert (found.pupil, found.points) == (gone, Decimal(3))


@pytest.mark.parametrize("act", ["change", "remove"])
def test_k13_an_undo_after_a_merge_gives_a_record_to_the_account_that_is_kept(
    cast: Cast, gone: Person, act: str
) -> None:
    absences("G-1", "H-2")
    later = absences("H-2", **WHOLE) if act == "remove" else absences_excused("G-1")
    assert later.counts["records"]["attendance"][act] == 1
    merged(cast.nora, gone)
    undone(later)
    assert Attendance.objects.get(key__startswith="G-1").pupil == cast.nora


def absences_excused(pupil: str) -> Import:
    head = "student_id,date,session,code,excused,published_at,school_id\n"
    row = f"{pupil},2026-09-08,AM,I,yes,{EARLIER},hs\n"
    return school.records(("attendance.csv", (head + row).encode()))


def test_k13_k32_what_was_removed_of_two_who_were_one_comes_back_by_its_key(
    cast: Cast, gone: Person
) -> None:
    absences("G-1", "H-1", "H-2")
    made = merged(cast.nora, gone)
    later = absences("H-2", **WHOLE)
    assert later.counts["records"]["attendance"]["remove"] == 2
    unmerged(made)
    undone(later)
    found = {each.key.split("|")[0]: each.pupil for each in Attendance.objects.all()}
    assert found == {"G-1": gone, "H-1": cast.nora, "H-2": cast.elias}


@pytest.mark.parametrize("led_to", ["", "H-2"])
def test_k13_k32_what_no_key_tells_of_two_who_were_one_is_left_and_listed(
    cast: Cast, gone: Person, led_to: str
) -> None:
    """Removed, or given to another pupil."""
    remarks("r1,G-1,Well done", "r2,H-2,Kind")
    made = merged(cast.nora, gone)
    rows = [f"r1,{led_to},Well done"] if led_to else []
    later = remarks(*rows, "r2,H-2,Kind", **({} if led_to else WHOLE))
    unmerged(made)
    kept = undone(later).kept
    assert [each["code"] for each in kept] == ["record-changed"]
    assert not Remark.objects.filter(pupil=cast.nora).exists()


def test_k13_k34_a_record_that_an_import_gave_to_another_goes_back_through_a_merge(
    cast: Cast, gone: Person
) -> None:
    remarks("r1,G-1,Well done")
    later = remarks("r1,H-2,Well done")
    merged(cast.nora, gone)
    undone(later)
    assert Remark.objects.get().pupil == cast.nora


def test_k10_k32_a_plan_of_two_who_were_one_is_not_applied_after_they_are_parted(
    cast: Cast, gone: Person
) -> None:
    made = merged(cast.nora, gone)
    planned = school.plan(_remarks("r1,G-1,Well done"))
    unmerged(made)
    assert broken(planned) == "named people"


def test_k13_k14_what_a_file_brought_for_the_other_account_goes_back_with_it(
    cast: Cast, gone: Person
) -> None:
    """Its key says whose it is."""
    absences("H-1", day="2026-09-07")
    made = merged(cast.nora, gone)
    absences("G-1", "H-1")
    results("G-1,3")
    assert unmerged(made).left == []
    marks = {(each.key[:3], each.pupil) for each in Attendance.objects.all()}
    assert marks == {("G-1", gone), ("H-1", cast.nora)}
    assert Result.objects.get().pupil == gone


def test_k14_what_no_key_tells_is_withheld_until_a_file_says_whose_it_is(
    cast: Cast, gone: Person
) -> None:
    remarks("r0,H-1,Before")
    made = merged(cast.nora, gone)
    remarks("r1,G-1,Well done", "r2,H-1,Kind")
    enrolled = ("enrolments.csv", ENROLMENTS.encode())
    school.records(enrolled)
    left = [(each.code, each.detail) for each in unmerged(made).left]
    assert sorted(left, key=str) == [
        ("records-withheld", {"kind": "enrolments", "count": 1}),
        ("records-withheld", {"kind": "remarks", "count": 2}),
    ]
    assert [each.key for each in Remark.objects.filter(withdrawn_at=None)] == ["r0"]
    assert not Enrolment.objects.filter(key="e1").exists()

    remarks("r1,G-1,Well done", "r2,H-1,Kind")
    school.records(enrolled)
    shown = Remark.objects.filter(withdrawn_at=None)
    assert {each.key: each.pupil for each in shown} == {
        "r0": cast.nora, "r1": gone, "r2": cast.nora,
    }  # fmt: skip
    assert Enrolment.objects.get(key="e1").person == gone


def test_k14_what_an_import_without_its_lines_brought_is_withheld(cast: Cast, gone: Person) -> None:
    made = merged(cast.nora, gone)
    brought = remarks("r1,H-1,Well done")
    Import.objects.filter(pk=brought.pk).update(thinned_at=timezone.now())
    PlannedRecord.objects.all().delete()
    assert len(unmerged(made).left) == 1
    assert not Remark.objects.filter(withdrawn_at=None).exists()
