"""Sources on the staff's pages: set up, look, run, pause, remove."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from kinkeeper.intake.models import Import
from kinkeeper.journal.models import Entry
from kinkeeper.sources import jobs, sealed_secret
from kinkeeper.sources.fetch import folder as folders
from kinkeeper.sources.models import Run, Source
from kinkeeper.sources.run import run
from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As
from tests.web.staff.test_staff import worked_off

pytestmark = pytest.mark.django_db
ROSTER = "SyncID,First name,Last name,ChildID\nP-50,Ada,Berg,H-1\n"
SECRET = "quiet-lantern-token"
REMOTE = {"kind": "https", "address": "https://sis.example/parents.csv", "secret": SECRET}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(folders, "SETTLE", 0)
    with override_settings(SOURCE_FOLDERS=[tmp_path], SOURCE_HOSTS=["sis.example"]):
        yield tmp_path


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def typed(folder: Path, **more: str) -> dict[str, str]:
    return {
        "name": "Nightly", "kind": "folder", "address": f"{folder}/", "take": "newest",
        "profile": "parent", "organisation": "Hillside", "every_minutes": "60",
        "child_match": "sync-key", "overwrite": "named", "links": "add", "format": "auto", **more,
    }  # fmt: skip


def made(client: Client, folder: Path, **more: str) -> Source:
    answer = client.post("/staff/sources/new/", typed(folder, **more))
    assert answer.status_code == 302, answer.content.decode()
    return Source.objects.get(pk=int(answer.headers["Location"].split("/")[3]))


def test_from_nothing_to_an_applied_run(cast: Cast, anna: Client, folder: Path) -> None:
    assert "No source yet" in anna.get("/staff/sources/").content.decode()
    assert "/staff/sources/" in anna.get("/staff/imports/").content.decode()
    source = made(anna, folder, trust_create="on", trust_connect="on")
    assert source.trusted == ["connect", "create"]
    assert source.owner_id == cast.admin.pk
    page = anna.get(f"/staff/sources/{source.pk}/").content.decode()
    assert "It has not been fetched yet" in page
    assert "Create people or records, Connect parents and children" in page
    (folder / "parents.csv").write_text(ROSTER)
    anna.post(f"/staff/sources/{source.pk}/run/")
    page = anna.get(f"/staff/sources/{source.pk}/").content.decode()
    assert "It is being fetched" in page
    assert "No worker is running" in page
    jobs.run_source(source_id=source.pk, by_hand=True)
    worked_off()
    page = anna.get(f"/staff/sources/{source.pk}/").content.decode()
    roster_import = Run.objects.get().roster_import
    assert roster_import is not None
    assert "Applied: it did only what this source is allowed to do." in page
    assert f"/staff/imports/{roster_import.pk}/" in page
    assert "Applied" in anna.get("/staff/sources/").content.decode()
    told = anna.get("/staff/journal/").content.decode()
    for words in (
        "set up the source Nightly",
        "ran the source Nightly by hand",
        "fetched from the source Nightly: Applied",
    ):
        assert words in told


def test_a_plan_that_waits_is_shown_with_why(anna: Client, folder: Path) -> None:
    source = made(anna, folder)
    (folder / "parents.csv").write_text(ROSTER)
    jobs.run_source(source_id=source.pk)
    page = anna.get(f"/staff/sources/{source.pk}/").content.decode()
    why = "create people or records, connect parents and children"
    assert f"A plan is waiting, because it would {why}." in page
    assert "Waiting for a decision" in page
    jobs.run_source(source_id=source.pk)
    number = Import.objects.get().pk
    page = anna.get(f"/staff/sources/{source.pk}/").content.decode()
    assert f"The plan of import {number} is waiting for someone to check it." in page
    assert "Waiting for a decision" in anna.get("/staff/sources/").content.decode()


def test_k20_the_secret_is_on_no_page(anna: Client, folder: Path) -> None:
    source = made(anna, folder, **REMOTE)
    assert sealed_secret.opened(source) == SECRET
    wrong = anna.post("/staff/sources/new/", typed(folder, **REMOTE, every_minutes=""))
    pages = [
        anna.get(f"/staff/sources/{source.pk}/{more}").content.decode()
        for more in ("", "edit/", "remove/")
    ]
    assert wrong.status_code == 422
    for page in (*pages, anna.get("/staff/sources/").content.decode(), wrong.content.decode()):
        assert SECRET not in page
    assert SECRET not in str(list(Entry.objects.values_list("data", flat=True)))


def test_change_keeps_the_secret_unless_it_points_elsewhere(anna: Client, folder: Path) -> None:
    source = made(anna, folder, **REMOTE)
    edit = f"/staff/sources/{source.pk}/edit/"
    values = typed(folder, **(REMOTE | {"secret": "", "every_minutes": "5"}))
    assert anna.post(edit, values).status_code == 302
    source.refresh_from_db()
    assert source.every_minutes == 5
    assert sealed_secret.opened(source) == SECRET
    moved = anna.post(edit, values | {"address": "https://sis.example/other.csv"})
    assert moved.status_code == 422
    assert "type its secret again" in moved.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"address": "/etc/"}, "KINKEEPER_SOURCE_FOLDERS"),
        ({"kind": "https", "address": "https://evil.example/"}, "KINKEEPER_SOURCE_HOSTS"),
        ({"every_minutes": "5", "daily_at": "03:00"}, "Choose either"),
        ({"organisation": "a//b"}, "empty part"),
        ({"profile": "school-administrator"}, "Select a valid choice"),
    ],
)
def test_k24_a_refusal_says_what_to_do_where_it_happened(
    anna: Client, folder: Path, wrong: dict[str, str], words: str
) -> None:
    answer = anna.post("/staff/sources/new/", typed(folder, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Source.objects.exists()


def test_pause_resume_and_remove(anna: Client, folder: Path) -> None:
    source = made(anna, folder)
    at = f"/staff/sources/{source.pk}/"
    anna.post(f"{at}pause/")
    assert "Paused by Anna Admin" in anna.get(at).content.decode()
    assert "Paused" in anna.get("/staff/sources/").content.decode()
    anna.post(f"{at}run/")
    assert not jobs.asked(source)
    anna.post(f"{at}resume/")
    assert "Paused by" not in anna.get(at).content.decode()
    assert "Its imports" in anna.get(f"{at}remove/").content.decode()
    anna.post(f"{at}remove/")
    assert anna.get(at).status_code == 404
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"source.paused", "source.resumed", "source.removed"} <= actions


def test_a_source_like_an_import_reads_its_columns_alike(anna: Client, folder: Path) -> None:
    roster_import = planned("A,B,C\nP-1,Kari,Berg\n", mapping={"A": "sync_key", "B": "given_name"})
    answer = anna.post(f"/staff/sources/new/?like={roster_import.pk}", typed(folder))
    assert answer.status_code == 302
    options = Source.objects.get().options
    assert options["mapping"] == {"A": "sync_key", "B": "given_name"}
    assert anna.get("/staff/sources/new/?like=999999").status_code == 404


def test_k31_a_source_keeps_the_order_of_dates(anna: Client, folder: Path) -> None:
    like = planned("SyncID,First name,Last name\nP-1,A,B\n", date_order="month-first")
    form = anna.get(f"/staff/sources/new/?like={like.pk}").context["form"]
    assert form["date_order"].value() == "month-first"
    source = made(anna, folder, date_order="day-first")
    (folder / "p.csv").write_text("SyncID,First name,Last name,Birth date\nP-5,A,B,03/04/1980\n")
    run(source, by_hand=True)
    assert Import.objects.latest("pk").counts["people"]["create"] == 1


def test_k14_another_schools_sources_do_not_exist(
    cast: Cast, anna: Client, folder: Path, signed_in: As
) -> None:
    of_site = made(anna, folder, **REMOTE)
    henry, lara = signed_in(cast.henry), signed_in(cast.lara)
    own = made(henry, folder, **(REMOTE | {"name": "Own"}))
    assert [own.reach, own.owner_id] == [[cast.hillside.pk], cast.henry.pk]
    assert "Nightly" not in henry.get("/staff/sources/").content.decode()
    for client, source in ((henry, of_site), (lara, of_site), (lara, own)):
        at = f"/staff/sources/{source.pk}/"
        assert client.get(at).status_code == 404
        for more in ("edit/", "remove/", "run/", "pause/", "resume/"):
            assert client.post(f"{at}{more}", typed(folder, **REMOTE)).status_code == 404
    outside = henry.post("/staff/sources/new/", typed(folder, **REMOTE, organisation="Lakeside"))
    assert outside.status_code == 422
    assert "folder" not in [
        value
        for value, _label in henry.get("/staff/sources/new/").context["form"]["kind"].field.choices
    ]
    assert Entry.objects.filter(action="source.view", outcome="denied").exists()


def test_k24_a_refused_file_says_why_on_the_sources_own_page(
    cast: Cast, anna: Client, signed_in: As, folder: Path
) -> None:
    source = made(anna, folder)
    assert "trusted for: nothing" in anna.get("/staff/journal/").content.decode()
    (folder / "parents.csv").write_text("Colour,Size\nred,7\n")
    jobs.run_source(source_id=source.pk, by_hand=True)
    page = anna.get(f"/staff/sources/{source.pk}/").content.decode()
    assert "None of the headings in the first row is known" in page
    assert "the import says why" not in page
