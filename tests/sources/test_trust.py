"""Nobody looks: only what a source is trusted for is applied, everything else waits and is told."""

import errno
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import, PersonAct, RelationshipAct
from kinkeeper.intake.sections.subjects import SECTIONS
from kinkeeper.intake.upload.discard import discard
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.models import Batch
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import ConsentAct, RecordAct
from kinkeeper.sources.models import Source, TrustedAct
from kinkeeper.sources.outcomes import said
from kinkeeper.sources.run import run
from kinkeeper.sources.trust import (
    CONSENT_NEEDS,
    NEEDS,
    PERSON_NEEDS,
    RECORD_NEEDS,
    RELATIONSHIP_NEEDS,
)
from tests.cast import Cast, person
from tests.importing import edges, undone
from tests.sources.conftest import ALL, HEAD, SetUp

pytestmark = pytest.mark.django_db
NEW = HEAD + "P-50,Ada,Berg,ada@example.org,H-1\n"


def test_every_act_of_a_plan_has_its_trust() -> None:
    """Of what a source can bring; anything else asks for a person (`OTHER`)."""
    assert set(NEEDS) == {each.core.name for about in SECTIONS for each in SECTIONS[about]}
    assert set(PERSON_NEEDS) == set(PersonAct.values)
    assert set(RELATIONSHIP_NEEDS) == set(RelationshipAct.values)
    assert set(RECORD_NEEDS) == set(RecordAct)
    assert set(CONSENT_NEEDS) == set(ConsentAct)


def test_what_it_is_trusted_for_is_applied(
    set_up: SetUp, folder: Path, inbox: list[EmailMessage]
) -> None:
    (folder / "parents.csv").write_text(NEW)
    source = set_up(trusted=ALL)
    made = run(source)
    assert (made.outcome, made.code) == ("applied", "applied")
    assert made.roster_import is not None
    assert made.roster_import.state == "applied"
    assert made.roster_import.series == f"source {source.pk}"
    assert ("P-50", "H-1") in edges()
    assert inbox == []
    line = Entry.objects.get(action="source.run")
    assert line.data == {"name": "Nightly", "outcome": "applied", "code": "applied"}


def test_k25_a_run_sends_no_letters(set_up: SetUp, folder: Path, inbox: list[EmailMessage]) -> None:
    (folder / "parents.csv").write_text(NEW)
    run(set_up(trusted=ALL))
    assert not Batch.objects.exists()
    assert inbox == []


@pytest.mark.parametrize("missing", ALL)
def test_one_act_beyond_its_trust_waits_and_is_told(
    cast: Cast, set_up: SetUp, folder: Path, inbox: list[EmailMessage], missing: str
) -> None:
    (folder / "parents.csv").write_text(NEW + "P-1,Kari,Newname,kari@example.org,\n")
    made = run(set_up(trusted=tuple(act for act in ALL if act != missing)))
    assert (made.outcome, made.detail) == ("waiting", {"why": [missing]})
    assert made.roster_import is not None
    assert made.roster_import.state == "planned"
    assert ("P-50", "H-1") not in edges()
    told = inbox[0]
    assert told.to == ["anna@example.org"]
    assert f"/staff/imports/{made.roster_import.pk}/" in str(told.body)
    assert "1 new, 1 changed" in str(told.body)
    for name in ("Ada", "Kari", "Nora", "P-50", "H-1", "parents.csv"):
        assert name not in f"{told.subject}{told.body}"


def test_k06_ending_relationships_must_be_trusted_by_itself(set_up: SetUp, folder: Path) -> None:
    both = HEAD + "P-50,Ada,Berg,,H-1\nP-50,Ada,Berg,,H-2\n"
    (folder / "1.csv").write_text(both)
    source = set_up(trusted=ALL, exact=True)
    assert run(source).outcome == "applied"
    (folder / "1.csv").write_text(NEW)
    made = run(source)
    assert (made.outcome, made.detail) == ("waiting", {"why": ["remove"]})
    assert ("P-50", "H-2") in edges()
    Source.objects.filter(pk=source.pk).update(trusted=list(TrustedAct.values))
    (folder / "1.csv").write_text(NEW + "P-51,Bo,Berg,,H-1\n")
    assert run(source).outcome == "applied"
    assert ("P-50", "H-2") not in edges()


def test_a_guard_makes_the_most_trusted_source_wait(
    set_up: SetUp, folder: Path, inbox: list[EmailMessage]
) -> None:
    unknown = "".join(f"Q-{n},A,B,,Z-{n}\n" for n in range(25))
    (folder / "parents.csv").write_text(HEAD + unknown)
    made = run(set_up(trusted=tuple(TrustedAct.values)))
    assert (made.outcome, made.detail) == ("waiting", {"why": ["guard"]})
    assert not Person.objects.filter(sync_key="Q-1").exists()
    assert len(inbox) == 1


def test_k12_passwords_of_people_who_are_here_are_never_replaced_unattended(
    cast: Cast, set_up: SetUp, folder: Path
) -> None:
    source = set_up(trusted=tuple(TrustedAct.values))
    Source.objects.filter(pk=source.pk).update(options=source.options | {"reset_passwords": True})
    (folder / "1.csv").write_text(
        "SyncID,First name,Last name,Password\nP-1,Kari,Berg,quiet lantern over water\n"
    )
    assert run(source).detail == {"why": ["passwords"]}


