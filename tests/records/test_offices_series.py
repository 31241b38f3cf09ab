"""K14: an office's files and those for the whole site speak of the same records, within its own
schools; each record is of the series that brought it."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.families.models import Question
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import FoundProblem, Import, ImportState
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.sections.apply_context import Stale
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.records.models import Notice, School
from kinkeeper.roster.vocabulary import About
from tests.cast import Cast
from tests.importing import imported, planned, undone

pytestmark = pytest.mark.django_db
HEAD = "notice_id,school_id,title,publish_at,body\n"
AT = "2026-09-01T08:00:00+02:00"


@pytest.fixture
def schools(cast: Cast) -> Cast:
    """Both schools as a file for the whole site brought them, each with a notice."""
    for place, key in ((cast.hillside, "hs"), (cast.lakeside, "ls")):
        School.objects.create(
            organisation=place, name=key, key=key, series=site(""), source="import:0"
        )
    whole(["n1,hs,Trip", "n2,ls,Fair"])
    return cast


def site(name: str) -> str:
    return f"{Organisation.objects.get(path='').pk}/{name}"


def file(lines: list[str]) -> tuple[str, bytes]:
    return "notices.csv", (HEAD + "".join(f"{line},{AT},\n" for line in lines)).encode()


def whole(lines: list[str], **more: object) -> Import:
    return imported(file(lines), about=About.RECORDS, **more)


def own(by: Person, lines: list[str], **more: object) -> Import:
    made = imported(file(lines), about=About.RECORDS, by=by, **more)
    assert made.state in {ImportState.APPLIED, ImportState.STALE}
    return made


def titles() -> list[str]:
    return db.column(
        """SELECT school.key || ' ' || said.key || ' ' || said.title FROM records_notice said
        JOIN records_school school ON school.id = said.school_id ORDER BY 1"""
    )


def counts(made: Import) -> dict[str, int]:
    found: dict[str, int] = made.counts["records"]["notices"]
    return {name: count for name, count in found.items() if count}


def test_the_same_rows_stand_once_whoever_imports_them(schools: Cast) -> None:
    assert counts(own(schools.henry, ["n1,hs,Trip"])) == {"unchanged": 1}
    assert counts(own(schools.henry, ["n1,hs,Trip to the sea", "n3,hs,Play"])) == {
        "change": 1,
        "create": 1,
    }
    assert titles() == ["hs n1 Trip to the sea", "hs n3 Play", "ls n2 Fair"]
    again = whole(["n1,hs,Trip to the sea", "n2,ls,Fair", "n3,hs,Play"])
    assert counts(again) == {"unchanged": 3}  # K9


def test_what_an_office_is_complete_for_ends_at_its_own_schools(schools: Cast) -> None:
    made = own(schools.henry, ["n3,hs,Play"], scope=["Hillside"])
    assert counts(made) == {"create": 1, "remove": 1}
    assert titles() == ["hs n3 Play", "ls n2 Fair"]
    undone(made, schools.henry)
    assert titles() == ["hs n1 Trip", "ls n2 Fair"]


def test_a_key_of_another_school_is_as_one_that_nobody_has(schools: Cast) -> None:
    """Neither the plan nor what it makes differs from that of a new key; and it is found again."""
    taken, new = (
        planned(file([f"{key},hs,Ours"]), about=About.RECORDS, by=schools.henry)
        for key in ("n2", "n9")
    )
    without = {"planned_at", "id"}
    assert {k: v for k, v in taken.counts.items() if k not in without} == {
        k: v for k, v in new.counts.items() if k not in without
    }
    made = own(schools.henry, ["n2,hs,Ours"])
    assert titles() == ["hs n1 Trip", "hs n2 Ours", "ls n2 Fair"]
    assert counts(own(schools.henry, ["n2,hs,Ours", "n1,hs,Trip"])) == {"unchanged": 2}
    undone(made, schools.henry)
    assert titles() == ["hs n1 Trip", "hs n2 Ours", "ls n2 Fair"]  # a later file says it again


def whose() -> dict[str, str]:
    return dict(db.rows("SELECT key, series FROM records_notice"))


def test_k09_what_an_office_had_first_stands_once_and_is_the_sites_once_it_is_undone(
    schools: Cast,
) -> None:
    first = own(schools.henry, ["n5,hs,Play", "n6,hs,Song"])
    assert counts(whole(["n5,hs,Play"])) == {"unchanged": 1}
    assert counts(whole(["n5,hs,Play"], scope=["Hillside"])) == {"unchanged": 1, "remove": 1}
    assert titles() == ["hs n5 Play", "hs n6 Song", "ls n2 Fair"]  # n1 was the site's
    undone(first, schools.henry)
    assert titles() == ["hs n5 Play", "ls n2 Fair"]
    assert set(whose().values()) == {site("")}


def test_k13_a_record_is_whose_it_was_first_whoever_changes_it(schools: Cast) -> None:
    own(schools.henry, ["n1,hs,Trip to the sea", "n3,hs,Play"])
    whole(["n3,hs,Play and dance"])
    made = whole(["n1,ls,Trip", "n3,ls,Play"])  # the site's own moves, the office's does not
    assert titles() == ["hs n3 Play and dance", "ls n1 Trip", "ls n2 Fair"]
    assert FoundProblem.objects.get(roster_import=made).code == "record-taken"
    undone(made)
    assert titles() == ["hs n1 Trip to the sea", "hs n3 Play and dance", "ls n2 Fair"]
    gone = own(schools.henry, ["n3,hs,Play"], scope=["Hillside"])
    undone(gone, schools.henry)
    assert whose()["n1"] == site("")


def test_another_series_is_another_series(schools: Cast) -> None:
    assert counts(own(schools.henry, ["n1,hs,Trip"], series="mine")) == {"create": 1}


def test_k10_a_plan_made_before_the_whole_sites_file_is_not_applied(cast: Cast) -> None:
    for place, key in ((cast.hillside, "hs"), (cast.lakeside, "ls")):
        School.objects.create(
            organisation=place, name=key, key=key, series="0/x", source="import:0"
        )
    plan = planned(file(["n1,hs,Trip"]), about=About.RECORDS, by=cast.henry)
    whole(["n1,hs,Trip"])
    with pytest.raises(Stale):
        apply(plan, viewer.of_command_line(cast.henry).actor)
    assert titles() == ["hs n1 Trip"]
    plan.refresh_from_db()
    again = renew(plan, viewer.of_command_line(cast.henry).actor, "records")
    assert again is not None
    assert counts(again) == {"unchanged": 1}


def test_the_sites_file_is_undone_and_leaves_what_an_office_says_again(schools: Cast) -> None:
    first = Import.objects.get(state=ImportState.APPLIED)
    own(schools.henry, ["n1,hs,Trip"])
    undone(first)
    assert titles() == ["hs n1 Trip"]


def test_k13_the_sites_file_takes_no_record_from_a_school_that_brought_it(schools: Cast) -> None:
    """Both number 1, 2, 3; the school's own stays its own, and the row of the other is told."""
    own(schools.henry, ["n3,hs,Play"])
    made = whole(["n1,hs,Trip", "n2,ls,Fair", "n3,ls,Ours"])
    assert titles() == ["hs n1 Trip", "hs n3 Play", "ls n2 Fair"]
    assert FoundProblem.objects.get(roster_import=made).code == "record-taken"
    assert counts(whole(["n3,hs,Play and dance"])) == {"change": 1}  # its own school's


def test_k09_what_another_school_removed_makes_no_office_begin_anew(schools: Cast) -> None:
    own(schools.henry, ["n2,hs,Ours"])
    Notice.objects.filter(title="Fair").delete()
    assert counts(own(schools.henry, ["n1,hs,Trip", "n2,hs,Ours"])) == {"unchanged": 2}


def test_k14_a_question_says_nothing_of_another_schools_record(schools: Cast) -> None:
    """What stands under the same key, when the cell can be read in two ways."""
    for key, there in (("n2", False), ("n1", True)):
        line = f"{key},hs,Ours,03/04/2026 08:00,"
        imported(("notices.csv", (HEAD + line).encode()), about=About.RECORDS, by=schools.henry)
        asked = Question.objects.latest("pk")
        assert asked.detail["keys"] == [key]
        assert (asked.detail.get("here") is not None) == there
