"""A key that two schools use means the own one of a file, or none."""

import pytest

from kinkeeper.organisations import tree
from kinkeeper.records.models import Lesson, School
from tests.importing import codes
from tests.records import school

pytestmark = pytest.mark.django_db
SCHOOLS = b"school_id,name,parent_id,kind,am_minutes\n%s,%s,,school,200\n"
CLASSES = b"group_id,school_id,title,kind\n5A,%s,5A,form\n"
LESSONS = b"lesson_id,group_id,weekday,start,end,subject\ntt-%s,5A,MO,08:30,09:15,Art\n"


def of(name: str) -> None:
    """A school with a class 5A, by its own office's files."""
    tree.ensure(name)
    key = name.lower().encode()
    school.records(
        ("schools.csv", SCHOOLS % (key, name.encode())), ("classes.csv", CLASSES % key),
        organisation=name,
    )  # fmt: skip


def test_k14_a_file_of_one_kind_alone_means_the_classes_of_its_own_school() -> None:
    of("Alpha")
    of("Beta")
    assert School.objects.count() == 2
    for name in ("Beta", "Alpha"):
        school.records(("timetable.csv", LESSONS % name.encode()), organisation=name)
        assert Lesson.objects.get(key=f"tt-{name}").school.name == name


def test_k14_a_file_for_one_school_does_not_mean_the_only_class_of_another() -> None:
    """Also where whoever imports it reaches both."""
    of("Alpha")
    tree.ensure("Beta")
    plan = school.plan(("timetable.csv", LESSONS % b"Beta"), organisation="Beta")
    assert plan.counts["records"]["timetable"]["create"] == 0
    assert codes(plan)
    plan = school.plan(("timetable.csv", LESSONS % b"site"))
    assert plan.counts["records"]["timetable"]["create"] == 1


def test_a_key_that_only_others_use_is_nobodys() -> None:
    of("Alpha")
    of("Beta")
    plan = school.plan(("timetable.csv", LESSONS % b"site"))
    assert plan.counts["records"]["timetable"]["create"] == 0
    assert codes(plan)
