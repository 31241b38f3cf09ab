"""Problems of calendars: the file, and its single events. Every other event arrives."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

EXPORT = _("Correct the event in its calendar and export it again.")

PROBLEMS = (
    Problem(
        "calendar-whose",
        ERROR,
        label=_("Unclear whose calendar"),
        happened=_(
            "It is unclear whose calendar {file} is: {named} names no single school or class."
        ),
        why="Who sees an event depends on its school and class, so that is never guessed.",
        todo=_(
            "Say whose calendar it is when you import it, or give the file the key of a school or "
            "a class as its name, such as s01-5A.ics."
        ),
        example="export.ics, without a word of whose it is",
    ),
    Problem(
        "calendar-incomplete",
        ERROR,
        label=_("Calendar without an end"),
        happened=_("{file} stops before its end."),
        why="Half a calendar says nothing of the events in the other half. What is there stays.",
        todo=_("Export it again, and wait until the file is complete."),
        example="a calendar without END:VCALENDAR",
    ),
    Problem(
        "calendar-too-large",
        ERROR,
        label=_("Calendar too large"),
        happened=_("{file} is too large for a calendar."),
        why="A calendar has at most 20,000 events and 20 MB.",
        todo=_("Export a shorter time, or one calendar for each class."),
        example="a calendar of 100 MB",
    ),
    Problem(
        "records-same-name",
        ERROR,
        label=_("Two files with the same name"),
        happened=_("Several calendars are called {files}."),
        why="The name says whose calendar it is.",
        todo=_("Import them one after another."),
        example="s01.ics from two folders",
    ),
    Problem(
        "calendar-stray",
        WARNING,
        label=_("Text outside the calendar"),
        happened=_("{count} lines of {file} belong to no calendar and were not read."),
        why="Programs that pass a calendar on sometimes add lines of their own.",
        todo=_("Check that no event is missing."),
        example="a comment after END:VCALENDAR",
    ),
    Problem(
        "calendar-parts",
        WARNING,
        label=_("Parts that are no events"),
        happened=_("Parts of {file} are no events and were not read: {parts}."),
        why="Tasks and journals of a calendar are nothing that takes place at school.",
        todo=_("If one of them is an event, enter it as one."),
        example="a VTODO",
    ),
    Problem(
        "calendar-event",
        ERROR,
        label=_("Unreadable event"),
        happened=_("The event {uid} cannot be read."),
        why="It has no end, or is far too long. What is here of it stays as it is.",
        todo=EXPORT,
        example="BEGIN:VEVENT without END:VEVENT",
    ),
    Problem(
        "calendar-line",
        ERROR,
        label=_("Unreadable line"),
        happened=_("A line of the event {uid} cannot be read: “{value}”."),
        why="It could be what says when the event takes place. What is here of it stays as it is.",
        todo=EXPORT,
        example="DTSTART 20260914",
    ),
    Problem(
        "calendar-value",
        ERROR,
        label=_("Value that does not fit an event"),
        happened=_("“{value}” in {column} of the event {uid} cannot be read."),
        why="Guessed, it could show a parent a wrong day.",
        todo=EXPORT,
        example="DTSTART:20261345",
    ),
    Problem(
        "calendar-empty",
        ERROR,
        label=_("Property that is missing"),
        happened=_("The event {uid} has no {column}."),
        why="Without it, no one knows when it takes place, or what it is.",
        todo=EXPORT,
        example="an event without DTSTART",
    ),
    Problem(
        "calendar-no-uid",
        ERROR,
        label=_("Event without a UID"),
        happened=_("An event has no UID."),
        why="With the next file no one would know that it is the same event.",
        todo=_("Export the calendar with a program that writes UIDs."),
        example="a VEVENT without the line UID",
    ),
    Problem(
        "calendar-twice",
        ERROR,
        label=_("Property that is there twice"),
        happened=_("The event {uid} has {column} more than once, with different values."),
        why="Only one of them can be right.",
        todo=EXPORT,
        example="two lines DTSTART",
    ),
    Problem(
        "calendar-twins",
        ERROR,
        label=_("Events that cannot be told apart"),
        happened=_("Several events have the UID {uid}, and none of them is the later version."),
        why="Only one of them can be right. UIDs that differ only after the @ count as one.",
        todo=EXPORT,
        example="one UID with two titles and the same SEQUENCE",
    ),
    Problem(
        "calendar-no-such-time",
        ERROR,
        label=_("Time of an event that does not exist"),
        happened=_("The time {value} of the event {uid} does not exist where it takes place."),
        why="When the clocks go forward, one hour does not come.",
        todo=EXPORT,
        example="02:30 on 28 March 2027 in Oslo",
    ),
    Problem(
        "calendar-backwards",
        ERROR,
        label=_("Event that ends before it begins"),
        happened=_("The event {uid} ends before it begins: {column} is {value}."),
        why="One of the two is wrong.",
        todo=EXPORT,
        example="DTEND:20260915T150000Z after DTSTART:20260915T160000Z",
    ),
    Problem(
        "calendar-zone",
        ERROR,
        label=_("Unknown time zone"),
        happened=_("No one knows the time zone {value} of the event {uid}."),
        why="Read in another zone, it would take place hours earlier or later. Names of Windows "
        "and zones that the calendar itself defines are known.",
        todo=_("Export the calendar with the time zone’s definition (VTIMEZONE)."),
        example="TZID=Our School, without a VTIMEZONE of that name",
    ),
    Problem(
        "calendar-rule",
        ERROR,
        label=_("Unreadable repeat rule"),
        happened=_("The repeat rule of the event {uid} cannot be followed: “{value}”."),
        why="Guessed, it would show days on which nothing takes place. What is here of it stays.",
        todo=EXPORT,
        example="FREQ=WEEKLY;INTERVAL=0, or an EXRULE",
    ),
    Problem(
        "calendar-dense",
        WARNING,
        label=_("Repeats too often"),
        happened=_(
            "The event {value} repeats within hours or minutes; only its first time is read."
        ),
        why="No school event takes place every hour; followed, such a rule would fill the site.",
        todo=_("Correct the rule if more of its times are meant."),
        example="FREQ=SECONDLY",
    ),
    Problem(
        "calendar-too-much",
        ERROR,
        label=_("Too many repetitions"),
        happened=_("The event {uid} repeats too often, or all events of the files together do."),
        why="One event takes place at most 1,000 times, and how far rules are followed for one "
        "import is bounded.",
        todo=_("Give the rule an end, or import fewer calendars at once."),
        example="a daily event from 2020 until 2040",
    ),
    Problem(
        "calendar-older",
        WARNING,
        label=_("Earlier version of an event"),
        happened=_("There is a later version of the event {value}, so this one is not used."),
        why="The later version has a higher SEQUENCE, or was changed later.",
        todo=_(
            "If the earlier one is right, change the event in its calendar and export it again."
        ),
        example="the calendar of last week, imported again",
    ),
    Problem(
        "calendar-cancels-nothing",
        WARNING,
        label=_("Cancels an event that is not here"),
        happened=_("The event {value} is to be cancelled, but it is not here."),
        why="The calendar only says what is cancelled, not what the event was.",
        todo=_("Nothing, if the event was never imported."),
        example="METHOD:CANCEL with an unknown UID",
    ),
)
