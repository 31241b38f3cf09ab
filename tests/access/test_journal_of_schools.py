"""K14: what one school did with a pupil, no other school of the same pupil reads in the journal."""

import json

import pytest

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_person
from kinkeeper.from_home.comment_on_plan import comment, withdraw
from kinkeeper.from_home.models import LearningPlanComment
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.lib import db
from kinkeeper.meetings.book import book
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Membership
from kinkeeper.readings.own_copy import make
from kinkeeper.records.models import LearningPlan
from kinkeeper.records.opened import Asked
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast, connected
from tests.meetings.offered import by, offered
from tests.messaging import talk
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
SECRET = "Talk about the dyslexia plan"


@pytest.fixture
def at_two_schools(cast: Cast, signed_in: As) -> Cast:
    """Nora goes to Lakeside, too. Hillside meets, writes, enters, and is commented on."""
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    group = small.hillside(cast)
    small.enrolled(group, cast.maria, role="teacher")
    _offer, slots = offered(cast.maria, cast.class_5a, title=SECRET)
    book(by(cast.kari), cast.kari, cast.nora, slots[0])
    talk.switch_on()
    talk.from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "How is she?")
    said = {
        "token": "6f1c2d4e-0000-4000-8000-000000000001", "title": SECRET, "support": "Twice a week",
        "state_1": "planned", "state_2": "planned", "state_3": "planned", "when": "now",
        "comments_on": ["support"],
    }  # fmt: skip
    where = f"/staff/people/{cast.nora.pk}/learning-plan/"
    assert signed_in(cast.maria).post(where, said).status_code == 302
    comment(by(cast.kari), cast.kari, cast.nora, LearningPlan.objects.get(), "support", "Thank you")
    return cast


def test_k14_another_schools_office_reads_none_of_it(at_two_schools: Cast, signed_in: As) -> None:
    cast = at_two_schools
    lines = Entry.objects.filter(child_id=cast.nora.pk, action__regex="^(mee|mes|lea)")
    acts = {"meeting.booked", "message.sent", "learning-plan.made", "learning-plan.commented"}
    assert {each.action for each in lines} == acts
    numbers = ", ".join(str(each.pk) for each in lines)
    for who, seen in ((cast.henry, 4), (cast.admin, 4), (cast.lara, 0), (cast.stranger, 0)):
        asked = f"SELECT id FROM journal_entry WHERE id IN ({numbers}) AND actor_id <> {who.pk}"
        assert len(asked_as(who, asked)) == seen, who
    for who, told in ((cast.henry, True), (cast.admin, True), (cast.lara, False)):
        page = signed_in(who).get(f"/staff/journal/?person={cast.nora.pk}").content.decode()
        assert (SECRET in page, "wrote to a parent of" in page.split("</form>")[-1]) == (told, told)


def test_k14_old_lines_that_name_no_school_say_nothing_of_what_it_was(
    at_two_schools: Cast, signed_in: As
) -> None:
    cast = at_two_schools
    old = {"title": "Of before", "at": "2026-01-07 17:00"}
    record(Actor(cast.kari.pk, "Kari", "x"), "meeting.booked", child_id=cast.nora.pk, data=old)
    for who, told in ((cast.admin, True), (cast.lara, False), (cast.henry, False)):
        page = signed_in(who).get(f"/staff/journal/?person={cast.nora.pk}").content.decode()
        assert (old["title"] in page, old["at"] in page) == (told, told), who
        assert "booked a meeting about" in page.split("</form>")[-1]


def test_k23_the_family_reads_all_that_concerns_it(at_two_schools: Cast) -> None:
    cast = at_two_schools
    copy = make.made(cast.kari, Asked(cast.kari.pk, moment()), "en")
    [journal] = [each for each in copy.sections if each.name == "journal"]
    assert json.dumps(list(map(str, journal.entries))).count(SECRET) == 2
    assert db.value("SELECT count(*) FROM journal_entry WHERE organisation_id IS NOT NULL") >= 4


def test_k19_who_works_here_reads_nothing_of_what_the_other_parent_of_a_child_wrote(
    at_two_schools: Cast,
) -> None:
    cast = at_two_schools
    withdraw(by(cast.kari), cast.kari, LearningPlanComment.objects.get().pk)
    of_kari = {"learning-plan.commented", "learning-plan.comment-withdrawn", "meeting.booked"}

    def read() -> set[str]:
        lines = scopes.journal(of_person(cast.henry, "a test")).filter(actor_id=cast.kari.pk)
        return set(lines.values_list("action", flat=True))

    assert read() == of_kari
    connected(cast.henry, cast.nora)
    assert read() == set()
