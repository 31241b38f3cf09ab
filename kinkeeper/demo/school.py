"""Loads the demo's school: the same imports and hand acts an administrator would do."""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.block import block
from kinkeeper.families.models import Relationship, State
from kinkeeper.intake.apply import apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare import prepare
from kinkeeper.intake.receive import receive
from kinkeeper.organisations import settings, tree
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.add import add
from kinkeeper.roster.options import Options

ROSTERS = Path(__file__).parent / "rosters"
PASSWORD = "quiet lantern over the lake"  # noqa: S105  # printed for everybody to see
LAST = "anna.admin"  # made last: whoever finds this person finds the whole school


@dataclass(frozen=True)
class File:
    """One roster and where it goes."""

    name: str
    profile: Profile
    organisation: str


FILES = (
    File("1-children.csv", Profile.PUPIL, "Hillside"),
    File("2-parents-of-child-1.csv", Profile.PARENT, "Hillside"),
    File("3-parents-of-child-2.csv", Profile.PARENT, "Hillside"),
    File("0-introduction.csv", Profile.PARENT, "Hillside"),
    File("hillside-pupils.csv", Profile.PUPIL, "Hillside"),
    File("lakeside-pupils.csv", Profile.PUPIL, "Lakeside"),
    File("hillside-teachers.csv", Profile.TEACHER, "Hillside"),
    File("hillside-parents.csv", Profile.PARENT, "Hillside"),
    File("lakeside-parents.csv", Profile.PARENT, "Lakeside"),
)
# For a folder to be watched; what is in it is new to the school.
WATCHED = "watched-parents.csv"
PLANNED = File("hillside-parents-spring.csv", Profile.PARENT, "Hillside")


@dataclass(frozen=True)
class Login:
    """A ready-made way in, and what there is to see with it."""

    username: str
    what: str


LOGINS = (
    Login("anna.admin", "system administrator: everything"),
    Login("henry.office", "school administrator of Hillside"),
    Login("maria.ortega", "teacher of 8B at Hillside"),
    Login("kari.berg", "parent of two children at Hillside"),
    Login("jonas.lund", "parent at two schools"),
    Login("nora.berg", "pupil: sees who sees her"),
)


class NotEmpty(Exception):
    """The database has people who are not the demo's."""


def load() -> bool:
    """False when the school is there already. Killed in the middle it goes on the next time.

    Raises `NotEmpty` rather than mixing invented people with real ones.
    """
    if not settings.is_invented() and Person.objects.exists():
        raise NotEmpty
    settings.mark_invented()
    if Person.objects.filter(username_folded=LAST).exists():
        return False
    actor = of_command_line().actor
    for name, value in (
        ("site_name", "Hillside and Lakeside"),
        ("office", "Hillside office, 01234 567890"),
        ("parent_login", True),
    ):
        settings.change(actor, name, value)
    for file in FILES:
        apply(_planned(file), actor)
    _block()
    if not Import.objects.filter(file_names=[PLANNED.name]).exists():
        _planned(PLANNED)
    _staff()
    return True


def fill(folder: Path) -> None:
    """A folder for trying a source, with a file in it; a file that is there stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / WATCHED
    if not file.exists():
        file.write_bytes((ROSTERS / WATCHED).read_bytes())


def _planned(file: File) -> Import:
    viewer = of_command_line()
    roster = receive(
        viewer.actor,
        reach=viewer.reach,
        person=None,
        files=[(file.name, (ROSTERS / file.name).read_bytes())],
        place=tree.place(file.organisation),
        options=Options(profile=file.profile),
    )
    return prepare(roster, viewer.actor)


def _block() -> None:
    """One pair that no import connects again; the planned file shows it held back."""
    parent, child = Person.objects.get(sync_key="P-314"), Person.objects.get(sync_key="H-106")
    if not Relationship.objects.filter(parent=parent, child=child, state=State.BLOCKED).exists():
        block(of_command_line().actor, parent, child, reason="The mother asked for it in writing.")


def _staff() -> None:
    """Two administrators, and a password for everybody whose login is printed."""
    actor = of_command_line().actor
    hillside = tree.find("Hillside")
    password = make_password(PASSWORD)
    logins = Person.objects.filter(username_folded__in=[login.username for login in LOGINS])
    if not logins.filter(username_folded="henry.office").exists():
        office = {"username": "henry.office", "given_name": "Henry", "family_name": "Office"}
        profile = {"profile": Profile.SCHOOL_ADMINISTRATOR}
        add(actor, office | profile, organisations=[hillside])
    logins.update(password=password)
    admin = {"username": LAST, "given_name": "Anna", "family_name": "Admin"}
    add(actor, admin | {"profile": Profile.SYSTEM_ADMINISTRATOR}, organisations=[])
    logins.update(password=password)
