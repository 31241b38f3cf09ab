"""What the scan for secrets finds; `bin/check` runs it over the repository."""

import base64
from pathlib import Path

import pytest

from tests.house.secrets_scan import found, found_in

BODY = base64.b64encode(bytes(range(150))).decode()


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN EC PRIVATE KEY" + f"-----\n{BODY}",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 18,
        "postgresql://kinkeeper:" + "hunter22@db.internal.school.no/kinkeeper",
        "KINKEEPER_SECRET_KEY" + f'="{BODY[:50]}"',
        "eyJ" + "a" * 30 + ".eyJ" + "b" * 30 + "." + "c" * 30,
    ],
)
def test_r_073_a_secret_would_be_found(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"first line\n{text}\n")
    [told] = found([file])
    assert told.startswith(f"{file}:2 looks like ")
    assert text[-20:] not in told


def test_what_is_written_for_readers_is_none() -> None:
    for text in (
        "postgresql://user:password@host:5432/name",
        "smtp://office:secret@mail.x.example:587",
    ):
        assert not list(found_in(text))
