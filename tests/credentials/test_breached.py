"""A site's own list of breached passwords, as it is downloaded: looked up offline."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kinkeeper.credentials import breached
from kinkeeper.credentials.passwords import NotCommon

LEAKED = "correct horse battery staple"
END = b"\r\n"


def digest(password: str) -> bytes:
    return hashlib.sha1(password.encode()).hexdigest().upper().encode()


def kept(folder: Path, passwords: list[str]) -> Path:
    file = folder / "breached.txt"
    file.write_bytes(b"".join(line + b":7" + END for line in sorted(map(digest, passwords))))
    return file


def test_r_005_a_breached_password_is_refused_where_the_site_keeps_a_list(
    settings: Settings, tmp_path: Path
) -> None:
    NotCommon().validate(LEAKED)
    settings.BREACHED_PASSWORDS = kept(tmp_path, [LEAKED, "another leaked sentence"])
    with pytest.raises(ValidationError) as refused:
        NotCommon().validate(LEAKED)
    assert refused.value.code == "password-common"
    NotCommon().validate("quiet lantern over the lake")


@given(st.lists(st.integers(0, 400), unique=True, max_size=60), st.integers(0, 400))
def test_law_what_stands_in_the_list_is_found_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], one: int
) -> None:
    file = kept(tmp_path_factory.mktemp("list"), [str(number) for number in numbers])
    assert breached.has(file, digest(str(one))) == (one in numbers)


def test_r_005_a_list_that_cannot_be_read_any_more_keeps_no_one_out(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for gone in (tmp_path, tmp_path / "gone.txt"):
        settings.BREACHED_PASSWORDS = gone
        NotCommon().validate("quiet lantern over the lake")
    assert caplog.text.count("cannot be read") == 2
