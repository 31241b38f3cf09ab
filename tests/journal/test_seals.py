"""The journal's seals: what the owner of the database changes in it is found."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from kinkeeper.journal import chain, noted, seal_lines
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Seal
from kinkeeper.journal.record import record, record_each
from kinkeeper.journal.seal_lines import seal_all
from kinkeeper.journal.verify import Broken, Fault, look_through
from kinkeeper.lib import db
from kinkeeper.organisations import settings as site_settings
from kinkeeper.organisations.forget_journal import NotWhole, forget_old

pytestmark = pytest.mark.django_db
type Lines = list[int]


@pytest.fixture(autouse=True)
def own_folder(settings: SimpleNamespace, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def lines(office: Actor, monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Seven lines under three seals, and their numbers; between them a number nobody has."""
    monkeypatch.setattr(seal_lines, "MOST", 3)
    record_each(office, "person.added", [1, 2, 3, 4], data={"name": "Ø"})
    db.value("SELECT nextval('journal_entry_id_seq')")
    record_each(office, "person.added", [5, 6, 7], data={})
    assert seal_all() == 7
    assert look_through().is_whole
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


def test_r_072_each_line_and_its_seal_go_to_a_system_apart_without_a_name(
    office: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    record(office, "person.added", person_id=7, data={"name": "Nora Ødegård"})
    seal_all()
    assert caplog.records == []
    caplog.set_level("INFO", "kinkeeper.journal.line")
    record(office, "block.made", person_id=8, child_id=9, data={"reason": "court order"})
    seal_all()
    line, seal = [each.fields for each in caplog.records]  # type: ignore[attr-defined]  # ours
    assert (line["entry"]["action"], line["entry"]["child_id"]) == ("block.made", 9)
    assert "court" not in repr(line)
    assert office.name not in repr(line)
    last = Seal.objects.latest("number")
    assert seal["seal"] == {"number": last.number, "lines": 1, "head": bytes(last.head).hex()}


def as_owner(statement: str, *params: object) -> None:
    """What only the owner of the database can: the triggers do not run."""
    db.run("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    db.run("ALTER TABLE journal_seal DISABLE TRIGGER USER")
    db.run(statement, params)


ADD = """
INSERT INTO journal_entry (id, at, actor_name, origin, action, outcome, data)
VALUES (%s, now() - interval '1 day', 'nobody', '', 'person.added', 'done', '{}')
"""


@pytest.mark.parametrize(
    ("statement", "of", "fault"),
    [
        ("UPDATE journal_entry SET actor_name = 'nobody' WHERE id = %s", 1, Fault.CHANGED),
        ("UPDATE journal_entry SET at = at - interval '1 day' WHERE id = %s", 4, Fault.CHANGED),
        ("UPDATE journal_entry SET data = data || '{\"a\": 1}' WHERE id = %s", 0, Fault.CHANGED),
        ("UPDATE journal_entry SET children = '{7}' WHERE id = %s", 6, Fault.CHANGED),
        ("DELETE FROM journal_entry WHERE id = %s", 3, Fault.DELETED),
        ("DELETE FROM journal_entry WHERE id = %s", 6, Fault.DELETED),
    ],
)
def test_r_072_aud_02_a_line_that_its_owner_changed_is_found(
    lines: Lines, statement: str, of: int, fault: Fault
) -> None:
    as_owner(statement, lines[of])
    assert look_through().broken == [Broken(fault, lines[of])]


def test_aud_02_a_line_put_between_others_is_found(lines: Lines) -> None:
    between = lines[4] - 1
    as_owner(ADD, between)
    assert look_through().broken == [Broken(Fault.ADDED, between)]
    seal_all()
    assert look_through().broken == [Broken(Fault.ADDED, between)]


def test_aud_02_seals_cannot_be_made_without_the_secret_key(
    lines: Lines, settings: SimpleNamespace
) -> None:
    """Whoever owns the database can write digests that fit, but no head."""
    as_owner("UPDATE journal_entry SET actor_name = 'nobody' WHERE id = %s", lines[0])
    as_owner("UPDATE journal_seal SET digests[1] = sha256('x') WHERE number = 1")
    found = look_through()
    assert Broken(Fault.SEAL_CHANGED, lines[0], 1) in found.broken
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert {each.seal for each in look_through().broken if each.seal} == {1, 2, 3}
    settings.EARLIER_SECRET_KEYS = [key]
    assert {each.seal for each in look_through().broken if each.seal} == {1}


def test_aud_02_deleted_seals_are_found(lines: Lines) -> None:
    """In the midst by the number, at the end by what the machine has noted."""
    with transaction.atomic():
        as_owner("DELETE FROM journal_seal WHERE number = 2")
        faults = [each.fault for each in look_through().broken]
        assert faults == [Fault.ADDED] * 3 + [Fault.SEALS_MISSING]
        transaction.set_rollback(True)
    as_owner("DELETE FROM journal_seal WHERE number = 3")
    as_owner("DELETE FROM journal_entry WHERE id = %s", lines[6])
    assert look_through().broken == [Broken(Fault.SEALS_MISSING, None, 3)]
    noted.file().unlink()
    assert look_through().is_whole


def test_a_head_that_a_full_disk_cut_off_is_no_head_and_spoils_no_other(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noted, "EVERY", -60)
    whole = noted.file().read_text()
    last = seal_lines.last_seal()
    assert last is not None
    for half in ("99", "99 ", "99 0a0", "no head \xff"):
        noted.file().write_bytes(f"{whole}{half}".encode("latin-1"))
        noted.note(last.number, bytes(last.head))
        assert set(noted.noted()) == {(last.number, bytes(last.head))}
        assert look_through().is_whole
    assert noted.file().read_bytes().endswith(b"\n")
    noted.file().write_text(f"9{whole[:20]}{whole}")  # glued together before
    assert list(noted.noted()) == []


def test_what_is_not_sealed_yet_is_told(lines: Lines, office: Actor) -> None:
    record(office, "person.added", person_id=8)
    found = look_through()
    assert (found.is_whole, found.lines, found.unsealed) == (True, 7, 1)
    assert seal_all() == 1
    assert seal_all() == 0
    assert (look_through().lines, look_through().unsealed) == (8, 0)


def test_a_digest_is_made_of_every_column() -> None:
    """A column that is no part of it could be changed unseen."""
    columns = {each.column for each in Entry._meta.concrete_fields}
    assert all(f"line.{column}" in chain.DIGEST for column in columns)
    sealed = {each.column for each in Seal._meta.concrete_fields} - {"head"}
    assert all(f"seal.{column}" in chain.content("seal") for column in sealed)


DIGESTS = f"SELECT line.id, {chain.DIGEST} FROM journal_entry line"  # our own text


def aged(days: int) -> None:
    """The lines that are there now, so many days older, as if sealed then."""
    as_owner("UPDATE journal_entry SET at = at - make_interval(days => %s)", days)
    db.run("ALTER TABLE journal_entry ENABLE TRIGGER journal_only_added")
    db.run("ALTER TABLE journal_seal ENABLE TRIGGER journal_seal_only_added")


def test_prv_02_what_is_older_than_the_site_keeps_it_goes_and_the_rest_stays_whole(
    office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal_lines, "MOST", 3)
    record_each(office, "person.added", [1, 2, 3, 4], data={})
    aged(401)
    seal_all()
    record_each(office, "person.added", [5, 6], data={})
    seal_all()
    assert forget_old() == 0  # five years, where nothing is set
    site_settings.change(office, "journal_days", 400)
    assert forget_old() == 4
    assert list(
        Entry.objects.filter(action="person.added").values_list("person_id", flat=True)
    ) == [6, 5]
    assert Entry.objects.get(action="journal.thinned").data["lines"] == 4
    seal_all()
    found = look_through()
    assert found.is_whole
    assert found.forgotten is not None
    assert found.forgotten["lines"] == 4
    assert forget_old() == 0
    kept = Entry.objects.get(person_id=5).pk
    as_owner("DELETE FROM journal_entry WHERE id = %s", kept)
    assert look_through().broken == [Broken(Fault.DELETED, kept)]


def test_prv_01_prv_02_what_was_emptied_is_let_go_like_other_lines(
    office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal that says so outlives the lines, and does not miss them."""
    monkeypatch.setattr(seal_lines, "MOST", 3)
    record_each(office, "person.added", [1, 2, 3], data={"name": "Nora"})
    aged(401)
    record_each(office, "person.added", [4, 5], data={})
    seal_all()
    said = {number: bytes(digest) for number, digest in db.rows(DIGESTS)}
    as_owner("UPDATE journal_entry SET data = '{}' WHERE person_id = 2")
    line = Entry.objects.get(person_id=2).pk
    assert look_through().broken == [Broken(Fault.CHANGED, line)]
    now = dict(db.rows(DIGESTS))
    seal_lines.seal_anew([(line, said[line], bytes(now[line]))])
    assert look_through().is_whole
    assert look_through().emptied == 1
    record_each(office, "person.added", [6, 7], data={})
    seal_all()
    site_settings.change(office, "journal_days", 400)
    assert forget_old() == 3
    seal_all()
    assert look_through().is_whole


def test_aud_02_nothing_that_was_altered_is_let_go_and_nothing_young(
    office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal_lines, "MOST", 2)
    record_each(office, "person.added", [1, 2, 3], data={})
    aged(2000)
    seal_all()
    first = Entry.objects.order_by("pk")[0].pk
    with transaction.atomic():
        as_owner("UPDATE journal_entry SET actor_name = 'nobody' WHERE id = %s", first)
        with pytest.raises(NotWhole):
            forget_old()
        transaction.set_rollback(True)
    for through in (1, 99):  # no seal says so
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            db.run("SELECT wall.forget_journal(%s)", [through])
    record_each(office, "person.added", [4, 5], data={})
    seal_all()
    seal_lines.say(seal_lines.last_seal(), {"through": 3, "head": "", "lines": 0, "before": ""})
    with pytest.raises((ProgrammingError, InternalError), match="older"), transaction.atomic():
        db.run("SELECT wall.forget_journal(3)")


@pytest.mark.parametrize("role", ["kinkeeper_web", "kinkeeper_work"])
def test_aud_02_no_page_and_no_command_changes_or_back_dates_a_line(
    lines: Lines, role: str
) -> None:
    db.run(f"SET ROLE {role}")
    db.run("SELECT set_config('kinkeeper.works_for', 'site', true)")
    db.run("SELECT set_config('kinkeeper.journal_forgets', 'on', true)")
    for statement in (
        "UPDATE journal_entry SET actor_name = 'nobody'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "UPDATE journal_seal SET settled = 0",
        "DELETE FROM journal_seal",
        "ALTER TABLE journal_entry DISABLE TRIGGER USER",
        ADD.replace("%s", "DEFAULT"),
    ):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            db.run(statement)
    db.run("RESET ROLE")


@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_committed_late_is_sealed_and_delays_nobody(office: Actor) -> None:
    """One transaction draws a number and takes its time; others add lines with later numbers."""
    already = seal_all()
    with db.beside() as slow:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute(ADD.replace("%s", "DEFAULT"))
        record(office, "person.added", person_id=1)
        started = timezone.now()
        assert seal_all(patience=0.1) == 1
        assert timezone.now() - started < timedelta(seconds=5)
        assert look_through().is_whole
        slow.commit()
    assert look_through().unsealed == 1
    assert seal_all() == 1
    found = look_through()
    assert (found.is_whole, found.lines, found.unsealed) == (True, already + 2, 0)
    last = seal_lines.last_seal()
    assert last is not None
    assert last.settled == Entry.objects.order_by("-pk")[0].pk


@pytest.mark.django_db(transaction=True)
def test_whoever_is_quick_is_waited_for(office: Actor) -> None:
    seal_all()
    adding, let_go = threading.Event(), threading.Event()

    def add(done: Callable[[], object]) -> None:
        with transaction.atomic():
            record(office, "person.added", person_id=2)
            adding.set()
            assert let_go.wait(60)
        done()

    thread = threading.Thread(target=add, args=[connection_closed])
    thread.start()
    assert adding.wait(60)
    threading.Timer(0.1, let_go.set).start()
    record(office, "person.added", person_id=1)
    assert seal_all(patience=60) == 2
    thread.join()


def connection_closed() -> None:
    connection.close()
