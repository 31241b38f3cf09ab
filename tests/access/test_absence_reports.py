"""K19: what a parent told the school of a child, and who learns of it, behind the wall."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from kinkeeper.access.viewer import of_person
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.answer_absence import decide
from kinkeeper.from_home.models import AbsenceReport
from kinkeeper.from_home.report_absence import withdraw
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import db
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.readings import shown
from kinkeeper.readings.merging import brought
from kinkeeper.records.models import Attendance
from kinkeeper.registry.merge import merge
from kinkeeper.registry.unmerge import unmerge
from kinkeeper.roster.vocabulary import Area
from tests.access.obtained import Browser
from tests.cast import Cast, connected, person
from tests.from_home.test_report_absence import sent
from tests.records import small
from tests.wall import as_web
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
FORM = "/children/absence/"
OFFICE = Actor(None, "the office", "a test")


def asked_as(person: Person, query: str) -> list[int]:
    session = Browser(person).session
    with as_web():
        db.value("SELECT wall.ask(%s)", [session])
        return db.column(query)


def seen_by(person: Person) -> list[int]:
    return asked_as(person, "SELECT id FROM from_home_absencereport")


def known_to(person: Person) -> set[int]:
    return set(asked_as(person, "SELECT child_id FROM wall.told_absence() WHERE ahead"))


def test_k19_another_parent_learns_only_that_the_school_knows(cast: Cast, signed_in: As) -> None:
    made = sent(cast.kari, cast.nora, note="at the heart specialist", reason="appointment")
    day = made.days[0]
    assert seen_by(cast.kari) == [made.pk]
    assert seen_by(cast.jonas) == []
    assert known_to(cast.jonas) == {cast.nora.pk}
    client = signed_in(cast.jonas)
    page = client.get(FORM).content.decode()
    assert "knows already that" in page
    assert str(day.day) in page
    for secret in ("Kari", "specialist", "Appointment</", "absence-report:"):
        assert secret not in page.replace("Appointment, for example with a dentist</", "")
    assert client.get(f"{FORM}{made.pk}/").status_code == 404
    assert client.post(f"{FORM}{made.pk}/withdraw/").status_code == 404


def test_strangers_and_other_schools_learn_nothing(cast: Cast) -> None:
    sent(cast.kari, cast.elias)
    for who in (cast.stranger, cast.lara, cast.theo, cast.mila):
        assert (seen_by(who), known_to(who)) == ([], set())
    assert len(seen_by(cast.henry)) == 1
    assert known_to(cast.henry) == set()


def test_k16_without_the_area_nothing_is_known(cast: Cast) -> None:
    sent(cast.kari, cast.nora)
    set_rights(OFFICE, cast.jonas, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    assert known_to(cast.jonas) == set()


def test_what_was_declined_or_is_over_is_not_known(cast: Cast) -> None:
    made = sent(cast.kari, cast.nora)
    AbsenceReport.objects.filter(pk=made.pk).update(state="declined")
    assert known_to(cast.jonas) == set()
    past = date_of(cast.nora) - timedelta(days=1)
    AbsenceReport.objects.filter(pk=made.pk).update(state="sent", days=[past], last_on=past)
    assert known_to(cast.jonas) == set()


def test_k17_a_right_that_ends_takes_the_own_report_along(cast: Cast, signed_in: As) -> None:
    made = sent(cast.kari, cast.nora)
    client = signed_in(cast.kari)
    assert client.get(f"{FORM}{made.pk}/").status_code == 200
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    assert client.get(f"{FORM}{made.pk}/").status_code == 404
    assert f"absence-report:{made.pk}" not in client.get(FORM).content.decode()


def test_a_parent_sends_and_a_teacher_confirms(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.kari)
    said = {"child": [cast.nora.pk], "when": "tomorrow", "part": "all-day", "reason": "ill"}
    answer = client.post(FORM, said | {"child": [cast.nora.pk, cast.nora.pk]})
    made = AbsenceReport.objects.get()
    assert answer.headers["Location"] == f"{FORM}{made.pk}/"
    teacher = signed_in(cast.maria)
    assert "Kari" in teacher.get("/staff/absence/").content.decode()
    assert teacher.post(f"/staff/absence/{made.pk}/confirm/").status_code == 302
    page = client.get(f"{FORM}{made.pk}/").content.decode()
    assert "The school has confirmed it" in page


def test_a_form_that_names_another_child_reports_nothing(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.kari)
    said = {"when": "today", "part": "all-day", "reason": "ill"}
    assert client.post(FORM, said | {"child": [cast.theo.pk]}).status_code == 422
    assert client.post(FORM, said).status_code == 422
    assert not AbsenceReport.objects.exists()


def test_who_works_here_does_not_read_of_the_own_child(cast: Cast, signed_in: As) -> None:
    connected(cast.henry, cast.nora)
    made = sent(cast.kari, cast.nora)
    client = signed_in(cast.henry)
    assert "Kari" not in client.get("/staff/absence/").content.decode()
    assert client.post(f"/staff/absence/{made.pk}/confirm/").status_code == 403


def test_r_067_the_file_of_reports_has_a_row_for_each_day_and_no_formula(
    cast: Cast, signed_in: As
) -> None:
    day = date_of(cast.nora) + timedelta(days=1)
    sent(cast.kari, cast.nora, last=day + timedelta(days=1), note="=1+1")
    sent(cast.kari, cast.elias)
    withdraw(OFFICE, sent(cast.jonas, cast.nora))
    answer = signed_in(cast.henry).get("/staff/absence/reports.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["date"] for row in rows if row["student_id"] == "H-1"] == [
        day.isoformat(), (day + timedelta(days=1)).isoformat(),
    ]  # fmt: skip
    assert {row["note"] for row in rows} == {"'=1+1", ""}
    assert len(rows) == 3
    assert Entry.objects.get(action="absence.exported").data == {"reports": 2}
    theirs = signed_in(cast.lara).get("/staff/absence/reports.csv").content.decode("utf-8-sig")
    assert len(theirs.splitlines()) == 1


def test_k19_who_works_here_reads_nothing_of_another_parent_of_the_own_child(
    cast: Cast, signed_in: As
) -> None:
    """Not in the journal, and not of the other's other child."""
    connected(cast.henry, cast.nora)
    sent(cast.kari, cast.nora)
    of_other = sent(cast.kari, cast.elias)
    client = signed_in(cast.henry)
    assert "reported that Nora" not in client.get("/staff/journal/").content.decode()
    assert "Elias" not in client.get("/staff/absence/").content.decode()
    assert client.post(f"/staff/absence/{of_other.pk}/confirm/").status_code == 403
    assert "reported that Nora" in signed_in(cast.admin).get("/staff/journal/").content.decode()


