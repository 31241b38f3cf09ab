"""Problems of school records: files of records, their rows, and what they are complete for."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

PROBLEMS = (
    Problem(
        "records-unknown",
        ERROR,
        label=_("Unknown kind of records"),
        happened=_("It is unclear which records {file} contains."),
        why="The kind is recognised by the file’s name and its headings.",
        todo=_(
            "Name the file after its kind, such as attendance.csv, and use the headings in the "
            "documentation."
        ),
        example="marks.csv with the headings A, B and C",
    ),
    Problem(
        "records-scope",
        ERROR,
        label=_("No school there"),
        happened=_("No school whose records are kept belongs to {scope}."),
        why="What is not in a complete file is removed, so it must be clear which schools it is "
        "about.",
        todo=_("Import schools.csv first, or choose an organisation with a school."),
        example="--scope Hillsde",
    ),
    Problem(
        "records-scopes-file",
        ERROR,
        label=_("Unreadable scopes"),
        happened=_("scopes.json cannot be read."),
        why="It says for which schools and days the files are complete.",
        todo=_("Correct it, or upload the files without it: then nothing is removed."),
        example='{"attendance.csv": "everything"}',
    ),
    Problem(
        "records-kept",
        WARNING,
        label=_("Records that stay"),
        happened=_(
            "{count} records are not in the file, and stay because {rows} rows have no readable "
            "key."
        ),
        why="One of these rows could be about one of these records.",
        todo=_("Correct these rows and import the file again."),
        example="a row without a pupil in a file that is complete for a week",
    ),
    Problem(
        "records-of-offices",
        WARNING,
        label=_("Records of offices that stay"),
        happened=_(
            "{count} records are not in the file, and stay because offices below imported them."
        ),
        why="An office’s records end with the office’s own files.",
        todo=_(
            "If they should go, let the office undo its import, or import a complete file of its "
            "own."
        ),
        example="a lesson that a school’s office imported, in a file that is complete for the "
        "school",
    ),
    Problem(
        "record-by-hand",
        WARNING,
        label=_("Entered by hand"),
        happened=_("Someone entered this by hand, and that stays."),
        why="A file and a person say something of the same mark or result. If both were shown, "
        "parents would read two truths.",
        todo=_(
            "If the file is right, withdraw what was entered by hand and import the file again."
        ),
        example="a mark for a morning for which a teacher entered one",
    ),
    Problem(
        "record-empty",
        ERROR,
        label=_("Empty where a record needs a value"),
        happened=_("{column} is empty."),
        why="Without it, a record says nothing, or it is unclear whom it is about.",
        todo=_("Fill it in."),
        example="a mark without a day",
    ),
    Problem(
        "record-value",
        ERROR,
        label=_("Value that does not fit"),
        happened=_("“{value}” in {column} is not {wanted}."),
        why="Guessed, it could show a parent something wrong.",
        todo=_("Correct it."),
        example="maybe in a column of yes and no",
    ),
    Problem(
        "record-unclear",
        ERROR,
        label=_("Can be read in two ways"),
        happened=_("“{value}” in {column} can be read in more than one way."),
        why="The day or the month may come first, or an hour comes twice when the clocks change.",
        todo=_(
            "Say under To decide how it is to be read, or write a day as 2026-09-14 and a moment "
            "as 2026-09-14T15:00:00+02:00."
        ),
        example="02/10/2026, or 0:20 as minutes",
    ),
    Problem(
        "record-no-such-time",
        ERROR,
        label=_("Time that does not exist"),
        happened=_("The time “{value}” in {column} does not exist at this school."),
        why="When the clocks go forward, one hour does not come.",
        todo=_("Correct it."),
        example="2027-03-28T02:30:00 in Oslo",
    ),
    Problem(
        "record-pupil-unknown",
        ERROR,
        label=_("Unknown pupil"),
        happened=_("No pupil has the synchronisation key {value}."),
        why="A record of someone unknown could be shown to the wrong parents.",
        todo=_("Import the pupils first, or correct the key."),
        example="st-99999 in student_id",
    ),
    Problem(
        "record-person-unknown",
        ERROR,
        label=_("Unknown person"),
        happened=_("No one has the synchronisation key {value}."),
        why="Only people on this site can be in a class.",
        todo=_("Import the people first, or correct the key."),
        example="st-99999 in person_id",
    ),
    Problem(
        "record-school-unknown",
        ERROR,
        label=_("Unknown school"),
        happened=_("No school has the key {value}."),
        why="Who sees a record depends on its school.",
        todo=_("Import schools.csv first, or correct the key."),
        example="s99 in school_id",
    ),
    Problem(
        "record-group-unknown",
        ERROR,
        label=_("Unknown class or group"),
        happened=_("No class or group has the key {value}."),
        why="A record without its class would be shown to a whole school.",
        todo=_("Import classes.csv first, or correct the key."),
        example="s01-99Z in class_id",
    ),
    Problem(
        "record-assignment-unknown",
        ERROR,
        label=_("Unknown assignment"),
        happened=_("No assignment has the key {value}."),
        why="Who sees a result depends on the class that the assignment was for.",
        todo=_("Import assignments.csv first, or correct the key."),
        example="as-99999 in assignment_id",
    ),
    Problem(
        "record-not-in-class",
        ERROR,
        label=_("Not in the class"),
        happened=_("{value} was never in the class that the assignment was for."),
        why="The result is probably another pupil’s.",
        todo=_("Correct the key, or import the pupil’s enrolment first."),
        example="a pupil of 5B with a result in 5A",
    ),
    Problem(
        "record-far-above",
        ERROR,
        label=_("Points far above the maximum"),
        happened=_("{value} points are more than twice the maximum of {most}."),
        why="A bonus is a few points; this is probably a slip.",
        todo=_("Correct the points or the maximum; or say under To decide that it is right."),
        example="9999 points of 20",
    ),
    Problem(
        "record-no-maximum",
        ERROR,
        label=_("Points without a maximum"),
        happened=_("The assignment has no maximum, so {value} points say nothing."),
        why="Without a maximum, an assignment is graded in words only.",
        todo=_("Give the assignment its maximum, or write the grade in text_grade."),
        example="7 points for an assignment without max_points",
    ),
    Problem(
        "record-elsewhere",
        ERROR,
        label=_("Class of another school"),
        happened=_("The class or group {value} belongs to another school than the row says."),
        why="Only one of the two can be right, and it decides who sees the record.",
        todo=_("Correct the school or the class."),
        example="the class s02-9A in a row of the school s01",
    ),
    Problem(
        "record-taken",
        ERROR,
        label=_("Key of another school’s record"),
        happened=_(
            "A school has brought a record of its own under {value}, and the file says that this "
            "is another school’s."
        ),
        why="The school’s parents would lose its record, and no one could say why.",
        todo=_("Give the record in the file another key."),
        example="the notice n3 of Lakeside, after Hillside’s office imported its own n3",
    ),
    Problem(
        "record-code",
        ERROR,
        label=_("Unknown code of absence"),
        happened=_("The school has no code {value} for attendance."),
        why="It is unclear whether the pupil was there.",
        todo=_("Add the code to attendance_codes.csv and import that first, or correct it."),
        example="QQ in the column code",
    ),
    Problem(
        "record-session",
        ERROR,
        label=_("Unknown session"),
        happened=_("The school has no session or lesson {value}."),
        why="A session is AM, PM or the key of a lesson.",
        todo=_("Correct it, or import timetable.csv first."),
        example="EVENING in the column session",
    ),
    Problem(
        "record-outside-year",
        ERROR,
        label=_("Outside the school year"),
        happened=_("“{value}” in {column} is in none of the school years."),
        why="It is probably a slip, or the file is an old one.",
        todo=_("Correct the day, or import terms.csv with that school year first."),
        example="2025-09-01 in a file of the next school year",
    ),
    Problem(
        "record-sunday",
        ERROR,
        label=_("On a Sunday"),
        happened=_("“{value}” in {column} is a Sunday."),
        why="No school takes a register on a Sunday.",
        todo=_("Correct the day; or say under To decide that it is right."),
        example="2026-09-06 in the column date",
    ),
    Problem(
        "record-too-many-minutes",
        ERROR,
        label=_("More minutes than the session has"),
        happened=_("{value} minutes are more than the session’s {whole}."),
        why="No one can be absent from a lesson for longer than it takes.",
        todo=_(
            "Correct the minutes, or leave them empty for the whole session; or say under To "
            "decide that they are right."
        ),
        example="900 minutes of a morning",
    ),
    Problem(
        "record-backwards",
        ERROR,
        label=_("Ends before it begins"),
        happened=_("“{value}” in {column} is before the beginning."),
        why="One of the two is wrong.",
        todo=_("Correct it."),
        example="from 2026-08-17 until 2026-01-01",
    ),
    Problem(
        "record-twins",
        ERROR,
        label=_("Rows that disagree about a record"),
        happened=_("Several rows are about the same record and differ."),
        why="Only one of them can be right.",
        todo=_("Keep the right one."),
        example="two marks for one pupil, day and session",
    ),
)
# What a value should have been.
WANTED = {
    "day": _("a day, such as 2026-09-14"),
    "moment": _("a moment, such as 2026-09-14T15:00:00+02:00"),
    "flag": _("yes or no"),
    "word": _("one of the words for this column"),
    "number": _("a number, such as 14.5"),
    "maximum": _("a number above 0"),
    "minutes": _("a whole number of minutes"),
    "clock": _("a time, such as 08:30"),
    "zone": _("a time zone, such as Europe/Oslo"),
}
