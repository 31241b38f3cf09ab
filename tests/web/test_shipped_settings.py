"""WEB-06: what is shipped is not open, whatever somebody forgot to set."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

REAL = {
    "KINKEEPER_URL": "https://parents.school.example",
    "KINKEEPER_EMAIL_URL": "smtp://office:secret@mail.school.example:587",
}
TOLD = """
from django.conf import settings as s
print(s.DEBUG, s.SECURE, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,
      s.PASSWORD_RESET_TIMEOUT, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.DEVICE_COOKIE_NAME)
"""


def run(home: Path, *words: str, **named: str) -> subprocess.CompletedProcess[str]:
    """A process of its own with nothing set but what is named."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    given = {"KINKEEPER_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kinkeeper.settings", **named}
    return subprocess.run(
        [sys.executable, *words], env=kept | given, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip


def deployed(home: Path, **named: str) -> subprocess.CompletedProcess[str]:
    words = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    return run(home, *words, **named)


def test_r_087_web_06_with_nothing_set_the_check_for_real_use_names_each_problem(
    tmp_path: Path,
) -> None:
    found = deployed(tmp_path)
    assert found.returncode != 0
    for name in ("KINKEEPER_URL", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert name in found.stderr


def test_web_06_with_a_real_address_nothing_is_left_to_say(tmp_path: Path) -> None:
    found = deployed(tmp_path, **REAL)
    assert (found.returncode, "no issues" in found.stdout) == (0, True), found.stderr


def test_web_06_no_default_is_open(tmp_path: Path) -> None:
    said = run(tmp_path, "-c", TOLD, **REAL).stdout.split()
    assert said[:4] == ["False", "True", "True", "True"]
    assert int(said[4]) >= 31_536_000
    assert int(said[5]) <= 60 * 60
    assert all(name.startswith("__Host-") for name in said[6:])


@pytest.mark.parametrize("name", ["DEBUG", "DJANGO_DEBUG", "KINKEEPER_DEBUG"])
def test_web_06_no_variable_turns_on_what_tells_strangers_everything(
    tmp_path: Path, name: str
) -> None:
    assert run(tmp_path, "-c", TOLD, **{name: "1"}).stdout.split()[0] == "False"


def test_web_06_each_site_draws_a_secret_key_of_its_own(tmp_path: Path) -> None:
    keys = []
    for home in (tmp_path / "one", tmp_path / "two"):
        home.mkdir()
        told = "from django.conf import settings; print(settings.SECRET_KEY)"
        keys.append(run(home, "-c", told).stdout.strip())
        [file] = [each for each in home.rglob("*") if each.is_file() and "key" in each.name]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(keys)) == 2
    assert min(map(len, keys)) >= 50
