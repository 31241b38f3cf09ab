"""On hold after a restore: never noticed wrongly, never open by half, and told."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.cli.main import main
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.feeds import keep as feeds
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import restore_counter as kept
from kinkeeper.notifications.models import Device, Reader
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.models import Setting
from kinkeeper.restored.checklist import ASKED
from kinkeeper.restored.close_everything import InTheFuture, begin
from kinkeeper.restored.reopen import NoReason, NotClosed, finish
from kinkeeper.sources.jobs import run_source
from kinkeeper.sources.models import Run
from kinkeeper.sources.run import run
from tests.cast import Cast, connected
from tests.sources.conftest import SetUp, folder, set_up

__all__ = ["folder", "set_up"]  # fixtures
OFFICE = Actor(None, "the office", "a test")


class Killed(BaseException):
    """The process dies here."""


def dying(after: int) -> Callable[..., Any]:
    """For `execute_wrapper`: dies at the statement of this number."""
    left = [after]

    def execute(run_it: Callable[..., Any], *what: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return run_it(*what)

    return execute


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
@given(st.lists(st.sampled_from(["here", "there", "both", "clock"]), max_size=12))
def test_several_machines_and_bad_clocks_never_look_like_a_restore(
    fresh: Any, tmp_path: Path, steps: list[str]
) -> None:
    """Each machine has a mark of its own and a clock of its own; the database was not put back."""
    patch = pytest.MonkeyPatch()
    files = {name: tmp_path / name for name in ("here", "there")}
    with fresh(), patch.context() as patched:
        for file in files.values():
            file.unlink(missing_ok=True)
        for step in steps:
            if step == "clock":
                patched.setattr("kinkeeper.organisations.restore_hold.time.time", lambda: 1000.0)
            for name in files if step == "both" else [name for name in files if name == step]:
                patched.setattr(restore_hold, "marker_file", lambda name=name: files[name])
                before = kept.read(files[name])
                with TestCase.captureOnCommitCallbacks(execute=True):
                    assert restore_hold.pulse() is None
                assert kept.read(files[name]) > before
        for file in files.values():
            patched.setattr(restore_hold, "marker_file", lambda file=file: file)
            assert restore_hold.state() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("marked", [True, False])
def test_killed_between_two_lines_the_site_is_still_closed(
    cast: Cast, marker: Path, marked: bool
) -> None:
    for at in range(200):
        Setting.objects.filter(name__in=[restore_hold.RESTORED, restore_hold.PULSE]).delete()
        marker.unlink(missing_ok=True)
        if marked:
            kept.write(marker, 1_700_000_000_000)
        [way_in] = issue_many(OFFICE, [cast.kari.pk], Channel.LETTER)
        try:
            with connection.execute_wrapper(dying(at)):
                begin(OFFICE)
        except Killed:
            closed = restore_hold.state()
            begun = marked or Setting.objects.filter(name=restore_hold.RESTORED).exists()
            assert (closed is not None) == begun
            open_still = Credential.objects.get(pk=way_in.credential.pk).state == "issued"
            assert closed is None or closed.voided != open_still
            with pytest.raises(NotClosed) if closed else pytest.raises(AssertionError):
                assert finish(OFFICE, "too early")
        else:
            break
    else:
        pytest.fail("it never ended")
    assert at > 10


@pytest.mark.django_db
def test_ended_feeds_removed_devices_and_told_news_do_not_live_again(
    cast: Cast, marker: Path
) -> None:
    kari = Actor(cast.kari.pk, cast.kari.full_name, "a test")
    token = feeds.make(kari, cast.kari, None)
    Device.objects.create(person=cast.kari, endpoint="https://x", public=b"x", secret=b"x")
    Reader.objects.create(person=cast.kari, settled_at=timezone.now(), wait_until=timezone.now())
    begin(OFFICE)
    assert (feeds.of_token(token), Device.objects.count()) == (None, 0)
    reader = Reader.objects.get()
    assert (reader.settled_at, reader.wait_until) == (None, None)  # looked at as the first time


@pytest.mark.django_db
def test_what_sends_or_imports_by_itself_waits(
    cast: Cast, marker: Path, folder: Path, set_up: SetUp, capsys: pytest.CaptureFixture[str]
) -> None:
    source = set_up()
    (folder / "parents.csv").write_text("SyncID,First name,Last name,ChildID\nN,N,N,H-1\n")
    begin(OFFICE)
    with pytest.raises(restore_hold.OnHold):
        run(source)
    run_source(source.pk)
    assert not Run.objects.exists()
    out = folder / "letters.pdf"
    assert main(["credentials", "issue", "--person", "key:P-1", "--letters", str(out)]) == 1
    assert "restored" in capsys.readouterr().err
    assert not out.exists()
    assert finish(OFFICE, "asked")
    assert run(source).ended_at is not None


@pytest.mark.django_db
def test_the_page_asks_with_the_backups_time_and_leads_to_each_answer(
    cast: Cast, marker: Path
) -> None:
    assert main(["after-restore", "--dump-made-at", "2026-01-05T03:00"]) == 0
    admin = signed_in(cast.admin)
    page = admin.get("/staff/restored/").content.decode()
    assert "Ask the schools what happened since 5 January 2026" in page
    assert "kinkeeper after-restore --done --reason" in page
    for asked in ASKED:
        assert f'href="{asked.page}"' in page
        assert admin.get(str(asked.page)).status_code == 200
    assert 'href="/staff/restored/"' in admin.get("/staff/").content.decode()
    office = signed_in(cast.henry)
    told = office.get("/staff/").content.decode()
    assert "restored from a backup" in told
    assert "/staff/restored/" not in told
    assert office.get("/staff/restored/").status_code == 404
    assert "no one is shown their own children" in page
    finish(OFFICE, "asked")
    assert "There is nothing to do" in admin.get("/staff/restored/").content.decode()
    assert "restored" not in office.get("/staff/").content.decode()


@pytest.mark.django_db
def test_a_teacher_who_is_a_parent_is_shown_no_child_either(cast: Cast, marker: Path) -> None:
    connected(cast.maria, cast.theo)
    teacher = signed_in(cast.maria)
    assert teacher.get(f"/children/{cast.theo.pk}/").status_code == 200
    begin(OFFICE)
    teacher = signed_in(cast.maria)
    assert teacher.get(f"/children/{cast.theo.pk}/").status_code == 404


@pytest.mark.django_db
def test_who_opens_the_site_says_why(cast: Cast, marker: Path) -> None:
    begin(OFFICE)
    with pytest.raises(NoReason):
        finish(OFFICE, " ")
    assert main(["after-restore", "--done"]) == 2
    assert main(["after-restore", "--done", "--reason", "x", "--as", "user:henry.office"]) == 1
    assert main(["after-restore", "--dump-made-at", "yesterday"]) == 2
    assert main(["after-restore", "--dump-made-at", "2999-01-01"]) == 2
    with pytest.raises(InTheFuture):
        begin(OFFICE, timezone.now() + timedelta(days=1))
    assert restore_hold.state() is not None
