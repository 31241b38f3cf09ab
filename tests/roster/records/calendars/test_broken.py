"""Calendars as they are: odd zones, broken events, hostile ones. Each costs itself and no other."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.records.calendars.lines import is_calendar
from kinkeeper.roster.table import FileRefused
from tests.roster.records.calendars.calendar_file import (
    calendar,
    codes,
    event,
    problems,
    read,
    rows,
    starts,
    times,
)

GOOD = event("DTSTART:20260914T080000Z", "DTEND:20260914T090000Z", uid="good@example.org")
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "END:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE"
)


def at(zone: str, wall: str) -> str:
    return f"DTSTART;TZID={zone}:{wall}"


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Oslo", "europe/oslo", "/example.org/20260101_1/Europe/Oslo"),
        *("W. Europe Standard Time", '"(UTC+01:00) Our School"'),
    ],
)
def test_rec_009_rec_010_a_zone_by_its_name_or_as_the_file_defines_it(zone: str) -> None:
    defined = ZONE.format(name=zone.strip('"'))
    parts = [
        event(at(zone, "20260915T180000"), uid="summer"),
        event(at(zone, "20261215T180000"), uid="winter"),
        event(at(zone, "20261025T023000"), uid="twice"),
    ]
    found = read(*([defined] if "Our" in zone else []), *parts)
    assert starts(found) == [
        *("2026-09-15T16:00:00Z", "2026-12-15T17:00:00Z", "2026-10-25T00:30:00Z")
    ]
    gap = read(defined, GOOD, event(at(zone, "20270328T023000")))
    assert codes(gap) == ["calendar-no-such-time"]
    assert len(rows(gap)) == 1


def test_rec_010_a_zone_that_nobody_knows_is_a_problem_of_its_event() -> None:
    found = read(GOOD, event(at("Our School", "20260915T180000")))
    assert problems(found) == [(9, "calendar-zone", "Our School")]
    assert found.skipped == {"ev-1"}
    assert starts(found) == ["2026-09-14T08:00:00Z"]
    # and what one file defines is not known in another
    assert (
        codes(read(ZONE.format(name="Our School"), event(at("Our School", "20260915T180000"))))
        == []
    )
    assert codes(read(event(at("Our School", "20260915T180000")))) == ["calendar-zone"]


def test_rec_011_a_time_without_a_zone_is_left_to_the_school() -> None:
    assert starts(read(event("DTSTART:20260915T180000"))) == ["2026-09-15T18:00:00"]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (event("DTSTART 20260914"), "calendar-line"),
        (event("SUMMARY;=:x", "DTSTART:20260914T080000Z"), "calendar-line"),
        (event("DTSTART:20261345"), "calendar-value"),
        (event("DTSTART:20260914T080000Z", "DTEND;VALUE=DATE:20260915"), "calendar-value"),
        (event("DTSTART:20260914T080000Z", "DTEND:20260913T080000Z"), "calendar-backwards"),
        (event("DTSTART:20260914T080000Z", "DURATION:-PT1H"), "calendar-backwards"),
        (event(), "calendar-empty"),
        (event("DTSTART:20260914", "DTSTART:20260915"), "calendar-twice"),
        (event("DTSTART:20260914", "RRULE:FREQ=FORTNIGHTLY"), "calendar-rule"),
        (event("DTSTART:20260914", "RRULE:FREQ=DAILY;INTERVAL=0"), "calendar-rule"),
        (event("DTSTART:20260914", "RRULE:FREQ=DAILY;COUNT=-1"), "calendar-rule"),
        (event("DTSTART:20260914", "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20261001"), "calendar-rule"),
        (event("DTSTART:20260914", "RRULE:FREQ=DAILY;BYDAY=XX"), "calendar-rule"),
        (event("DTSTART:20260914", "RRULE:FREQ=YEARLY;RSCALE=CHINESE"), "calendar-rule"),
        (event("DTSTART:20260914", "EXRULE:FREQ=DAILY"), "calendar-rule"),
        (event("DTSTART:20260914", "SEQUENCE:new"), "calendar-value"),
        (event("DTSTART:20260914").replace("END:VEVENT", "X:1"), "calendar-event"),
        (event("DTSTART:20260914", "X-BIG:" + "x" * 300_000), "calendar-event"),
        (event("DTSTART:20200101", "RRULE:FREQ=DAILY;BYHOUR=1,2,3"), "calendar-too-much"),
    ],
)
def test_rec_014_a_broken_event_costs_itself(broken: str, code: str) -> None:
    for parts in ((broken, GOOD), (GOOD, broken), (GOOD, broken, GOOD.replace("good", "other"))):
        found = read(*parts)
        assert codes(found) == [code]
        assert found.skipped == {"ev-1"}
        assert starts(found) == ["2026-09-14T08:00:00Z"] * (len(parts) - 1)


def test_rec_014_a_problem_names_the_event_and_the_line() -> None:
    found = read(GOOD, event("DTSTART:20261345"))
    assert problems(found) == [(9, "calendar-value", "20261345")]
    said = found.table.found
    assert said is not None
    assert '"uid": "ev-1@example.org"' in said["detail"][0]


def test_rec_015_text_outside_is_told_and_costs_nothing() -> None:
    data = b"# cached\r\n" + calendar(GOOD) + b"<!-- cached 12:00 -->\r\n"
    found = read(data=data)
    assert len(rows(found)) == 1
    assert [code for code, _detail in found.table.notes] == ["calendar-stray"]


HOSTILE = [
    "DAILY;BYMONTH=2;BYMONTHDAY=30",
    "WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=300",
    "YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    "SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    "SECONDLY",
    "HOURLY;INTERVAL=5",
    "DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2,3;BYSECOND=0,1,2,3",
    "DAILY;INTERVAL=999999999",
]


@pytest.mark.parametrize("rule", HOSTILE)
def test_rec_016_a_hostile_rule_is_bounded_and_the_rest_arrives(rule: str) -> None:
    began = time.process_time()
    found = read(event("DTSTART:19000101T000000Z", f"RRULE:FREQ={rule}"), GOOD)
    assert time.process_time() - began < 3
    assert "2026-09-14T08:00:00Z" in starts(found)
    assert len(rows(found)) <= 2


def test_rec_016_many_hostile_rules_are_bounded_together() -> None:
    parts = [
        event(
            "DTSTART:19000101T000000Z",
            "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            uid=f"ev-{number}",
        )
        for number in range(2_000)
    ]
    began = time.process_time()
    found = read(*parts, GOOD)
    assert time.process_time() - began < 20
    assert codes(found).count("calendar-too-much") > 1_900
    assert "2026-09-14T08:00:00Z" in starts(found)


def test_rec_016_a_zone_with_a_hostile_rule_is_no_zone() -> None:
    zone = ZONE.format(name="Our School").replace(
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=SECONDLY"
    )
    began = time.process_time()
    assert codes(read(zone, event(at("Our School", "20260915T180000")))) == ["calendar-zone"]
    assert time.process_time() - began < 3


def test_rec_017_an_event_without_a_uid_is_named_and_one_that_is_there_twice_is_one() -> None:
    found = read(event("DTSTART:20260914T080000Z", uid=""), GOOD, GOOD)
    assert codes(found) == ["calendar-no-uid"]
    assert found.nameless == 1
    assert len(rows(found)) == 1


def test_rec_018_half_a_calendar_is_none() -> None:
    data = calendar(GOOD, GOOD)
    for end in (len(data) // 2, len(data) - len(b"END:VCALENDAR\r\n")):
        with pytest.raises(FileRefused, match="calendar-incomplete"):
            read(data=data[:end])
    assert not is_calendar(b"<html>Sign in</html>")
    assert not is_calendar(b"")
    assert is_calendar(b"\xef\xbb\xbfbegin:vcalendar\n")


def test_rec_008_the_later_version_is_used_and_the_other_named() -> None:
    def version(title: str, sequence: int, stamp: str) -> str:
        return event(
            "DTSTART:20260914T080000Z", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}", title=title
        )

    low, high = version("Old", 0, "20260815T060000Z"), version("New", 1, "20260101T060000Z")
    later = version("New", 0, "20260815T060001Z")
    for old, new in ((low, high), (low, later)):
        for parts in ((old, new), (new, old)):
            found = read(*parts)
            assert [row["title"] for row in rows(found)] == ["New"]
            assert codes(found) == ["calendar-older"]
    same = version("Other", 0, "20260815T060000Z")
    assert codes(read(low, same)) == ["calendar-twins"]  # nobody knows which
    assert codes(read(low, low)) == []


def test_uids_that_differ_only_after_the_at_are_not_taken_for_one() -> None:
    found = read(
        event("DTSTART:20260914", uid="1@a.example"),
        event("DTSTART:20260915", uid="1@b.example"),
        GOOD,
    )
    assert codes(found) == ["calendar-twins", "calendar-twins"]
    assert len(rows(found)) == 1


def test_rec_019_what_is_cancelled_stays_and_says_so() -> None:
    series = event("DTSTART:20260914T080000Z", "RRULE:FREQ=DAILY;COUNT=3")
    one = event("RECURRENCE-ID:20260915T080000Z", "DTSTART:20260915T080000Z", "STATUS:CANCELLED")
    assert [row["status"] for row in rows(read(series, one))] == ["", "cancelled", ""]
    gone = event("DTSTART:20260914T080000Z", "RRULE:FREQ=DAILY;COUNT=3", "STATUS:CANCELLED")
    assert {row["status"] for row in rows(read(gone))} == {"cancelled"}


def test_rec_305_a_calendar_that_cancels_has_no_rows() -> None:
    found = read(event("DTSTART:20260914T080000Z", "SEQUENCE:4"), method="CANCEL")
    assert rows(found) == []
    assert list(found.cancels.select("number", "occurrence", "sequence").iter_rows()) == [
        ("ev-1", "", "4")
    ]


def test_only_public_events_are_for_parents() -> None:
    said = [
        event("DTSTART:20260914", *lines, uid=f"ev-{number}")
        for number, lines in enumerate(
            [[], ["CLASS:PUBLIC"], ["CLASS:PRIVATE"], ["CLASS:CONFIDENTIAL"], ["CLASS:X-OURS"]]
        )
    ]
    assert [row["private"] for row in rows(read(*said))] == ["no", "no", "yes", "yes", "yes"]


def test_text_is_unfolded_and_unescaped_even_in_the_middle_of_a_letter() -> None:
    whole = calendar(event("DTSTART:20260914", title=r"Jöl\, Glögg\; \\o/\nand more"))
    place = whole.index("ö".encode()) + 1
    folded = whole[:place] + b"\r\n " + whole[place:]
    for data in (whole, folded):
        assert rows(read(data=data))[0]["title"] == "Jöl, Glögg; \\o/\nand more"


def test_k31_what_is_not_read_is_named() -> None:
    found = read(
        event("DTSTART:20260914", "DESCRIPTION:x", "BEGIN:VALARM\r\nX:1\r\nEND:VALARM"),
        "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO",
    )
    assert "DESCRIPTION" in found.table.headings
    assert [code for code, _detail in found.table.notes] == ["calendar-parts"]


LINES = st.lists(
    st.sampled_from(
        [
            *(
                "DTSTART:20260914T080000Z",
                "DTSTART;VALUE=DATE:20260914",
                "DTSTART;TZID=X:1",
                "DTSTART",
            ),
            *("DTEND:20260914T090000Z", "DURATION:PT1H", "DURATION:P", "RRULE:FREQ=DAILY;COUNT=3"),
            *("RRULE:FREQ=", "RRULE:", "EXDATE:20260915T080000Z", "EXDATE:", "RDATE:x/y", "UID:u"),
            *("RECURRENCE-ID:20260915", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260914T080000Z"),
            *("SEQUENCE:1", "STATUS:X", "BEGIN:VALARM", "END:VALARM", "END:VEVENT", "BEGIN:VEVENT"),
            *(
                "END:VCALENDAR",
                "BEGIN:VTIMEZONE",
                "END:VTIMEZONE",
                " folded",
                "\x00",
                ":",
                ";",
                "TZID:X",
            ),
        ]
    ),
    max_size=12,
)


@given(parts=st.lists(LINES, max_size=4))
def test_whatever_stands_in_a_calendar_the_good_event_arrives_or_it_is_refused(
    parts: list[list[str]],
) -> None:
    """Law. A line that ends the calendar is the only one that can take others with it."""
    wild = ["\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]) for lines in parts]
    data = calendar(GOOD, *wild)
    if any("END:VCALENDAR" in lines for lines in parts):
        with suppress(FileRefused):
            read(data=data)
        return
    assert ("", "2026-09-14T08:00:00Z") in times(read(data=data))
