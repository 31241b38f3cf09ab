"""What the demo's teacher and parents have to do with each other: by the verbs of the pages, each
in the own name."""

from datetime import time, timedelta
from uuid import NAMESPACE_URL, uuid5

import typst

from kinkeeper.access import entering, scopes
from kinkeeper.access.viewer import Viewer, of_command_line, of_person
from kinkeeper.letters.fonts import folders
from kinkeeper.lib.works_for import works_for
from kinkeeper.meetings.book import book
from kinkeeper.meetings.make_offer import Wanted, make
from kinkeeper.meetings.slot_times import Times
from kinkeeper.messaging.write import Said, answer_by_parent, begin_by_school
from kinkeeper.organisations import tree
from kinkeeper.organisations.local_date import today_at
from kinkeeper.people.models import Person
from kinkeeper.readings import meetings_of_school
from kinkeeper.records.by_hand.documents import SaidDocument
from kinkeeper.records.by_hand.documents import document as add_document
from kinkeeper.records.by_hand.learning_plans import SaidPlan
from kinkeeper.records.by_hand.learning_plans import learning_plan as write_plan
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.learning_plans import Goal, GoalState, PlanPart
from kinkeeper.records.models import Group
from kinkeeper.records.safe_files import safe

SCHOOL, CLASS = "Hillside", "8B"
AHEAD = timedelta(days=8)
PACKING_LIST = b"""
#set page(paper: "a4", margin: 3cm)
#set text(size: 13pt, lang: "en")
= Packing list for the class trip

Class 8B. We leave from the main gate at 8:30 and are back at 15:00.

- a packed lunch and something to drink
- a rain jacket
- a pencil; the worksheet is in the bus

Maria Ortega
"""


def add() -> None:
    """What is there already stays as it is."""
    maria = of_person(_person("maria.ortega"), "the demo")
    kari, elias = _person("kari.berg"), _person("elias.berg")
    with works_for(maria.actor.person_id):
        _meetings(maria)
        if not scopes.conversations(maria).exists():
            _messages(maria, kari, elias)
        taught = [entering.groups(maria, school) for school in entering.schools(maria)]
        for group in (each for groups in taught for each in groups if each.title == CLASS):
            _learning_plan(maria, group, elias)
            _document(maria, group)


def _person(username: str) -> Person:
    return scopes.people(of_command_line()).get(username_folded=username)


def _meetings(maria: Viewer) -> None:
    """An evening for the class, of which another parent has taken a time; and the demo's may."""
    if meetings_of_school.offers(maria).exists():
        return
    organisation = tree.find(f"{SCHOOL}/{CLASS}")
    day = today_at(organisation.path) + AHEAD
    times = Times([day], time(17), time(19), minutes=10, pause=5)
    wanted = Wanted(
        "Talk with the class teacher",
        maria.actor.name,
        times,
        closes_on=day - timedelta(days=1),
        place="Room 24",
    )
    offer = make(maria.actor, organisation, wanted)
    people = scopes.people(of_command_line())
    solveig, ingrid = people.get(sync_key="P-307"), people.get(sync_key="H-106")
    with works_for(solveig.pk):
        by = of_person(solveig, "the demo").actor
        book(by, solveig, ingrid, meetings_of_school.slots(maria).filter(offer=offer)[1])


def _messages(maria: Viewer, kari: Person, elias: Person) -> None:
    said = Said(
        "Elias has forgotten his sports bag twice now. Could you remind him on Thursdays?\n\n"
        "Thank you,\nMaria Ortega",
        subject="Sports bag",
    )
    more = Said(
        "On the 14th we visit the museum. The programme is at https://example.org/museum",
        subject="Museum visit",
    )
    school, teacher = tree.find(SCHOOL), maria.person
    made = begin_by_school(maria.actor, teacher, elias, kari, school, said)
    begin_by_school(maria.actor, teacher, elias, kari, school, more)
    with works_for(kari.pk):
        by = of_person(kari, "the demo").actor
        answer_by_parent(by, made, Said("We will. Sorry about that!"))


def _learning_plan(maria: Viewer, group: Group, pupil: Person) -> None:
    said = SaidPlan(
        "Reading in two languages",
        [
            Goal("Reads twenty minutes at home, four days a week", GoalState.UNDER_WAY),
            Goal("Tells the class about a book of his choice"),
        ],
        support="An hour a week with the reading tutor, on Tuesdays after the second lesson.",
        comments_on=[PlanPart.GOALS],
    )
    write_plan(maria.actor, _token("plan"), group, pupil, said)


def _document(maria: Viewer, group: Group) -> None:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=list(folders()))
    pdf = typst.compile(PACKING_LIST, font_paths=fonts, format="pdf")
    whom = Audience(group.school, [group])
    said = SaidDocument("Packing list for the class trip")
    add_document(maria.actor, _token("packing list"), whom, None, said, safe(bytes(pdf)))


def _token(of: str) -> str:
    """The same each time, so that what is there already is not written again."""
    return str(uuid5(NAMESPACE_URL, f"https://example.org/demo/{of}"))
