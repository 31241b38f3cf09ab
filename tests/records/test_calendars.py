"""Calendars instead of events.csv: parents are shown the same, and an event that goes wrong leaves
yesterday's as it was."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty, summary
from kinkeeper.lib import db
from kinkeeper.records.models import Event
from tests.importing import codes, undone
from tests.records import school
from tests.records.test_shown import differing
from tests.roster.records.calendars.calendar_file import calendar, event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ICS = school.FOLDER / "ics"
OTHERS = (*(each for each in school.THREE if each != "events"), *school.WORK)


def calendars(*, before: bool = False) -> list[tuple[str, bytes]]:
    """Of each school and each form; the schools' as they were before their updates."""
    found = {path.name: path.read_bytes() for path in sorted(ICS.glob("*.ics"))}
    if before:
        found |= {path.name: path.read_bytes() for path in (ICS / "before").glob("*.ics")}
    return list(found.items())


def base() -> None:
    school.records(*school.BASE)


def mine(*parts: str, name: str = "s01.ics", **options: Any) -> Any:
    return school.records((name, calendar(*parts)), **options)


def series(*lines: str) -> str:
    rule = ["DTSTART:20260914T080000Z", "RRULE:FREQ=DAILY;COUNT=4"]
    return event(*(lines or rule), title="Choir")


def numbers() -> set[str]:
    return {each.shown_key for each in Event.objects.all()}


def test_calendars_are_the_truth_at_every_moment() -> None:
    school.records(*school.BASE, *OTHERS, *calendars(), school.scopes())
    assert Event.objects.count() == len(school.rows("events"))
    assert differing() == []


def test_k9_the_same_as_csv_and_again_as_calendars_changes_nothing() -> None:
    base()
    school.records("events")
    assert is_empty(school.plan(*calendars()))
    assert is_empty(school.plan("events", *calendars()))
    undone(Import.objects.filter(state="applied").latest("pk"))
    school.records(*calendars())
    for again in (calendars(), calendars()[::-1]):
        assert is_empty(school.plan(*again))
    assert is_empty(school.plan("events"))


def test_k13_updates_and_back_again() -> None:
    school.records(*school.BASE, *OTHERS, *calendars(before=True), school.scopes())
    assert differing() != []
    was = school.snapshot()
    update = school.records(*calendars())
    assert differing() == []
    undone(update)
    assert school.snapshot() == was
    school.records(*calendars())
    assert differing() == []


def test_rec_020_an_older_calendar_changes_nothing() -> None:
    base()
    school.records(*calendars())
    was = school.snapshot()
    old = school.plan(*calendars(before=True))
    assert is_empty(old)
    assert codes(old)["calendar-older"] > 5
    school.records(*calendars(before=True))
    assert school.snapshot() == was


def test_rec_020_a_later_stamp_with_the_same_number_is_taken() -> None:
    base()

    def said(title: str, stamp: str) -> str:
        return event("DTSTART:20260914T080000Z", f"DTSTAMP:{stamp}", title=title)

    mine(said("First", "20260801T060000Z"))
    mine(said("Later", "20260801T060001Z"))
    assert Event.objects.get().title == "Later"
    mine(said("Earlier", "20260801T060000Z"))
    assert Event.objects.get().title == "Later"


def test_whose_a_calendar_is_is_said_and_never_guessed() -> None:
    base()
    data = calendar(series())
    for name in ("export.ics", "s01-9Z.ics"):
        refused = school.plan((name, data))
        assert (refused.refusal or {})["code"] == "calendar-whose"
    for said in ("s01-5A", "s01"):
        made = school.records(("export.ics", data), calendar_of=said)
        found = set(Event.objects.values_list("school__key", "group__key"))
        assert found == {("s01", said if said == "s01-5A" else None)}
        undone(made)
    scopes = {"ics/export.ics": [{"calendar_of": "s01-5A"}]}
    school.records(("export.ics", data), ("scopes.json", json.dumps(scopes).encode()))
    assert set(Event.objects.values_list("group__key", flat=True)) == {"s01-5A"}


def test_times_that_are_left_out_later_are_gone_and_come_back_with_the_undo() -> None:
    """A calendar that names an event says all of it, also without a scope."""
    base()
    mine(series())
    assert numbers() == {f"ev-1#2026-09-{day}" for day in (14, 15, 16, 17)}
    rule = ("DTSTART:20260914T080000Z", "RRULE:FREQ=DAILY;COUNT=3")
    made = mine(series(*rule, "EXDATE:20260915T080000Z"))
    assert numbers() == {"ev-1#2026-09-14", "ev-1#2026-09-16"}
    undone(made)
    assert len(numbers()) == 4
    mine(series("DTSTART:20260914T080000Z"))
    assert numbers() == {"ev-1"}


def test_k6_a_calendar_without_a_scope_ends_no_event_that_it_does_not_name() -> None:
    base()
    mine(series(), event("DTSTART:20261001", uid="ev-2"))
    mine(event("DTSTART:20261001", uid="ev-2"))
    mine()
    assert len(numbers()) == 5


def test_a_complete_calendar_is_complete_for_its_own_class_alone() -> None:
    base()
    school.records("events")
    everything = numbers()
    data = calendar(event("DTSTART:20261001", uid="ev-new"))
    gone = school.plan(("s01-5A.ics", data), scope=[""])
    counts = gone.counts["records"]["events"]
    own = Event.objects.filter(group__key="s01-5A").count()
    assert (counts["create"], counts["remove"]) == (1, own)
    school.records(("s01-5A.ics", data), scope=[""], scope_from="2026-10-01")
    assert everything - numbers() == {
        each["event_id"] + (f"#{each['occurrence']}" if each["occurrence"] else "")
        for each in school.rows("events")
        if each["class_id"] == "s01-5A" and each["starts"] >= "2026-10-01"
    }


