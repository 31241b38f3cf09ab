"""The same file does nothing, a newer one replaces what waits, and a killed run is made good."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from kinkeeper.families.models import Relationship
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.upload.discard import discard
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.trash import trash
from kinkeeper.sources import fetch, locks, manage
from kinkeeper.sources.due import due
from kinkeeper.sources.models import Run, Source
from kinkeeper.sources.run import Paused, run
from tests.cast import Cast
from tests.importing import edges
from tests.merging import merged, unmerged
from tests.sources.conftest import ALL, HEAD, SetUp

pytestmark = pytest.mark.django_db
NEW = HEAD + "P-50,Ada,Berg,ada@example.org,H-1\n"


def test_k09_the_same_file_again_makes_no_import(set_up: SetUp, folder: Path) -> None:
    source = set_up(trusted=ALL)
    (folder / "parents-1.csv").write_text(NEW)
    assert run(source).outcome == "applied"
    (folder / "parents-2.csv").write_text(NEW)  # named for another night
    for by_hand in (False, True):
        made = run(source, by_hand=by_hand)
        assert (made.outcome, made.code, made.roster_import) == ("unchanged", "same", None)
    assert set(Import.objects.values_list("state", flat=True)) == {"applied", "discarded"}
    assert run(source).code == "same"
    assert Import.objects.count() == 2  # by hand it was read again


def test_k32_the_same_file_is_read_again_where_someone_has_decided_what_it_means(
    set_up: SetUp, folder: Path, cast: Cast
) -> None:
    """Two accounts are parted: what each may see comes back with the next file, changed or not."""
    source = set_up(trusted=ALL)
    (folder / "parents.csv").write_text(NEW)
    assert run(source).outcome == "applied"
    ada = Person.objects.get(sync_key="P-50")
    made = merged(cast.kari, ada)
    assert run(source).outcome in {"unchanged", "applied", "waiting"}
    unmerged(made)
    Relationship.objects.filter(parent=ada).delete()
    assert ("P-50", "H-1") not in edges()
    assert run(source).outcome == "applied"
    assert ("P-50", "H-1") in edges()
    assert run(source).code == "same"


def test_a_plan_that_waits_is_not_made_twice_and_told_once(
    set_up: SetUp, folder: Path, inbox: list[object], office: Actor
) -> None:
    source = set_up()
    (folder / "1.csv").write_text(NEW)
    assert [run(source).outcome for _night in range(3)] == ["waiting", "unchanged", "unchanged"]
    assert len(inbox) == 1
    assert Run.objects.first().code == "still-waits"  # type: ignore[union-attr]  # there are three
    apply(Import.objects.get(), office)
    assert run(source).code == "same"


def test_a_newer_file_replaces_the_plan_that_waits(set_up: SetUp, folder: Path) -> None:
    source = set_up()
    (folder / "1.csv").write_text(NEW)
    first = run(source).roster_import
    (folder / "1.csv").write_text(NEW + "P-51,Bo,Berg,,H-2\n")
    second = run(source).roster_import
    assert first is not None
    assert second is not None
    first.refresh_from_db()
    assert (first.state, second.state) == ("discarded", "planned")


def test_a_newer_file_that_is_refused_replaces_nothing(set_up: SetUp, folder: Path) -> None:
    source = set_up()
    (folder / "1.csv").write_text(NEW)
    first = run(source).roster_import
    (folder / "1.csv").write_bytes(b"%PDF-1.7")
    assert run(source).outcome == "refused"
    assert first is not None
    first.refresh_from_db()
    assert first.state == "planned"


def test_what_a_person_discarded_stays_away_until_it_is_run_by_hand(
    set_up: SetUp, folder: Path, office: Actor
) -> None:
    source = set_up()
    (folder / "1.csv").write_text(NEW)
    first = run(source).roster_import
    assert first is not None
    discard(office, first)
    assert run(source).code == "put-away"
    assert run(source, by_hand=True).outcome == "waiting"


def test_other_trust_or_options_read_the_same_file_anew(
    cast: Cast, set_up: SetUp, folder: Path
) -> None:
    source = set_up()
    (folder / "1.csv").write_text(NEW)
    run(source)
    Source.objects.filter(pk=source.pk).update(name="Old")
    other = set_up(name="Nightly", trusted=ALL)
    Source.objects.filter(pk=source.pk).update(trusted=list(ALL), changed_at=other.changed_at)
    assert run(source).outcome == "applied"
    assert Import.objects.filter(state="discarded").count() == 1


def test_a_paused_source_is_asked_by_nobody(set_up: SetUp, folder: Path, office: Actor) -> None:
    (folder / "1.csv").write_text(NEW)
    source = set_up(trusted=ALL)
    assert due() == [source]
    manage.pause(office, source)
    assert due() == []
    with pytest.raises(Paused):
        run(source, by_hand=True)
    assert not Run.objects.exists()
    manage.resume(office, source)
    assert due() == [source]
    assert run(source).outcome == "applied"


def test_k11_a_run_that_was_killed_is_failed_and_made_good(
    set_up: SetUp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the plan and its applying: the worst place, because a plan stands there."""
    (folder / "1.csv").write_text(NEW)
    source = set_up(trusted=ALL)

    def die(*_all: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("kinkeeper.sources.run.apply", die)
        with pytest.raises(SystemExit):
            run(source)
    dead = Run.objects.get()
    assert (dead.outcome, dead.ended_at) == ("", None)
    assert due() == [source]  # at once, although an hour is set
    made = run(source)
    dead.refresh_from_db()
    assert (dead.outcome, dead.code) == ("failed", "killed")
    assert made.outcome == "applied"
    assert ("P-50", "H-1") in edges()
    assert sorted(Import.objects.values_list("state", flat=True)) == ["applied", "discarded"]


def test_what_kills_every_process_does_not_do_so_every_minute(set_up: SetUp) -> None:
    source = set_up()
    Run.objects.create(source=source)
    assert due() == [source]
    Run.objects.update(outcome="failed", code="killed", ended_at=source.made_at)
    Run.objects.create(source=source)
    assert due() == []


def test_an_unexpected_error_is_written_down_and_raised(
    set_up: SetUp, monkeypatch: pytest.MonkeyPatch, inbox: list[object]
) -> None:
    def fail(_ask: fetch.Ask) -> fetch.Fetched:
        raise ZeroDivisionError

    monkeypatch.setattr("kinkeeper.sources.run.fetch", fail)
    source = set_up()
    with pytest.raises(ZeroDivisionError):
        run(source)
    assert [(each.outcome, each.code) for each in Run.objects.all()] == [("failed", "unexpected")]
    assert len(inbox) == 1
    assert due() == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(
    cast: Cast, set_up: SetUp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1.csv").write_text(NEW)
    source = set_up(trusted=ALL)
    inside, go_on = threading.Event(), threading.Event()
    real = fetch.fetch

    def slow(ask: fetch.Ask) -> fetch.Fetched:
        inside.set()
        assert go_on.wait(30)
        return real(ask)

    monkeypatch.setattr("kinkeeper.sources.run.fetch", slow)
    ended: list[Run] = []

    def first() -> None:
        try:
            ended.append(run(source))
        finally:
            connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(30)
    assert locks.running() == {source.pk}
    assert due() == []
    with pytest.raises(locks.Busy):
        run(source)
    go_on.set()
    thread.join(60)
    assert [each.outcome for each in ended] == ["applied"]
    assert Run.objects.count() == Import.objects.count() == 1
    assert locks.running() == set()


def test_what_changes_while_a_file_is_read_counts_before_it_is_applied(
    cast: Cast, set_up: SetUp, folder: Path, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody pauses it, trusts it no more, or loses the rights, in the middle of a run."""
    source = set_up(trusted=ALL)

    def outcome(number: int, act: Callable[[], object]) -> tuple[str, str]:
        def meanwhile(roster_import: Import, actor: Actor) -> Import:
            act()
            return prepare(roster_import, actor)

        (folder / "1.csv").write_text(NEW + f"P-{number},Bo,Berg,,H-2\n")
        with monkeypatch.context() as patched:
            patched.setattr("kinkeeper.sources.run.prepare", meanwhile)
            made = run(source)
        assert ("P-50", "H-1") not in edges()
        return made.outcome, made.code

    mine = Source.objects.filter(pk=source.pk)
    assert outcome(61, lambda: manage.pause(office, source)) == ("waiting", "paused")
    manage.resume(office, source)
    assert outcome(62, lambda: mine.update(trusted=[])) == ("waiting", "needs-a-person")
    mine.update(trusted=list(ALL))
    assert outcome(63, lambda: trash(office, cast.admin, reach=WHOLE_SITE)) == (
        "failed",
        "owner-gone",
    )


def test_a_source_at_work_is_not_removed(set_up: SetUp, office: Actor) -> None:
    source = set_up()
    with locks.held(source.pk), pytest.raises(locks.Busy):
        manage.remove(office, source)
    assert Source.objects.exists()


def test_runs_that_brought_nothing_are_forgotten_after_a_month(set_up: SetUp) -> None:
    source = set_up()
    run(source)
    long_ago = source.made_at - timedelta(days=31)
    Run.objects.update(started_at=long_ago)
    Run.objects.create(source=source, outcome="applied", ended_at=long_ago, started_at=long_ago)
    run(source)
    assert [each.outcome for each in Run.objects.all()] == ["unchanged", "applied"]