def test_k15_a_block_is_not_passed_and_stops_nothing_else(
    cast: Cast, set_up: SetUp, folder: Path, office: Actor
) -> None:
    from kinkeeper.families.block import block  # noqa: PLC0415

    block(office, cast.kari, cast.theo, reason="court order")
    (folder / "1.csv").write_text(NEW + "P-1,Kari,Berg,,L-1\n")
    assert run(set_up(trusted=ALL)).outcome == "applied"
    assert ("P-1", "L-1") not in edges()


def test_k26_what_is_proposed_gives_no_access(set_up: SetUp, folder: Path) -> None:
    (folder / "1.csv").write_text(
        "SyncID,First name,Last name,ChildID,Parental responsibility\nP-50,Ada,Berg,H-1,no\n"
    )
    assert run(set_up(trusted=ALL)).outcome == "applied"
    assert ("P-50", "H-1") not in edges()


def test_k26_a_column_about_rights_that_is_not_read_waits_for_a_person(
    set_up: SetUp, folder: Path
) -> None:
    """It may say no; unread it would be taken for a yes. Once it is read, or gone, all is well."""
    head = HEAD.strip()
    (folder / "1.csv").write_text(f"{head},Has legal custody\nP-50,Ada,Berg,,H-1,No\n")
    source = set_up(trusted=tuple(TrustedAct.values))
    made = run(source)
    assert (made.outcome, made.detail) == ("waiting", {"why": ["rights"]})
    assert ("P-50", "H-1") not in edges()
    assert "skip a column" in said(made, running=False)
    (folder / "1.csv").write_text(
        f"{head},Has legal custody\nP-1,Kari,Berg,new@example.org,H-1,No\n"
    )
    assert run(source).outcome == "waiting"  # it may take away from whom it names
    mapping = {"Has legal custody": "responsibility"}
    Source.objects.filter(pk=source.pk).update(options=source.options | {"mapping": mapping})
    (folder / "1.csv").write_text(f"{head},Has legal custody\nP-50,Ada,Berg,,H-1,No\n")
    assert run(source).outcome == "applied"
    assert ("P-50", "H-1") not in edges()  # proposed


def test_k13_after_an_undo_the_next_file_waits_until_a_person_has_looked(
    cast: Cast, set_up: SetUp, folder: Path, office: Actor
) -> None:
    (folder / "1.csv").write_text(NEW)
    source = set_up(trusted=ALL)
    first = run(source).roster_import
    assert first is not None
    undone(first)
    again = run(source)
    assert (again.outcome, again.code) == ("unchanged", "put-away")
    (folder / "1.csv").write_text(NEW + "P-51,Bo,Berg,,H-2\n")
    made = run(source)
    assert (made.outcome, made.detail) == ("waiting", {"why": ["taken-back"]})
    assert made.roster_import is not None
    discard(office, made.roster_import)
    (folder / "1.csv").write_text(NEW + "P-53,Di,Berg,,H-2\n")
    made = run(source)
    assert (made.outcome, made.detail) == ("waiting", {"why": ["taken-back"]})
    assert made.roster_import is not None
    apply(made.roster_import, office)
    (folder / "1.csv").write_text(NEW + "P-52,Cy,Berg,,H-2\n")
    assert run(source).outcome == "applied"


def test_a_source_that_stays_broken_tells_once(
    set_up: SetUp, folder: Path, inbox: list[EmailMessage]
) -> None:
    (folder / "1.csv").write_bytes(b"%PDF-1.7 no roster at all")
    source = set_up(trusted=ALL)
    assert [run(source).code for _night in range(3)] == ["file", "file-again", "file-again"]
    assert len(inbox) == 1
    assert Import.objects.count() == 1
    assert run(source, by_hand=True).code == "file"
    Source.objects.filter(pk=source.pk).update(address="/nowhere/")
    assert [run(source).code for _night in range(3)] == ["folder-not-allowed"] * 3
    assert len(inbox) == 3


def test_an_owner_without_an_address_is_not_told_and_the_page_does_not_say_so(
    cast: Cast, set_up: SetUp, folder: Path, inbox: list[EmailMessage]
) -> None:
    (folder / "1.csv").write_text(NEW)
    Person.objects.all().update(email="")
    source = set_up()
    Person.objects.all().update(email="")
    assert run(source).told_at is None
    assert inbox == []


def test_a_mail_server_that_takes_nothing_stops_no_run(
    cast: Cast, set_up: SetUp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_all: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    (folder / "1.csv").write_text(NEW)
    made = run(set_up())
    assert (made.outcome, made.told_at) == ("waiting", None)


def test_without_an_owner_the_system_administrators_are_told(
    cast: Cast, set_up: SetUp, folder: Path, inbox: list[EmailMessage]
) -> None:
    (folder / "1.csv").write_text(NEW)
    person("other.admin", "system-administrator", email="other@example.org")
    source = set_up(by=None)
    assert source.owner_id is None
    made = run(source)
    assert made.outcome == "waiting"
    assert [told.to for told in inbox] == [["anna@example.org"], ["other@example.org"]]