@pytest.mark.parametrize(
    "broken",
    [
        ("DTSTART:20260914T080000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        ("DTSTART:20260914T080000Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:2026"),
        (),
    ],
)
def test_rec_014_rec_016_a_broken_event_leaves_yesterdays(broken: tuple[str, ...]) -> None:
    """Whatever the file is complete for."""
    base()
    mine(series())
    other = event("DTSTART:20261001", uid="ev-2")
    mine(event(*broken), other, scope=[""])
    assert numbers() == {"ev-2", *(f"ev-1#2026-09-{day}" for day in (14, 15, 16, 17))}


def test_rec_017_an_event_without_a_uid_keeps_what_it_could_be() -> None:
    base()
    mine(series())
    made = mine(
        event("DTSTART:20260914T080000Z", uid=""),
        event("DTSTART:20261001", uid="ev-2"),
        scope=[""],
    )
    assert len(numbers()) == 5
    assert codes(made) == {"calendar-no-uid": 1, "records-kept": 1}


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>Sign in</body></html>", b"BEGIN:VCALENDAR\r\n"]
)
def test_rec_018_what_is_no_calendar_ends_nothing(data: bytes) -> None:
    base()
    mine(series())
    refused = school.plan(("s01.ics", data), scope=[""])
    assert refused.state == "refused"
    assert len(numbers()) == 4


def test_rec_305_a_calendar_that_cancels_marks_its_event_and_no_more() -> None:
    base()
    mine(series(), event("DTSTART:20261001", uid="ev-2", title="Trip"))
    was = school.snapshot()

    def cancel(*lines: str, uid: str = "ev-1@x") -> Any:
        data = calendar(event(*lines, uid=uid), method="CANCEL")
        return school.records(("s01.ics", data))

    one = cancel("DTSTART:20260915T080000Z", "RECURRENCE-ID:20260915T080000Z", "SEQUENCE:1")
    found = dict(Event.objects.values_list("key", "status"))
    assert [key for key, status in found.items() if status == "cancelled"] == ["ev-1|2026-09-15"]
    undone(one)
    assert school.snapshot() == was
    cancel("DTSTART:20260914T080000Z", "SEQUENCE:1")
    assert set(Event.objects.filter(number="ev-1").values_list("status", "title")) == {
        ("cancelled", "Choir")
    }
    assert Event.objects.get(number="ev-2").status == ""
    made = cancel("DTSTART:20260914T080000Z", uid="nobody")
    assert codes(made) == {"calendar-cancels-nothing": 1}


def test_rec_304_rec_011_days_and_times_without_a_zone_are_the_schools() -> None:
    base()
    data = calendar(
        event("DTSTART;VALUE=DATE:20260915", uid="day"),
        event("DTSTART:20260915T003000", uid="wall"),
    )
    school.records(("s02.ics", data))  # in Helsinki
    assert str(Event.objects.get(number="day").starts_on) == "2026-09-15"
    found = Event.objects.get(number="wall")
    assert found.starts_at == datetime(2026, 9, 14, 21, 30, tzinfo=UTC)
    assert str(found.starts_on) == "2026-09-15"


def test_the_verdicts_of_an_ugly_calendar() -> None:
    base()
    made = school.records(("s01.ics", (school.FOLDER / "ugly" / "dst.ics").read_bytes()))
    told = json.loads((school.FOLDER / "ugly" / "ugly_expected.json").read_text())["rows"]
    verdicts = {row["row"]: row["verdict"] for row in told if row["file"] == "dst.ics"}
    problems = [each for each in summary(made)["problems"] if each["severity"] == "error"]
    assert len(problems) == sum(verdict == "problem" for verdict in verdicts.values())
    found = set(Event.objects.values_list("number", flat=True))
    assert found == {number for number, verdict in verdicts.items() if verdict == "reads"}
    at = dict(Event.objects.values_list("number", "starts_at"))
    for number in ("tz-2", "tz-3", "tz-4", "dst-2"):
        meant = next(row["as"] for row in told if row["row"] == number)
        if number != "tz-3":
            assert at[number] == datetime.fromisoformat(meant)
    assert at["tz-3"] == at["tz-4"]
    assert Event.objects.filter(number="x-5").count() == 1
    assert db.value("SELECT title FROM records_event WHERE number = 'x-4'") == "New"


def test_calendars_and_scopes_in_a_zip_file() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in [*calendars(), school.file("notices"), school.scopes()]:
            archive.writestr(f"records/{name}", data)
        archive.writestr("records/readme.pdf", b"x")
    base()
    made = school.records(("records.zip", packed.getvalue()))
    assert Event.objects.count() == len(school.rows("events"))
    assert codes(made)["not-read"] == 1


def test_a_calendar_moves_ends_and_cancels_no_event_of_another_class() -> None:
    base()
    mine(event("DTSTART:20260914", uid="x@a", title="Trip"), name="s01-3A.ics")
    was = Event.objects.get()
    theirs = event("DTSTART:20260921", uid="x@b", title="Theirs")
    other = mine(theirs, name="s01-5A.ics")
    assert codes(other)["calendar-elsewhere"] == 1
    cancel = calendar(event("DTSTART:20260914", "SEQUENCE:9", uid="x@b"), method="CANCEL")
    made = school.records(("s01-5A.ics", cancel))
    assert was.number == "x"
    now = Event.objects.get(group=was.group)
    assert (now.title, now.starts_on, now.status) == ("Trip", was.starts_on, was.status)
    assert codes(made) == {"calendar-cancels-nothing": 1}
