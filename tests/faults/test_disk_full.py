"""A disk fills up under each step of the main job: nothing is half-written, the state tells the
truth, one sentence says what to do, and after that the same command goes on."""

import resource
import subprocess
from pathlib import Path

import pytest

from tests.commands import PROGRAM, Done
from tests.faults.server import Site

PARENT = ("--profile", "parent", "--json")
MAIL = 2200  # bytes, nearly
LETTERS = ("credentials", "issue", "--not-signed-in", "--json")


def refused(done: Done, code: str = "database-full") -> None:
    assert done.code == 1, done
    assert done.json["error"]["code"] == code
    assert "Free some space" in done.json["error"]["message"]
    for word in ("Traceback", "secret", "lantern", "harbour"):
        assert word not in done.out + done.err


def states(site: Site) -> list[object]:
    return [row[0] for row in site.sql("SELECT state FROM intake_import ORDER BY id")]


def count(site: Site, table: str, where: str = "true") -> object:
    return site.sql(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


def test_k11_the_disk_of_the_database_is_full_at_each_step(
    site: Site, roster_import: str, child: str
) -> None:
    assert site("import", "run", child, "--profile", "pupil").code == 0
    site.breaks("intake_filepiece", "full")
    refused(site("import", "plan", roster_import, *PARENT))
    assert states(site) == ["applied"]
    site.mended()

    site.breaks("intake_plannedrelationship", "full")
    refused(site("import", "plan", roster_import, *PARENT))
    assert states(site) == ["applied", "received"]
    number = str(site.sql("SELECT max(id) FROM intake_import")[0][0])
    assert count(site, "intake_plannedperson", f"roster_import_id = {number}") == 0
    site.mended()

    site.breaks("families_relationship", "full")
    refused(site("import", "apply", number, "--json"))  # what was received is read first
    assert states(site) == ["applied", "planned"]
    assert count(site, "people_person") == 1
    site.mended()
    applied = site("import", "apply", number, "--json")
    assert (applied.code, applied.json["state"]) == (0, "applied")
    assert count(site, "people_person") == 3

    site.breaks("people_person", "full")
    refused(site("import", "undo", number, "--json"))
    assert states(site) == ["applied", "applied"]
    site.mended()
    assert site("import", "undo", number, "--json").json["state"] == "undone"
    assert count(site, "people_person") == 1


@pytest.fixture
def ready(site: Site, roster_import: str, child: str) -> Site:
    """Two parents who wait for their way in."""
    site("import", "run", child, "--profile", "pupil")
    assert site("import", "run", roster_import, *PARENT).code == 0
    site.sql("UPDATE people_person SET password = '', sealed_password = NULL")
    return site


def test_k20_letters_on_a_full_disk_issue_nothing_and_leave_no_half_file(
    ready: Site, tmp_path: Path
) -> None:
    file = tmp_path / "letters.pdf"
    file.write_bytes(b"of last year")
    ready.breaks("letters_batch", "full")
    refused(ready(*LETTERS, "--letters", str(file)))
    ready.mended()
    refused(ready(*LETTERS, "--letters", "/dev/full"), "disk-full")
    refused(limited(ready, 1000, *LETTERS, "--letters", str(file)), "disk-full")
    assert file.read_bytes() == b"of last year"
    assert [each.name for each in tmp_path.iterdir() if "letters" in each.name] == ["letters.pdf"]
    assert count(ready, "credentials_credential") == 0
    made = ready(*LETTERS, "--letters", str(file))
    assert (made.code, made.json["issued"]) == (0, 2)
    assert file.read_bytes().startswith(b"%PDF")
    assert count(ready, "credentials_credential", "state = 'issued'") == 2


def test_ops_03_k20_mails_on_a_full_disk_wait_and_go_on(ready: Site) -> None:
    mails = ready.home / "mail"
    first = limited(ready, MAIL * 3 // 2, *LETTERS, "--email")  # room for one of the two
    refused(first, "disk-full")
    assert "kinkeeper credentials go-on 1" in first.json["error"]["message"]
    assert sum(file.read_text().count("Subject:") for file in mails.iterdir()) == 1
    assert [file.read_text()[-80:] for file in mails.iterdir()] == ["-" * 79 + "\n"]
    assert count(ready, "letters_letter", "state = 'sent'") == 1
    assert count(ready, "letters_letter", "state = 'waiting'") == 1
    assert count(ready, "credentials_credential", "state = 'issued'") == 1
    assert count(ready, "credentials_credential", "state = 'sending'") == 0
    assert ready("credentials", "go-on", "1", "--json").json["issued"] == 2
    assert sum(file.read_text().count("Subject:") for file in mails.iterdir()) == 2


def limited(site: Site, most: int, *words: str) -> Done:
    """The command in a process that may make no file larger than `most` bytes: a full disk for
    whoever may not make a small one to fill."""
    done = subprocess.run(
        [str(PROGRAM), *words],
        # Python would cut the bytecode that it keeps of a module, and never notice
        env=site.environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    return Done(done.returncode, done.stdout, done.stderr)
