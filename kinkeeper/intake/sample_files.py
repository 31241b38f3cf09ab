"""Files to start from: a sample for each profile, and the pupils of an organisation to fill in."""

from django.db.models import QuerySet

from kinkeeper.people.models import Person, PersonState, Profile

_PEOPLE = ["SyncID", "User name", "First name", "Last name", "E-mail"]
SAMPLE: dict[str, list[list[str]]] = {
    Profile.PARENT: [
        [*_PEOPLE, "Street", "Postal code", "City", "ChildID"],
        ["P-1", "", "Ada", "Example", "ada@example.org", "Mill Lane 1", "0150", "Oslo", "1001"],
        ["P-1", "", "Ada", "Example", "ada@example.org", "Mill Lane 1", "0150", "Oslo", "1002"],
        ["P-2", "", "Ben", "Sample", "ben@example.org", "", "", "", "1001"],
    ],
    Profile.PUPIL: [
        ["SyncID", "User name", "First name", "Last name", "Class", "Birth date"],
        ["1001", "", "Cleo", "Example", "7B", "2014-05-17"],
        ["1002", "", "Dan", "Example", "5A", "2016-09-02"],
    ],
    Profile.TEACHER: [[*_PEOPLE, "Class"], ["T-1", "", "Eve", "Teach", "eve@example.org", "7B"]],
    Profile.SCHOOL_ADMINISTRATOR: [_PEOPLE, ["A-1", "", "Fay", "Office", "fay@example.org"]],
    Profile.SYSTEM_ADMINISTRATOR: [_PEOPLE, ["S-1", "", "Gus", "System", "gus@example.org"]],
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def pupils_to_fill_in(people: QuerySet[Person]) -> list[list[str]]:
    """The pupils among `people` with names and keys, and empty columns for a parent of each. Keys
    stand there where all have one; else the username says who the child is."""
    found = people.filter(profile=Profile.PUPIL).exclude(state=PersonState.TRASHED)
    pupils = list(found.order_by("family_name", "given_name", "pk"))
    keyed = all(pupil.sync_key for pupil in pupils)
    key = ["ChildID"] if keyed else []
    rows = [["Pupil", "Pupil username", "Internal person ID", *key, *_PEOPLE]]
    for pupil in pupils:
        known = [pupil.full_name, pupil.username, str(pupil.pk)]
        known += [pupil.sync_key or ""] if keyed else []
        rows.append([*map(harmless, known), "", "", "", "", ""])
    return rows


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (ASVS 5.0, 1.2.10); telephone numbers and
    single dashes stay as they are."""
    risky = cell.startswith(FORMULA)
    plain_number = cell[:1] in "+-" and all(char in "+-0123456789 ()" for char in cell)
    return f"'{cell}" if risky and not plain_number else cell
