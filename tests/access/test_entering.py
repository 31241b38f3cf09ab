"""Who enters school records by hand, and about whom: by the pages, and by the wall itself."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from kinkeeper.from_home.models import AbsenceReport
from kinkeeper.lib import db
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Membership, Person
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    Enrolment,
    Group,
    HandEntry,
    Notice,
    Remark,
    Result,
)
from tests.access.obtained import Browser
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast, connected
from tests.records import small
from tests.wall import as_web
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
LIST = "/staff/entries/"
TOKEN = "0f9c2f62-1c1a-4a53-8a3b-0b8c5d1a7e10"  # of a form
SAID = {"title": "Bring boots", "body": "It rains.", "when": "now", "asks": "no", "token": TOKEN}


def taught(cast: Cast) -> Group:
    group = small.hillside(cast)
    small.enrolled(group, cast.maria, role="teacher")
    return group


def form_of(group: Group) -> str:
    return f"{LIST}notice/{group.school_id}/"


def test_rec_056_a_teacher_is_told_who_will_see_it_and_sends_it_once(
    cast: Cast, signed_in: As
) -> None:
    group, client = taught(cast), signed_in(cast.maria)
    assert form_of(group) in client.get(LIST).content.decode()
    said = SAID | {"groups": [group.pk]}
    page = client.post(form_of(group), said).content.decode()
    assert "The parents of 2 pupils" in page
    assert "Class of all" in page
    assert "From now." in page
    assert not Notice.objects.exists()
    for _again in range(2):
        assert client.post(form_of(group), said | {"step": "send"}).status_code == 302
    [notice] = Notice.objects.all()
    # the wall's now is the beginning of a transaction, and a test is one
    ago = timezone.now() - timedelta(minutes=1)
    Notice.objects.update(published_at=ago)
    assert "Bring boots" in signed_in(cast.kari).get("/children/").content.decode()
    entry = HandEntry.objects.get()
    changed = SAID | {"title": "Bring hats", "version": 1, "step": "send"}
    assert client.post(f"{LIST}{entry.pk}/", changed).status_code == 302
    late = client.post(f"{LIST}{entry.pk}/", changed | {"title": "Bring nothing"})
    assert late.status_code == 422
    assert "Bring nothing" in late.content.decode()  # what was typed stays
    notice.refresh_from_db()
    assert notice.title == "Bring hats"
    assert client.post(f"{LIST}{entry.pk}/withdraw/").status_code == 302
    Notice.objects.update(withdrawn_at=ago)  # as above
    assert "Bring hats" not in signed_in(cast.kari).get("/children/").content.decode()


def test_what_is_wrong_is_said_where_it_is_and_nothing_is_lost(cast: Cast, signed_in: As) -> None:
    group, client = taught(cast), signed_in(cast.maria)
    yesterday = timezone.localdate() - timedelta(days=1)
    said = SAID | {"when": "other", "from_day": yesterday.isoformat(), "step": "send"}
    answer = client.post(form_of(group), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    for text in ("Bring boots", "It rains.", "That is over.", yesterday.isoformat()):
        assert text in page
    assert not HandEntry.objects.exists()


def test_a_teacher_reaches_no_other_class_and_no_whole_school(cast: Cast, signed_in: As) -> None:
    group, client = taught(cast), signed_in(cast.maria)
    other = small.school(cast.lakeside, cast.theo)
    foreign = Group.objects.create(
        school=group.school, title="Other", sort="form", series="1/test", key="o", source="import:1"
    )
    small.enrolled(foreign, cast.elias)
    for wanted in ([foreign.pk], ["school"], [group.pk, foreign.pk], [other.pk]):
        said = SAID | {"groups": wanted, "step": "send"}
        assert client.post(form_of(group), said).status_code == 422
    assert client.post(form_of(other), SAID | {"groups": [other.pk]}).status_code == 404
    theirs = small.entered(cast.henry, group)
    assert client.get(f"{LIST}{theirs.pk}/").status_code == 404
    assert client.post(f"{LIST}{theirs.pk}/withdraw/").status_code == 404
    assert Notice.objects.get().withdrawn_at is None


def test_whose_class_it_no_longer_is_changes_nothing_of_it(cast: Cast, signed_in: As) -> None:
    group, client = small.hillside(cast), signed_in(cast.maria)
    yesterday = timezone.localdate() - timedelta(days=1)
    small.enrolled(group, cast.maria, role="teacher", ends_on=yesterday)
    mine = small.entered(cast.maria, group)
    said = SAID | {"groups": [group.pk], "step": "send"}
    assert client.post(form_of(group), said).status_code == 404
    assert client.post(f"{LIST}{mine.pk}/withdraw/").status_code == 404
    office = signed_in(cast.henry)
    assert office.post(f"{LIST}{mine.pk}/withdraw/").status_code == 302


def added(who: Person, group: Group | None, school: int, pupil: Person | None) -> bool:
    """Whether the wall takes a notice by hand from an act of this person, whatever checked it."""
    values = [school, group and group.pk, pupil and pupil.pk]
    session = Browser(who).session
    try:
        with as_web(), transaction.atomic():
            db.value("SELECT wall.ask(%s)", [session])
            with act():
                db.run(
                    "INSERT INTO records_notice (series, key, source, title, school_id, group_id, "
                    "pupil_id) VALUES ('by-hand', gen_random_uuid(), 'entry:1', 'x', %s, %s, %s)",
                    values,
                )
            transaction.set_rollback(True)
    except ProgrammingError:
        return False
    return True


def test_the_wall_takes_from_an_act_only_what_is_the_askers_to_say(cast: Cast) -> None:
    group = taught(cast)
    other = small.school(cast.lakeside, cast.theo, cast.mila)
    connected(cast.henry, cast.elias)
    here, there = group.school_id, other.school_id
    assert added(cast.admin, None, there, None)
    assert added(cast.henry, None, here, None)
    assert added(cast.henry, group, here, cast.nora)
    assert not added(cast.henry, group, here, cast.elias)  # the own family
    assert not added(cast.henry, None, there, None)
    assert not added(cast.henry, other, there, cast.theo)
    assert added(cast.maria, group, here, None)
    assert added(cast.maria, group, here, cast.nora)
    assert not added(cast.maria, None, here, None)
    assert not added(cast.maria, other, there, None)
    assert not added(cast.maria, group, here, cast.theo)
    for who in (cast.kari, cast.nora, cast.stranger, cast.lara):
        assert not added(who, group, here, None)


def test_a_register_is_of_the_own_class_without_the_own_child(cast: Cast, signed_in: As) -> None:
    group = taught(cast)
    connected(cast.maria, cast.elias)
    day = timezone.localdate() - timedelta(days=1 + (timezone.localdate().isoweekday() == 1))
    small.absent(group, cast.elias, day - timedelta(days=7))
    client, address = signed_in(cast.maria), f"{LIST}register/{group.pk}/"
    page = client.get(f"{address}?day={day}").content.decode()
    assert "Nora" in page
    assert "Elias" not in page
    said = {"token": TOKEN, "day": day.isoformat(), f"{cast.nora.pk}-AM": "A"}
    report = {"child": cast.nora, "days": [day], "last_on": day, "part": "all-day"}
    AbsenceReport.objects.create(reported_by=cast.jonas, reason="ill", **report)
    assert "Reported from home:" in client.get(f"{address}?day={day}").content.decode()
    mine = said | {f"{cast.elias.pk}-AM": "A"}
    assert client.post(address, mine).status_code == 302
    [mark] = Attendance.objects.filter(day=day)
    assert (mark.pupil_id, mark.code, mark.series) == (cast.nora.pk, "A", "by-hand")
    second = client.post(address, said | {"token": TOKEN[:-1] + "1", f"was-{cast.nora.pk}-AM": ""})
    assert second.status_code == 302  # the same was chosen by both
    other = small.school(cast.lakeside, cast.theo)
    assert client.post(f"{LIST}register/{other.pk}/", said).status_code == 404
    connected(cast.henry, cast.elias)
    office = signed_in(cast.henry)
    assert "Elias" not in office.get(address).content.decode()
    assert office.post(f"/staff/people/{cast.elias.pk}/remark/", SAID).status_code == 403
    assert office.get(f"/staff/people/{cast.elias.pk}/records/").status_code == 403
    assert client.post(f"/staff/people/{cast.theo.pk}/remark/", SAID).status_code == 404
    remark = {"token": TOKEN[:-1] + "2", "sort": "note", "body": "Shy.", "day": day.isoformat()}
    assert client.post(f"/staff/people/{cast.nora.pk}/remark/", remark).status_code == 302
    records = client.get(f"/staff/people/{cast.nora.pk}/records/?kind=remarks").content.decode()
    for text in ("Shy.", "A note is for staff only.", "Maria Ortega"):
        assert text in records
    assert (
        f'data-record="attendance:{mark.key}"'
        in client.get(f"/staff/people/{cast.nora.pk}/records/").content.decode()
    )


def test_an_entry_about_a_pupil_who_left_the_class_is_not_called_withdrawn(
    cast: Cast, signed_in: As
) -> None:
    group, client = taught(cast), signed_in(cast.maria)
    said = {"token": TOKEN, "sort": "praise", "body": "Kind.", "day": timezone.localdate()}
    assert client.post(f"/staff/people/{cast.nora.pk}/remark/", said).status_code == 302
    Membership.objects.filter(person=cast.nora, organisation=cast.class_5a).delete()
    Enrolment.objects.filter(person=cast.nora, group=group).delete()
    address = f"{LIST}{HandEntry.objects.get().pk}/withdraw/"
    page = client.get(LIST).content.decode()
    assert "no longer in your classes" in page
    assert address in page
    assert "Nora" not in page + client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert "No, withdrawn" in client.get(LIST).content.decode()
    assert Remark.objects.get().withdrawn_at is not None


def test_a_teacher_of_a_class_sees_what_was_set_for_it_and_enters_results(
    cast: Cast, signed_in: As
) -> None:
    group, client = taught(cast), signed_in(cast.maria)
    other = small.assignment(small.school(cast.lakeside, cast.theo), "Foreign essay")
    form = f"{LIST}assignment/{group.school_id}/"
    said = {"token": TOKEN, "groups": [group.pk], "title": "Essay", "max_points": "10"}
    said |= {"due": timezone.localdate().isoformat(), "step": "send"}
    assert client.post(form, said).status_code == 302
    assert client.post(form, said | {"groups": ["school"]}).status_code == 422
    assert "Essay" in client.get(LIST).content.decode()
    work = Assignment.objects.get(title="Essay")
    assert "Essay" in client.get(f"{LIST}assignments/{group.pk}/").content.decode()
    address = f"{LIST}results/{work.pk}/"
    lines = {"token": TOKEN[:-1] + "3", "when": "now", f"was-{cast.nora.pk}": "|||"}
    lines |= {f"points-of-{cast.nora.pk}": "7.5", f"points-of-{cast.elias.pk}": "1"}
    assert client.post(address, lines).status_code == 302
    [result] = Result.objects.all()
    assert (result.pupil_id, result.status, f"{result.points:.1f}") == (
        cast.nora.pk, "fully graded", "7.5",
    )  # fmt: skip
    late = lines | {"token": TOKEN[:-1] + "4", f"points-of-{cast.nora.pk}": "9"}
    answer = client.post(address, late)
    assert answer.status_code == 422
    for text in ('value="9"', "Now:", "7.5"):
        assert text in answer.content.decode()
    assert client.post(f"{LIST}results/{other.pk}/", lines).status_code == 404
    seen = "SELECT id FROM records_assignment"
    assert asked_as(cast.maria, seen) == [work.pk]
    assert asked_as(cast.stranger, seen) == []
