"""The journal: only ever added to, and without secrets."""

import re
from pathlib import Path

import pytest
from django.db import InternalError, ProgrammingError, transaction

import kinkeeper
from kinkeeper.access.viewer import of_command_line
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import deny, record
from kinkeeper.lib import db
from kinkeeper.readings.journal_sentences import DENIED, SENTENCES
from kinkeeper.readings.journal_words import tell
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


def test_r_072_k23_aud_02_lines_are_neither_changed_nor_deleted(office: Actor) -> None:
    record(office, "person.added", person_id=1)
    for change in (
        lambda: Entry.objects.update(actor_name="somebody else"),
        lambda: Entry.objects.all().delete(),
        lambda: db.run("TRUNCATE journal_entry"),
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()
    assert Entry.objects.get().actor_name == "the office"


def test_k23_an_import_says_who_what_and_from_where(cast: Cast) -> None:
    roster_import = imported(
        "SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,L-1\n", by=cast.admin
    )
    lines = Entry.objects.filter(import_id=roster_import.pk).order_by("pk")
    assert [line.action for line in lines] == [
        "import.received",
        "import.planned",
        "import.applied",
    ]
    assert {line.actor_id for line in lines} == {cast.admin.pk}
    assert all("command line" in line.origin for line in lines)


def test_k12_no_line_holds_a_password(cast: Cast) -> None:
    secret = "green harbour seven ladders"
    imported(f"SyncID,First name,Last name,Password,ChildID\nP-5,Ada,B,{secret},H-1\n")
    assert secret not in str(list(Entry.objects.values()))


def test_every_denied_act_is_known() -> None:
    inner = r"\((?:[^()]|\([^()]*\))*\)"
    calls = re.compile(rf"(?:deny|refused|_one)\((?:[^()]|{inner})*?\"([a-z]+\.[a-z-]+)\"")
    source = Path(kinkeeper.__file__).parent
    found = {act for file in source.rglob("*.py") for act in calls.findall(file.read_text())}
    assert found == set(DENIED)


def test_every_line_has_words(cast: Cast, office: Actor) -> None:
    for action in SENTENCES:
        record(office, action, person_id=cast.kari.pk, child_id=cast.nora.pk)
    for action in DENIED:
        deny(office, action, child_id=cast.nora.pk)
    for line in tell(of_command_line(), list(Entry.objects.all())):
        assert " " in line.what
        assert "%(" not in line.what
