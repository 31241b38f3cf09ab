"""What parents are shown is the truth, record by record, whichever way the records came."""

from datetime import datetime, timedelta

import pytest

from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.people.models import Person
from kinkeeper.readings.own_copy import children
from kinkeeper.readings.own_copy.files import Files
from kinkeeper.records.opened import Asked
from tests.importing import undone
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

KINDS = ("assignments", "results", "attendance", "remarks", "events", "notices")


def differing() -> list[tuple[str, str]]:
    """(parent, moment) of which something else is shown than is true."""
    found = []
    for name, moment in school.moments().items():
        school.consents_on(moment.date())
        found += [
            (each["parent"], name)
            for each in school.expected()["parents"]
            if school.shown_at(each["parent"], moment) != school.wanted(each["at"][name])
        ]
    return found


def test_the_truth_is_shown_at_every_moment() -> None:
    school.everything()
    assert len(school.expected()["parents"]) > 20
    assert differing() == []
    assert copied_otherwise(every=5) == []


def copied_otherwise(every: int) -> list[str]:
    """Some of the parents, those whose copy names other records than are shown. Whose children
    these are goes by today, so only they are compared."""
    moment, found, some = school.moments()["mid"], [], 0
    school.consents_on(moment.date())
    for each in school.expected()["parents"][::every]:
        parent = Person.objects.get(sync_key=each["parent"])
        shown = school.shown_at(each["parent"], moment)["children"]
        told = {child["child"]: child for child in shown}
        for child in children.of(Asked(parent.pk, moment), parent, Files()):
            said = {section.name: section.for_machines() for section in child.sections}
            there = told[Person.objects.get(pk=child.number).sync_key]
            ids = {kind: sorted(one["id"] for one in said[kind]) for kind in KINDS}
            some += sum(map(len, ids.values()))
            if ids != {kind: sorted(there.get(kind, [])) for kind in KINDS}:
                found.append(each["parent"])
    assert some > 20
    return found


def test_k13_the_same_after_an_undo_and_another_import() -> None:
    first = school.everything()
    undone(first)
    assert differing() != []
    school.everything()
    assert differing() == []


def test_order_and_split_of_files_do_not_matter() -> None:
    """Files that rest on others come after them, in other imports; the rest in any order."""
    school.records(*school.BASE[::-1])
    school.records("attendance", "attendance_correction", "notices", school.scopes())
    school.records("remarks", "assignments")
    school.records("timetable_changes", "events", "results")
    assert differing() == []
    for stems in (school.BASE, school.THREE, school.WORK, (*school.BASE, *school.THREE)[::-1]):
        assert is_empty(school.plan(*stems, school.scopes()))


def test_a_correction_that_comes_alone_replaces_its_scope() -> None:
    school.records(*school.BASE, *school.THREE[:-1], *school.WORK)
    made = school.records("attendance_correction", school.scopes())
    counts = made.counts["records"]["attendance"]
    truth = school.expected()["correction"]
    assert (counts["remove"], counts["change"]) == (len(truth["removed"]), len(truth["changed"]))
    assert differing() == []
    undone(made)
    assert differing() != []


def test_nothing_is_shown_before_its_moment() -> None:
    """A second before a notice is published it is not there, and at the second it expires."""
    school.everything()
    seen = {
        (each["parent"], notice)
        for name, moment in school.moments().items()
        for each in school.expected()["parents"]
        for child in school.shown_at(each["parent"], moment)["children"]
        for notice in child.get("notices", ())
    }
    told = {row["notice_id"]: row for row in school.rows("notices")}
    parent, number = min(seen)
    opens = datetime.fromisoformat(told[number]["publish_at"])

    def notices(moment: datetime) -> set[str]:
        children = school.shown_at(parent, moment)["children"]
        return {notice for child in children for notice in child.get("notices", ())}

    assert number in notices(opens)
    assert number not in notices(opens - timedelta(seconds=1))
    if told[number]["expires_at"]:
        ends = datetime.fromisoformat(told[number]["expires_at"])
        assert number not in notices(ends)