def test_reports_go_with_a_merged_account_and_come_back(cast: Cast) -> None:
    twin = person("kari.two", cast.kari.profile, cast.hillside, given_name="Kari",
                  family_name="Berg")  # fmt: skip
    connected(twin, cast.nora)
    made = sent(twin, cast.nora)
    done = merge(OFFICE, cast.kari, twin, reason="one", reach=WHOLE_SITE, same_person="yes")
    assert seen_by(cast.kari) == [made.pk]
    unmerge(OFFICE, done, reason="two", reach=WHOLE_SITE, undone=list, brought=brought)
    assert seen_by(cast.kari) == []
    assert seen_by(twin) == [made.pk]


def test_rec_319_both_parents_see_what_the_office_noted_and_by_whom(
    cast: Cast, signed_in: As
) -> None:
    """K19: who called and why is for who called; a stranger learns nothing."""
    office, address = signed_in(cast.henry), f"/staff/people/{cast.nora.pk}/away/"
    assert "Who called?" in office.get(address).content.decode()
    said = {"when": "tomorrow", "part": "all-day", "reason": "appointment", "note": "specialist"}
    assert office.post(address, said | {"caller": cast.kari.pk}).status_code == 302
    made = AbsenceReport.objects.get()
    listed = office.get("/staff/absence/").content.decode()
    assert "noted by" in listed
    assert "Kari" in listed
    mine = signed_in(cast.kari).get(f"{FORM}{made.pk}/").content.decode()
    for words in ("The school has confirmed it", cast.henry.full_name, "specialist"):
        assert words in mine
    other = signed_in(cast.jonas).get(FORM).content.decode()
    assert f"{cast.henry.full_name}</bdi> noted it" in other or "noted it at the school" in other
    for secret in ("Kari", "specialist", "absence-report:"):
        assert secret not in other
    assert signed_in(cast.jonas).get(f"{FORM}{made.pk}/").status_code == 404
    assert office.post(address, said | {"caller": cast.stranger.pk}).status_code == 422
    teacher = signed_in(cast.maria)
    assert teacher.post(address, said | {"note": "by somebody else"}).status_code == 302
    assert office.get(f"/staff/people/{cast.theo.pk}/away/").status_code == 404
    connected(cast.henry, cast.nora)
    assert office.post(address, said).status_code == 403


