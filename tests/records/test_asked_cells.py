"""K31, K32: what of a record's row a person decides: asked once, answered once, remembered for the
series; and nothing is taken until then."""

from collections.abc import Callable

import pytest

from kinkeeper.access import viewer as viewers
from kinkeeper.families import answer_question, reopen_question
from kinkeeper.families.models import Answer, Question, QuestionKind
from kinkeeper.families.refusals import NotAsked
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox
from kinkeeper.records.models import Group
from kinkeeper.roster.records import cells
from kinkeeper.roster.records.cells import Unread, Where
from tests.asking import asked
from tests.cast import Cast, connected
from tests.importing import imported, undone
from tests.records import small

UNCLEAR = QuestionKind.UNCLEAR_CELL
HEAD = "student_id,date,session,code,minutes,school_id\n"
OSLO = Where("Europe/Oslo")


@pytest.mark.parametrize(
    ("read", "text", "ways"),
    [
        (cells.day, "04/05/2027", ("2027-04-05", "2027-05-04")),
        (cells.day, "31/5/27", ("2027-05-31",)),
        (cells.moment, "4/5/2027 08:00", ("2027-04-05 08:00", "2027-05-04 08:00")),
        (
            cells.moment,
            "2026-10-25 02:30",
            ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"),
        ),
        (cells.minutes, "1:05", ("65", "1")),
        (cells.points, "1,250", ("1250", "1.250")),
    ],
)
def test_each_way_to_read_a_cell_can_be_read_in_one_way(
    read: cells.Read, text: str, ways: tuple[str, ...]
) -> None:
    found = read(text, OSLO)
    assert isinstance(found, Unread)
    assert found.ways == ways
    assert not [way for way in ways if isinstance(read(way, OSLO), Unread)]


type Send = Callable[..., Import]


@pytest.fixture
def send(cast: Cast) -> Send:
    """Imports a file of attendance of these lines."""
    group = small.hillside(cast)
    small.code(group, "L")

    def sent(*lines: str, by: Person | None = None, **more: object) -> Import:
        said = "".join(f"{line},{group.school.key}\n" for line in lines)
        place = "Hillside" if by is not None else ""
        return imported(HEAD + said, about="records", by=by, organisation=place, **more)

    return sent


def open_ones() -> list[Question]:
    return list(Question.objects.filter(kind=UNCLEAR, answer=Answer.OPEN).order_by("pk"))


def kept() -> list[str]:
    return db.column("""SELECT concat_ws(' ', day::text, minutes::text) FROM records_attendance
        ORDER BY day, minutes""")


pytestmark = pytest.mark.django_db


def test_k31_a_day_in_two_ways_is_asked_once_and_the_next_file_is_read_as_decided(
    send: Send, cast: Cast, office: Actor
) -> None:
    send("H-1,04/05/2027,AM,L,20")
    send("H-1,04/05/2027,AM,L,20")
    assert kept() == []
    [question] = open_ones()
    [shown] = [each for each in asked() if each.kind == UNCLEAR]
    assert "04/05/2027" in shown.title
    assert (shown.child, question.detail["ways"]) == (cast.nora, ["2027-04-05", "2027-05-04"])
    with pytest.raises(NotAsked):
        answer_question.read_as(office, question, "2027-06-06")
    answer_question.read_as(office, question, "2027-05-04")
    assert kept() == []  # the answer brings nothing by itself
    send("H-1,04/05/2027,AM,L,20")
    again = send("H-1,04/05/2027,AM,L,20")
    assert kept() == ["2027-05-04 20"]
    assert again.counts["records"]["attendance"]["unchanged"] == 1  # K9
    assert not open_ones()
    send("H-2,04/05/2027,AM,L,20")  # of someone else nothing was said
    assert [each.child for each in open_ones()] == [cast.elias]


def test_what_is_unlikely_comes_once_someone_says_it_is_right_and_is_skipped_where_not(
    send: Send, office: Actor
) -> None:
    sunday, other = "H-1,2026-09-06,AM,L,20", "H-2,2026-09-06,AM,L,5"
    send(sunday, other)
    right, wrong = open_ones()
    answer_question.read_as(office, right, "2026-09-06")
    answer_question.keep(office, wrong)
    send(sunday, other)
    assert (kept(), open_ones()) == (["2026-09-06 20"], [])
    reopen_question.ask_again(office, wrong)
    assert open_ones() == [wrong]


def test_a_row_that_has_another_error_is_not_asked_about(send: Send) -> None:
    send("H-1,04/05/2027,AM,QQ,20", "H-99,04/05/2027,AM,L,0:20")
    assert not open_ones()


def test_two_cells_of_a_row_are_two_questions_and_a_later_file_settles_them(
    send: Send, office: Actor
) -> None:
    line = "H-1,04/05/2027,AM,L,0:20"
    send(line)
    day, minutes = sorted(open_ones(), key=lambda each: each.detail["heading"])
    answer_question.read_as(office, day, "2027-04-05")
    send(line)
    assert open_ones() == [minutes]
    send("H-1,2027-04-05,AM,L,20")
    assert (kept(), open_ones()) == (["2027-04-05 20"], [])
    minutes.refresh_from_db()
    assert minutes.answer == Answer.SETTLED


def test_k14_what_a_school_asked_is_that_schools_and_answers_no_other_ones_files(
    send: Send, cast: Cast, office: Actor
) -> None:
    send("H-1,04/05/2027,AM,L,20", by=cast.henry)
    [question] = open_ones()
    assert [each.kind for each in asked(cast.henry)] == [UNCLEAR]
    assert not asked(cast.lara)
    answer_question.read_as(office, question, "2027-05-04")
    send("H-1,04/05/2027,AM,L,20")  # the whole site's file
    assert (kept(), len(open_ones())) == ([], 1)
    assert not [each for each in asked(cast.henry) if each.kind == UNCLEAR]


def test_nobody_decides_about_an_own_child(send: Send, cast: Cast) -> None:
    connected(cast.henry, cast.nora)
    send("H-1,04/05/2027,AM,L,20", by=cast.henry)
    [question] = open_ones()
    assert inbox.is_of_own_family(viewers.of_command_line(cast.henry), question)


def test_k13_undoing_the_import_that_asked_ends_the_question(send: Send) -> None:
    undone(send("H-1,04/05/2027,AM,L,20", "H-2,2026-09-07,AM,L,5"))
    assert not open_ones()


def test_k32_a_reading_is_taken_back_though_the_import_that_asked_was_undone(
    send: Send, office: Actor
) -> None:
    line = "H-1,04/05/2027,AM,L,20"
    first = send(line)
    [question] = open_ones()
    answer_question.read_as(office, question, "2027-04-05")
    undone(first)
    reopen_question.ask_again(office, question)
    send(line)
    assert (kept(), open_ones()) == ([], [question])


def test_an_empty_due_day_is_filled_in_by_whoever_knows(
    send: Send, cast: Cast, office: Actor
) -> None:
    group = Group.objects.get(school__organisation=cast.hillside)
    file = f"assignment_id,class_id,title,assigned,due\nw1,{group.key},Essay,2026-09-01,\n"
    imported(file, about="records")
    [question] = open_ones()
    for wrong in ("", "soon", "04/05/2027"):
        with pytest.raises(NotAsked):
            answer_question.read_as(office, question, wrong)
    answer_question.read_as(office, question, "2026-09-14")
    imported(file, about="records")
    assert db.column("SELECT due_on::text FROM records_assignment") == ["2026-09-14"]
