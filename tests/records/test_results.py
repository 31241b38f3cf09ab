"""What parents see of results, and how these are summed up (REC-022 to REC-035, REC-310 to 316)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kinkeeper.journal.actor import command_line
from kinkeeper.organisations import own_settings
from kinkeeper.records.models import Result, School
from tests.importing import codes
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("classes")]
PARENT, CHILD, SIBLING = "pa-00001", "st-00001", "st-00002"
CLASS, OTHER = "s01-5A-MA", "s01-5B-MA"
NOW = datetime.fromisoformat("2026-09-20T12:00:00+02:00")
EARLIER, LATER = "2026-09-10T12:00:00+02:00", "2026-09-25T12:00:00+02:00"


def work(*lines: str, due: str = "2026-09-01") -> tuple[str, bytes]:
    """Of each line: key, class, maximum."""
    head = (
        "assignment_id,class_id,title,assigned,due,max_points,subject,published_at,withdrawn_at\n"
    )
    said = [line.split(",") for line in lines]
    rows = [f"{key},{group},T,,{due},{most},MA,{EARLIER},\n" for key, group, most in said]
    return "assignments.csv", (head + "".join(rows)).encode()


def results(*lines: str) -> tuple[str, bytes]:
    """Of each line: assignment, pupil, status, points, grade, published, withdrawn."""
    head = "assignment_id,student_id,status,points,text_grade,published_at,withdrawn_at\n"
    return "results.csv", (head + "\n".join(lines) + "\n").encode()


def shown(moment: datetime = NOW, child: str = CHILD) -> dict[str, Any]:
    found: list[dict[str, Any]] = school.shown_at(PARENT, moment)["children"]
    return next(each for each in found if each["child"] == child)


@pytest.fixture
def classes(district: None) -> None:
    school.records(*school.BASE)


def test_rec_022_rec_310_what_is_not_shown_counts_nowhere() -> None:
    """Before its moment, without one, and when it is withdrawn; a release comes by itself."""
    school.records(
        work(*(f"a{number},{CLASS},10" for number in range(4))),
        results(
            f"a0,{CHILD},fully graded,5,,{EARLIER},",
            f"a1,{CHILD},fully graded,10,,{LATER},",
            f"a2,{CHILD},fully graded,10,,,",
            f"a3,{CHILD},fully graded,10,,{EARLIER},2026-09-15T00:00:00+02:00",
        ),
    )
    now = shown()
    assert (now["results"], now["subjects"]) == (["a0"], {"MA": {"results": 1, "mean": "50.0"}})
    released = datetime.fromisoformat(LATER)
    before = shown(released - timedelta(seconds=1))
    assert (before["results"], before["subjects"]) == (now["results"], now["subjects"])
    later = shown(released)
    assert later["subjects"] == {"MA": {"results": 2, "mean": "75.0"}}
    assert later["results"] == ["a0", "a1"]


def test_pc_112_rec_027_rec_028_rec_314_only_graded_points_are_in_a_mean() -> None:
    """Exempt, without points, and a grade in words: shown, and in no mean, never a nought."""
    school.records(
        work(*(f"a{number},{CLASS},10" for number in range(5)), f"words,{CLASS},"),
        results(
            f"a0,{CHILD},fully graded,8,,{EARLIER},",
            f"a1,{CHILD},exempt,,,{EARLIER},",
            f"a2,{CHILD},fully graded,,B,{EARLIER},",
            f"a3,{CHILD},partially graded,1,,{EARLIER},",
            f"a4,{CHILD},not submitted,,,{EARLIER},",
            f"words,{CHILD},fully graded,,within,{EARLIER},",
        ),
    )
    assert shown()["subjects"] == {"MA": {"results": 6, "mean": "80.0"}}
    assert Result.objects.get(key=f"a1|{CHILD}").status == "exempt"


def test_rec_027_rec_035_nothing_that_counts_has_no_mean() -> None:
    school.records(
        work(f"a0,{CLASS},10", f"a1,{CLASS},"),
        results(f"a0,{CHILD},exempt,,,{EARLIER},", f"a1,{CHILD},fully graded,,A,{EARLIER},"),
    )
    assert shown()["subjects"] == {"MA": {"results": 2, "mean": None}}
    assert codes(school.plan(work(f"a0,{CLASS},0"))) == {"record-value": 1}


def test_rec_030_nought_is_one_only_where_it_was_given() -> None:
    school.records(
        work(f"a0,{CLASS},10", f"a1,{CLASS},10"),
        results(f"a0,{CHILD},fully graded,0,,{EARLIER},", f"a1,{CHILD},not submitted,,,{EARLIER},"),
    )
    assert shown()["subjects"] == {"MA": {"results": 2, "mean": "0.0"}}


def test_rec_034_a_school_can_show_no_means() -> None:
    """That is another thing than having no result."""
    school.records(work(f"a0,{CLASS},10"), results(f"a0,{CHILD},fully graded,8,,{EARLIER},"))
    place = School.objects.get(key="s01").organisation
    own_settings.change(command_line(), place, "means", "off")
    assert shown()["subjects"] == {"MA": {"results": 1, "mean": None}}
    own_settings.change(command_line(), place, "means", "")
    assert shown()["subjects"] == {"MA": {"results": 1, "mean": "80.0"}}


def test_rec_029_work_without_a_result_is_no_result() -> None:
    school.records(work(f"a0,{CLASS},10", due="2026-09-24"))
    assert "results" not in shown()
    assert shown()["assignments"] == ["a0"]
    assert "subjects" not in shown()


def test_rec_312_points_are_kept_as_given() -> None:
    school.records(work(f"a0,{CLASS},12"), results(f"a0,{CHILD},fully graded,10.75,,{EARLIER},"))
    assert Result.objects.get().points == Decimal("10.75")
    assert shown()["subjects"]["MA"]["mean"] == "89.6"


def test_rec_315_a_result_without_a_status_is_named_and_left_out() -> None:
    made = school.records(work(f"a0,{CLASS},10"), results(f"a0,{CHILD},,5,,{EARLIER},"))
    assert codes(made) == {"record-empty": 1}
    assert "results" not in shown()


def test_rec_316_only_the_own_groups_work_is_shown() -> None:
    """The siblings are in two classes that have the same subject."""
    school.records(work(f"a0,{CLASS},10", f"b0,{OTHER},10"))
    assert shown()["assignments"] == ["a0"]
    assert shown(child=SIBLING)["assignments"] == ["b0"]


def test_a_result_follows_its_assignment() -> None:
    """Its class, its day and its maximum are the assignment's, whenever those change."""
    school.records(work(f"a0,{CLASS},10"), results(f"a0,{CHILD},fully graded,5,,{EARLIER},"))
    school.records(work(f"a0,{CLASS},20"))
    assert shown()["subjects"]["MA"]["mean"] == "25.0"
    school.records(work(f"a0,{CLASS},20", due="2026-10-20"))  # the child is no longer in it
    assert "results" not in shown()
    school.records(work(f"a0,{CLASS},20"))
    assert shown()["results"] == ["a0"]


def test_results_of_an_assignment_that_is_gone_wait_for_it() -> None:
    school.records(
        work(f"a0,{CLASS},10", f"a1,{CLASS},10"),
        results(f"a0,{CHILD},fully graded,5,,{EARLIER},", f"a1,{CHILD},fully graded,9,,{EARLIER},"),
    )
    school.records(work(f"a1,{CLASS},10"), scope=["s01"])
    assert shown()["results"] == ["a1"]
    assert shown()["subjects"]["MA"]["mean"] == "90.0"


def test_a_note_is_for_nobody_at_home() -> None:
    """Even where a file says that it is published."""
    head = "remark_id,student_id,date,kind,text,teacher_id,published_at,withdrawn_at,school_id\n"
    rows = [
        f"r{number},{CHILD},2026-09-09,{kind},Words,,{EARLIER},,s01\n"
        for number, kind in enumerate(("praise", "concern", "incident", "note"))
    ]
    school.records(("remarks.csv", (head + "".join(rows)).encode()))
    assert shown()["remarks"] == ["r0", "r1", "r2"]
    silent = school.file("schools")[1].replace(b"195,105,yes", b"195,105,no")
    school.records(("schools.csv", silent))
    assert "remarks" not in shown()
