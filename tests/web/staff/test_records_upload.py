"""School records, calendars and a whole school, uploaded in the browser."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kinkeeper.intake import jobs
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.records.models import Event
from tests.cast import Cast
from tests.records import school
from tests.roster.records.calendars.calendar_file import calendar, event
from tests.web.conftest import As
from tests.web.staff.test_staff import worked_off

pytestmark = pytest.mark.django_db(transaction=True)
SCHOOLS = (
    b"school_id,name,parent_id,kind,time_zone,am_minutes,pm_minutes,behaviour_shown\n"
    b"s1,Hillside,,primary,Europe/Oslo,195,105,no\n"
)
CLASSES = b"group_id,school_id,title,kind,grade,subject,room\ns1-7B,s1,7B,form,7,,\n"
TRIP = event("DTSTART;VALUE=DATE:20261001", uid="ev-2")


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def upload(client: Client, *files: tuple[str, bytes], **said: str) -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post("/staff/imports/records/", {"file": sent, "about": "records"} | said)


def read() -> Import:
    """What the worker does after an upload."""
    found = Import.objects.filter(bundle=None).latest("pk")
    jobs.prepare_import(roster_import_id=found.pk, actor=[None, "worker", "a test"])
    worked_off()
    found.refresh_from_db()
    return found


def applied(client: Client, *files: tuple[str, bytes], **said: str) -> Import:
    answer = upload(client, *files, **said)
    assert answer.status_code == 302, answer.content.decode()
    found = read()
    assert found.state == "planned", found.refusal
    answer = client.post(f"{answer.url}apply/", {"new_schools": "1"})
    assert answer.status_code == 302
    jobs.apply_import(
        roster_import_id=found.pk, actor=[None, "worker", "a test"], accept="", new_schools=True
    )
    worked_off()
    found.refresh_from_db()
    assert found.state == "applied"
    return found


def base(client: Client) -> None:
    applied(client, ("schools.csv", SCHOOLS), ("classes.csv", CLASSES))


def test_files_are_planned_applied_and_undone(anna: Client) -> None:
    base(anna)
    made = applied(anna, ("s1-7B.ics", calendar(event("DTSTART:20260914T080000Z"), TRIP)))
    assert set(Event.objects.values_list("group__key", flat=True)) == {"s1-7B"}
    page = anna.get(f"/staff/imports/{made.pk}/").content.decode()
    assert "Records by kind" in page
    assert "Events" in page
    shown = anna.get(f"/staff/imports/{made.pk}/undo/").context["undo"]
    anna.post(f"/staff/imports/{made.pk}/undo/", {"shown": shown.mark})
    assert Event.objects.count() == 0


def test_without_a_scope_nothing_goes_and_with_one_what_is_not_named(anna: Client) -> None:
    base(anna)
    both = calendar(event("DTSTART:20260914T080000Z"), TRIP)
    applied(anna, ("export.ics", both), calendar_of="s1-7B")
    upload(anna, ("export.ics", calendar(TRIP)), calendar_of="s1-7B")
    assert is_empty(read())
    said = {"complete_for": "Hillside", "first": "2026-09-15", "calendar_of": "s1-7B"}
    upload(anna, ("export.ics", calendar(TRIP)), **said)
    assert is_empty(read())  # the other one is before that day
    applied(anna, ("export.ics", calendar(TRIP)), **said | {"first": "2026-09-01"})
    assert [each.number for each in Event.objects.all()] == ["ev-2"]


def test_k24_days_without_a_school_and_days_backwards_are_told_at_their_field(
    anna: Client,
) -> None:
    for said in (
        {"first": "2026-09-01"},
        {"complete_for": "Hillside", "first": "2026-09-02", "last": "2026-09-01"},
        {"about": "everything", "complete_for": "Hillside"},
    ):
        answer = upload(anna, ("s1.ics", calendar(TRIP)), **said)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
    assert Import.objects.count() == 0


def test_whose_calendar_it_is_is_asked_when_the_name_does_not_say_it(anna: Client) -> None:
    base(anna)
    answer = upload(anna, ("export.ics", calendar(TRIP)))
    assert read().state == "refused"
    page = anna.get(answer.url).content.decode()
    assert "Say whose calendar it is" in page
    assert 'href="/staff/imports/records/' in page.replace("\n", "")


def test_a_whole_school_as_one_zip_file(anna: Client) -> None:
    names = (*school.BASE, *school.THREE, *school.WORK, "teachers", "pupils", "parents")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in [*map(school.file, names), school.scopes()]:
            archive.writestr(f"school/{name}", data)
    made = applied(anna, ("school.zip", packed.getvalue()), about="everything")
    assert made.counts["records"]["attendance"]["create"] == 223
    assert "A whole school" in anna.get("/staff/imports/").content.decode()
