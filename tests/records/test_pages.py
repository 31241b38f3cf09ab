"""Staff see a plan of school records: by kind, with what is skipped and why, before and after."""

import pytest
from django.test import Client

from kinkeeper.intake import locks
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from tests.importing import planned, undone
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A step holds its lock until its transaction ends, and here that is the test's own."""
    monkeypatch.setattr(locks, "state_of", lambda roster_import: roster_import.state)
    root = Person.objects.create(
        username="root", username_folded="root", given_name="Ada", family_name="Root",
        profile="system-administrator",
    )  # fmt: skip
    client = Client()
    client.force_login(root)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_plan_is_shown_by_kind(admin: Client) -> None:
    school.records(*school.BASE)
    ugly = (school.FOLDER / "ugly" / "attendance.csv").read_bytes()
    plan = school.plan(("attendance.csv", ugly), "notices")
    shown = page(admin, f"/staff/imports/{plan.pk}/")
    assert "Records by kind" in shown
    assert "st-00001 · 2026-09-04 · AM" in shown
    assert "file:" not in shown
    assert '<h2 id="rows">' in shown
    assert "is a Sunday" in shown
    assert "Match the columns differently" not in shown
    for part in ("columns", "change", "rows-to-mend.csv"):
        assert admin.get(f"/staff/imports/{plan.pk}/{part}").status_code in {301, 404}
    assert page(admin, "/staff/imports/")


def test_a_whole_schools_plan_is_shown(admin: Client) -> None:
    ugly = ("attendance.csv", (school.FOLDER / "ugly" / "attendance.csv").read_bytes())
    more = map(school.file, (*school.BASE, "notices", "rights", "consents"))
    plan = planned(ugly, *more, profile="pupil", about="everything")
    shown = page(admin, f"/staff/imports/{plan.pk}/")
    assert "Records by kind" in shown
    assert "is a Sunday" in shown
    listed = page(admin, "/staff/imports/")
    assert f"/staff/imports/{plan.pk}/" in listed
    assert f"/staff/imports/{plan.steps.earliest('pk').pk}/" not in listed


def test_k23_whoever_looks_at_a_plan_of_records_is_in_the_journal(admin: Client) -> None:
    school.records(*school.BASE)
    plan = school.plan("attendance")
    page(admin, f"/staff/imports/{plan.pk}/")
    seen = Entry.objects.filter(action="child.viewed").latest("id")
    assert Person.objects.get(sync_key="st-00001").pk in seen.children


def test_k13_an_undo_says_what_goes_and_what_stays(admin: Client) -> None:
    school.records(*school.BASE)
    first = school.records("attendance")
    school.records("attendance")
    shown = page(admin, f"/staff/imports/{first.pk}/undo/")
    assert "Records removed: 0" in shown
    assert "names this record, too" in shown
    undone(first)
    assert "names this record, too" in page(admin, f"/staff/imports/{first.pk}/")