def test_rec_046_the_schools_answer_stands_on_the_home_until_it_is_read(
    cast: Cast, signed_in: As
) -> None:
    made = sent(cast.kari, cast.nora)
    mark, client = f'data-record="absence-report:{made.pk}"', signed_in(cast.kari)
    assert mark not in client.get("/children/").content.decode()
    teacher = signed_in(cast.maria)
    for state, words in (("confirm", "has confirmed"), ("decline", "has not accepted")):
        teacher.post(f"/staff/absence/{made.pk}/{state}/", {"answer": "There is an examination."})
        home = client.get("/children/").content.decode()
        assert mark in home
        assert f"The school {words} the absence" in home
        assert mark not in signed_in(cast.jonas).get("/children/").content.decode()
        assert client.get(f"{FORM}{made.pk}/").status_code == 200
        assert mark not in client.get("/children/").content.decode()


def test_rec_044_a_pupil_of_age_reports_and_withdraws(cast: Cast, signed_in: As) -> None:
    client, address = signed_in(cast.nora), "/me/absence/"
    said = {"when": "today", "part": "all-day", "reason": "ill"}
    assert "from the day on which you come of age" in client.get(address).content.decode()
    assert client.post(address, said).status_code == 422
    Person.objects.filter(pk=cast.nora.pk).update(birth_date="2000-01-01")
    client = signed_in(Person.objects.get(pk=cast.nora.pk))
    assert client.post(address, said).status_code == 302
    made = AbsenceReport.objects.get()
    assert seen_by(cast.nora) == [made.pk]
    assert f"absence-report:{made.pk}" in client.get(address).content.decode()
    assert client.post(f"{address}{made.pk}/withdraw/").status_code == 302
    assert client.post(f"{address}{sent(cast.kari, cast.elias).pk}/withdraw/").status_code == 404


def test_rec_036_rec_037_the_school_confirms_and_the_mark_has_a_reason_everywhere(
    cast: Cast, signed_in: As
) -> None:
    """Until then it is unknown, and no alarm: for both parents. What the register says itself
    stands, whatever was confirmed."""
    group = small.hillside(cast)
    made = sent(cast.kari, cast.nora, first=date_of(cast.nora), last=date_of(cast.nora))
    mark = small.absent(group, cast.nora, made.days[0])
    block = f"/children/{cast.nora.pk}/absence/"

    def says() -> set[str]:
        pages = [signed_in(each).get(block).content.decode() for each in (cast.kari, cast.jonas)]
        lines = [page.partition('class="row__end"')[2].partition("</div>")[0] for page in pages]
        return {strip_tags(f"<i{line}").strip() for line in lines}

    def counted() -> set[str]:
        told = shown.of_parent(of_person(cast.admin, "a test"), cast.jonas, moment())
        return {excused for each in told.children for excused in each.absence}

    assert (says(), counted()) == ({"reported, not confirmed yet"}, {"unknown"})
    decide(OFFICE, made, "confirmed")
    assert (says(), counted()) == ({"with a reason"}, {"yes"})
    decide(OFFICE, made, "declined", answer="No.")
    assert (says(), counted()) == ({"without a reason yet"}, {"unknown"})
    decide(OFFICE, made, "confirmed")
    AbsenceReport.objects.update(part="leaves-earlier", leaves_at="12:30")  # it was the morning
    assert says() == {"without a reason yet"}
    AbsenceReport.objects.update(part="comes-later", comes_at="09:30")
    assert says() == {"with a reason"}
    Attendance.objects.filter(pk=mark.pk).update(excused="no")  # the next file says otherwise
    assert (says(), counted()) == ({"without a reason"}, {"no"})
