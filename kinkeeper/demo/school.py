"""Loads the demo's school: the same imports and hand acts an administrator would do."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_command_line
from kinkeeper.credentials import choose_password
from kinkeeper.demo import school_life
from kinkeeper.demo.year.files import files as records_of_the_year
from kinkeeper.families.block import block
from kinkeeper.families.block_grounds import Ground
from kinkeeper.families.models import RelationshipState
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.upload.receive import receive
from kinkeeper.organisations import own_settings, settings, tree
from kinkeeper.people.models import Profile
from kinkeeper.readings import unscoped_checks
from kinkeeper.registry.add import add
from kinkeeper.roster.options import Options
from kinkeeper.roster.vocabulary import About, BlockBasis

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
OFFICES = {
    "Hillside": ("Hillside School", "Hillside office, 01234 567890", "12 School Lane, Hillside"),
    "Lakeside": ("Lakeside School", "Lakeside office, 01234 567891", "3 Shore Road, Lakeside"),
}
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
    if not settings.is_invented() and unscoped_checks.is_there():
        raise NotEmpty
    settings.mark_invented()
    viewer = of_command_line()
    if scopes.people(viewer).filter(username_folded=LAST).exists():
        return False
    actor = viewer.actor
    for name, value in (
        ("site_name", "Hillside and Lakeside"),
        ("office", "Both schools, 01234 567800"),
        ("parent_login", True),
        ("notifications", "on"),
        ("messages", "begin"),
        ("messages_from", "07:00"),
        ("messages_until", "17:00"),
        ("staff_second_factor", "off"),
    ):
        settings.change(actor, name, value)
    for file in FILES:
        apply(_planned(file), actor)
    apply(_planned_records(), actor)
    for school, said in OFFICES.items():
        for name, value in zip(own_settings.TOLD, said, strict=True):
            own_settings.change(actor, tree.find(school), name, value)
    _block()
    if not scopes.imports(viewer).filter(file_names=[PLANNED.name]).exists():
        _planned(PLANNED)
    school_life.add()
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
    roster_import = receive(
        viewer.actor,
        reach=viewer.reach,
        person=None,
        files=[(file.name, (ROSTERS / file.name).read_bytes())],
        place=tree.place(file.organisation),
        options=Options(profile=file.profile),
    )
    return prepare(roster_import, viewer.actor)


def _planned_records() -> Import:
    """A school year with today in it."""
    viewer = of_command_line()
    roster_import = receive(
        viewer.actor,
        reach=viewer.reach,
        person=None,
        files=records_of_the_year(timezone.localdate()),
        place=tree.place(""),
        options=Options(profile="", about=About.RECORDS),
    )
    return prepare(roster_import, viewer.actor)


def _block() -> None:
    """One relationship that no import connects again; the planned file shows it held back."""
    viewer = of_command_line()
    people = scopes.people(viewer)
    parent, child = people.get(sync_key="P-314"), people.get(sync_key="H-106")
    relationships = scopes.relationships(viewer).filter(parent=parent, child=child)
    if not relationships.filter(state=RelationshipState.BLOCKED).exists():
        reason = "The mother asked for it in writing."
        block(viewer.actor, parent, child, reason=reason, ground=Ground(BlockBasis.HEAD_OF_SCHOOL))


def _staff() -> None:
    """Two administrators, and a password for everybody whose login is printed."""
    viewer = of_command_line()
    actor = viewer.actor
    hillside = tree.find("Hillside")
    names = [login.username for login in LOGINS]
    logins = scopes.people(viewer).filter(username_folded__in=names)
    if not logins.filter(username_folded="henry.office").exists():
        office = {"username": "henry.office", "given_name": "Henry", "family_name": "Office"}
        profile = {"profile": Profile.SCHOOL_ADMINISTRATOR}
        add(actor, office | profile, organisations=[hillside])
    choose_password.give(list(logins), PASSWORD)
    admin = {"username": LAST, "given_name": "Anna", "family_name": "Admin"}
    anna = add(actor, admin | {"profile": Profile.SYSTEM_ADMINISTRATOR}, organisations=[])
    choose_password.give([anna], PASSWORD)
