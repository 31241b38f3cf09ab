"""The pupils of an organisation as a file to fill in."""

from django.db.models import QuerySet

from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.roster.headings.sample_rows import PEOPLE

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def pupils_to_fill_in(people: QuerySet[Person]) -> tuple[list[list[str]], list[int]]:
    """The rows, and whom they name: the pupils among `people` with names and keys, and empty
    columns for a parent of each. Keys stand there where all have one; else the username says who
    the child is."""
    found = people.filter(profile=Profile.PUPIL).exclude(state=PersonState.TRASHED)
    pupils = list(found.order_by("family_name", "given_name", "pk"))
    keyed = all(pupil.sync_key for pupil in pupils)
    key = ["ChildID"] if keyed else []
    rows = [["Pupil", "Pupil username", "Internal person ID", *key, *PEOPLE]]
    for pupil in pupils:
        known = [pupil.full_name, pupil.username, str(pupil.pk)]
        known += [pupil.sync_key or ""] if keyed else []
        rows.append([*map(harmless, known), "", "", "", "", ""])
    return rows, [pupil.pk for pupil in pupils]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (ASVS 5.0, 1.2.10); telephone numbers and
    single dashes stay as they are."""
    risky = cell.startswith(FORMULA)
    plain_number = cell[:1] in "+-" and all(char in "+-0123456789 ()" for char in cell)
    return f"'{cell}" if risky and not plain_number else cell
