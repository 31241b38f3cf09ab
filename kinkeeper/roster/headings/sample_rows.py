"""The sample file of each profile. Its people are nobody: their keys are those of no school, and
their rows are skipped as long as they are the sample's own (`formats/unfilled_rows.py`)."""

from kinkeeper.roster.vocabulary import Profile

KEY = "EXAMPLE-"  # how every key in them begins
PEOPLE = ["SyncID", "User name", "First name", "Last name", "E-mail"]
SAMPLE: dict[str, list[list[str]]] = {
    Profile.PARENT: [
        [*PEOPLE, "Street", "Postal code", "City", "ChildID"],
        [f"{KEY}1", "", "Ada", "Example", "ada@example.org", "Mill Lane 1", "0150", "Oslo"]
        + [f"{KEY}11"],
        [f"{KEY}1", "", "Ada", "Example", "ada@example.org", "Mill Lane 1", "0150", "Oslo"]
        + [f"{KEY}12"],
        [f"{KEY}2", "", "Ben", "Sample", "ben@example.org", "", "", "", f"{KEY}11"],
    ],
    Profile.PUPIL: [
        ["SyncID", "User name", "First name", "Last name", "Class", "Birth date"],
        [f"{KEY}11", "", "Cleo", "Example", "7B", "2014-05-17"],
        [f"{KEY}12", "", "Dan", "Example", "5A", "2016-09-02"],
    ],
    Profile.TEACHER: [
        [*PEOPLE, "Class"],
        [f"{KEY}21", "", "Eve", "Teach", "eve@example.org", "7B"],
    ],
    Profile.SCHOOL_ADMINISTRATOR: [
        PEOPLE,
        [f"{KEY}31", "", "Fay", "Office", "fay@example.org"],
    ],
    Profile.SYSTEM_ADMINISTRATOR: [
        PEOPLE,
        [f"{KEY}41", "", "Gus", "System", "gus@example.org"],
    ],
}
# (key, first name, last name) of all of them: what a spreadsheet leaves as it is, unlike days and
# numbers that begin with 0.
NOBODIES = frozenset((row[0], row[2], row[3]) for rows in SAMPLE.values() for row in rows[1:])
