"""Sources of school records: calendars and whole schools, trusted act by act; what fails removes
nothing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kinkeeper.access import viewer
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.readings import sources as told
from kinkeeper.records.models import Event
from kinkeeper.roster.options import Options
from kinkeeper.roster.vocabulary import About
from kinkeeper.sources.models import Outcome, Source
from kinkeeper.sources.run import run
from tests.importing import undone
from tests.records import school
from tests.roster.records.calendars.calendar_file import calendar, event

pytestmark = pytest.mark.django_db
SetUp = Callable[..., Source]
ALL = ("create", "change", "remove")
BOTH = calendar(event("DTSTART:20260914T080000Z"), event("DTSTART;VALUE=DATE:20261001", uid="ev-2"))
ONE = calendar(event("DTSTART;VALUE=DATE:20261001", uid="ev-2"))


@pytest.fixture
def source(set_up: SetUp) -> Source:
    """Calendars of a class, complete for their events, and allowed all."""
    base()
    return set_up(trusted=ALL, options=of_records(scope=[""], calendar_of="s01-5A"), **at_site())


def base() -> None:
    school.records(*school.BASE[:3])


def of_records(**more: object) -> Options:
    return Options(profile="pupil", about=About.RECORDS, **more)  # type: ignore[arg-type]  # a field's own


def at_site() -> dict[str, object]:
    return {"organisation": Organisation.objects.get(path="")}


def bring(folder: Path, data: bytes, name: str = "export.ics") -> None:
    (folder / name).write_bytes(data)
    (folder / f"{name}.done").touch()


def numbers() -> set[str]:
    return set(Event.objects.values_list("number", flat=True))


def failing(source: Source) -> bool:
    return told.standing(viewer.of_command_line(None), source).failing_since is not None


def test_a_calendar_comes_changes_and_goes_as_it_is_trusted(source: Source, folder: Path) -> None:
    bring(folder, BOTH)
    assert run(source).outcome == Outcome.APPLIED
    assert numbers() == {"ev-1", "ev-2"}
    assert set(Event.objects.values_list("group__key", flat=True)) == {"s01-5A"}
    Source.objects.filter(pk=source.pk).update(trusted=["create", "change"])
    bring(folder, ONE)
    waits = run(source)
    assert (waits.outcome, waits.detail["why"]) == (Outcome.WAITING, ["remove"])
    assert numbers() == {"ev-1", "ev-2"}
    Source.objects.filter(pk=source.pk).update(trusted=[*ALL])
    bring(folder, ONE + b"\r\n")
    assert run(source).outcome == Outcome.APPLIED
    assert numbers() == {"ev-2"}


def test_records_go_on_where_those_imported_by_hand_end(source: Source, folder: Path) -> None:
    school.records(("s01-5A.ics", BOTH))
    bring(folder, BOTH)
    made = run(source)
    assert made.roster_import is not None
    assert is_empty(made.roster_import)
    assert Event.objects.count() == 2


@pytest.mark.parametrize("data", [b"<html>Sign in</html>", BOTH[:-30], b"\x00\x01", b"a,b\n1,2\n"])
def test_rec_018_what_fails_removes_nothing_and_says_since_when(
    source: Source, folder: Path, data: bytes
) -> None:
    bring(folder, BOTH)
    run(source)
    assert not failing(source)
    bring(folder, data)
    first = run(source)
    assert first.outcome == Outcome.REFUSED
    assert numbers() == {"ev-1", "ev-2"}
    assert failing(source)
    run(source)
    since = told.standing(viewer.of_command_line(None), source).failing_since
    assert since == first.started_at
    bring(folder, ONE)
    run(source)
    assert not failing(source)


def test_a_folder_that_is_gone_fails_and_removes_nothing(source: Source, folder: Path) -> None:
    bring(folder, BOTH)
    run(source)
    for name in os.listdir(folder):
        (folder / name).unlink()
    folder.rmdir()
    assert run(source).outcome == Outcome.FAILED
    assert failing(source)
    assert numbers() == {"ev-1", "ev-2"}
    folder.mkdir()


def test_a_whole_school_asks_for_all_that_its_parts_do(set_up: SetUp, folder: Path) -> None:
    """The lines of a whole school are its parts': they are asked, every one."""
    for stem in (*school.BASE, *school.THREE, "teachers", "pupils", "parents", "rights"):
        bring(folder, school.file(stem)[1], f"{stem}.csv")
    bring(folder, school.scopes()[1], "scopes.json")
    options = Options(profile="pupil", about=About.EVERYTHING)
    source = set_up(take="all", options=options, **at_site())
    waits = run(source)
    assert waits.outcome == Outcome.WAITING
    assert {"create", "connect"} <= set(waits.detail["why"])
    before = Person.objects.count()
    Source.objects.filter(pk=source.pk).update(trusted=["create", "change"])
    assert set(run(source, by_hand=True).detail.get("why", ["connect"])) == {"connect"}
    assert Person.objects.count() == before


def test_after_an_undo_the_next_plan_waits(source: Source, folder: Path) -> None:
    bring(folder, BOTH)
    made = run(source).roster_import
    assert made is not None
    undone(made)
    bring(folder, ONE)
    assert run(source).detail["why"] == ["taken-back"]
    assert numbers() == set()
