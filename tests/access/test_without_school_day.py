"""K16: teachers and classes belong to the school day; a parent who is not shown it learns neither
by messages and meetings."""

import json
from typing import Any

import pytest
from django.test import Client

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.record import record
from kinkeeper.meetings.book import book
from kinkeeper.messaging.class_message import audience
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings.own_copy import make
from kinkeeper.records.opened import Asked
from kinkeeper.roster.vocabulary import Area
from tests.access.obtained import unzipped
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast
from tests.meetings.offered import by, offered
from tests.messaging.talk import OFFICE, from_school, switch_on
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
TITLE = "Talk about the dyslexia plan"


def sees(cast: Cast, *areas: Area) -> None:
    set_rights(OFFICE, cast.kari, cast.nora, Given(list(areas)), reason="agreed")


def own_copy(cast: Cast) -> dict[str, Any]:
    copy = make.made(cast.kari, Asked(cast.kari.pk, moment()), "en")
    found = {each.name: each.for_machines() for each in copy.sections}
    [journal] = [each for each in copy.sections if each.name == "journal"]
    return found | {"journal": [str(each) for each in journal.entries]}  # with its words


def test_k16_who_wrote_is_the_school(cast: Cast, signed_in: As) -> None:
    switch_on()
    talk = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "How is she?")
    kari, where = signed_in(cast.kari), f"/children/messages/{talk.pk}/"
    people = f"SELECT id FROM people_person WHERE id = {cast.maria.pk}"
    for areas, named in (((Area.MESSAGES, Area.SCHOOL_DAY), True), ((Area.MESSAGES,), False)):
        sees(cast, *areas)
        page = kari.get(where).content.decode()
        assert "How is she?" in page
        writer = page.split('class="said__by"')[1].split("</b>")[0]
        assert ("Maria" in page, "The school" in writer) == (named, not named)
        assert (asked_as(cast.kari, people) == [cast.maria.pk]) == named
        [said] = own_copy(cast)["conversations"]
        assert (said["body"], said["by"]) == (
            "How is she?", "Maria Ortega" if named else "The school",
        )  # fmt: skip


def test_k16_no_message_to_a_class_names_it_to_them(cast: Cast) -> None:
    switch_on()
    for areas, reached in (((Area.MESSAGES, Area.SCHOOL_DAY), True), ((Area.MESSAGES,), False)):
        sees(cast, *areas)
        found = audience(cast.class_5a, [])
        assert ((cast.nora, cast.kari) in found.pairs) == reached


def test_k16_a_copy_has_the_meetings_that_the_pages_show(cast: Cast) -> None:
    _offer, slots = offered(cast.maria, cast.class_5a, title=TITLE)
    book(by(cast.kari), cast.kari, cast.nora, slots[0])
    for areas, told in (
        ((Area.MESSAGES, Area.SCHOOL_DAY), True), ((Area.MESSAGES,), False),
        ((Area.SCHOOL_DAY,), False),
    ):  # fmt: skip
        sees(cast, *areas)
        copy = own_copy(cast)
        assert bool(copy["meetings"]) == told
        assert (TITLE in json.dumps(copy, default=str)) == told
        assert "meeting.booked" in "".join(copy["journal"])


def test_k14_an_offices_copy_has_no_line_of_another_school(cast: Cast) -> None:
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    for staff, place, title in (
        (cast.maria, cast.class_5a, "At Hillside"), (cast.lara, cast.lakeside, TITLE),
    ):  # fmt: skip
        _offer, slots = offered(staff, place, title=title)
        book(by(cast.kari), cast.kari, cast.nora, slots[-1 if title == TITLE else 0])
    record(by(cast.kari), "meeting.booked", child_id=cast.nora.pk, data={"title": "Of before"})
    page = page_by_office(cast.henry, cast.kari)
    assert page.count("booked a meeting about Nora") == 2  # one is older, and names no school
    said = ["At Hillside" in page, TITLE in page, "Of before" in page]
    assert said == [True, False, False]
    page = page_by_office(cast.admin, cast.kari)
    assert page.count("booked a meeting about Nora") == 3
    assert TITLE in page
    assert "Of before" in page


def page_by_office(office: Person, parent: Person) -> str:
    """What happened, as the copy's page says it."""
    client = Client()
    client.force_login(office)
    answer = client.post(f"/staff/people/{parent.pk}/copy/", {"reason": "asked"})
    page = unzipped(answer.getvalue())["data.html"].decode()
    return page[page.rindex("What happened") :]
