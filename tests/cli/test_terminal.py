"""What somebody at a terminal meets: help, times, how far, the tab key, pages that say where."""

import io
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import Settings

from kinkeeper.cli import progress
from kinkeeper.cli.every_option import every_option
from kinkeeper.cli.main import main
from kinkeeper.cli.option_help import HELP
from kinkeeper.cli.parser import build
from kinkeeper.cli.times import as_read
from tests.commands import PROGRAM, Kinkeeper
from tests.journeys.conftest import answers, free_port, processes_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """To be put in the place of stderr by the test itself: pytest puts its own there in between."""
    monkeypatch.setattr(progress, "BETWEEN", 0.01)
    monkeypatch.setattr(progress, "FIRST", 0.05)
    return Terminal()


def waits_for(looks: list[int], many: int) -> None:
    deadline = time.monotonic() + 5
    while len(looks) < many:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_every_option_of_every_command_has_its_words() -> None:
    without = [
        f"{each.prog} {action.dest}" for each, action in every_option(build()) if not action.help
    ]
    assert without == []


def test_no_words_are_left_of_options_that_are_gone() -> None:
    known = set()
    for parser, action in every_option(build()):
        name = action.option_strings[-1] if action.option_strings else action.dest
        known |= {name, f"{parser.prog.partition(' ')[2]} {name}"}
    assert set(HELP) <= known


def test_kinkeeper_alone_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr()
    assert "credentials" in said.out
    assert said.err == ""


@pytest.mark.parametrize("half", ["import", "people", "credentials", "settings"])
def test_half_a_command_is_told_the_rest(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([half]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"usage: kinkeeper {half}" in said.err
    assert "list" in said.err or "show" in said.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_the_tab_key_is_served_without_a_site(shell: str, tmp_path: Path) -> None:
    home = tmp_path / "none"
    done = Kinkeeper(home)("completion", shell)
    assert (done.code, done.err) == (0, "")
    for word in ("after-restore", "relationships", "accept-guard"):
        assert word in done.out
    assert not home.exists()
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=done.out, text=True, check=True)
        offered = f"{done.out}\nCOMP_WORDS=(kinkeeper cred); COMP_CWORD=1\n"
        offered += '_shtab_kinkeeper kinkeeper cred kinkeeper; echo "${COMPREPLY[*]}"'
        asked = subprocess.run(
            ["bash", "--norc", "-c", offered], capture_output=True, text=True, check=True
        )
        assert asked.stdout.split() == ["credentials"]


def test_times_are_those_of_the_site_in_words(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Oslo"
    summer = datetime(2026, 8, 1, 22, 30, tzinfo=UTC).isoformat()
    assert as_read(summer) == "2 Aug 2026, 00:30"
    assert as_read("2026-08-01") == "1 Aug 2026"
    assert as_read(None) == as_read("") == "–"


@pytest.mark.django_db
def test_a_list_shows_times_as_people_read_them(
    cast: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people", "show", "user:kari.berg"]) == 0
    assert "last_sign_in: –" in capsys.readouterr().out


def test_how_far_long_work_is_stands_in_one_line(terminal: Terminal) -> None:
    looks: list[int] = []

    def look() -> progress.Far:
        looks.append(1)
        return progress.Far("Writing", 3, 10)

    with redirect_stderr(terminal), progress.shown(look):
        waits_for(looks, 3)
    assert "Writing" in terminal.getvalue()
    assert "3/10" in terminal.getvalue()


def test_quick_work_shows_nothing(terminal: Terminal) -> None:
    with redirect_stderr(terminal), progress.shown(progress.only("Writing")):
        pass
    assert terminal.getvalue() == ""


def test_a_database_that_is_away_ends_neither_line_nor_work(terminal: Terminal) -> None:
    looks: list[int] = []

    def look() -> progress.Far:
        looks.append(1)
        raise OperationalError

    with redirect_stderr(terminal), progress.shown(look):
        waits_for(looks, 3)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_work_that_fails_takes_its_line_along(
    terminal: Terminal, error: type[BaseException]
) -> None:
    looks: list[int] = []

    def look() -> progress.Far:
        looks.append(1)
        return progress.Far("Writing")

    def work() -> None:
        with redirect_stderr(terminal), progress.shown(look):
            waits_for(looks, 1)
            raise error

    with pytest.raises(error):
        work()
    seen = len(looks)
    time.sleep(0.1)
    assert len(looks) == seen


def test_elsewhere_than_at_a_terminal_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST", 0)

    def look() -> progress.Far:
        raise AssertionError("somebody has looked")

    with redirect_stderr(io.StringIO()), progress.shown(look):
        time.sleep(0.05)


type Serve = Callable[..., tuple[str, Path]]


@pytest.fixture
def serve(alone: Kinkeeper) -> Iterator[Serve]:
    """Starts `kinkeeper serve`; its address, and what it says."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> tuple[str, Path]:
        assert alone("settings", "show").code == 0
        port, said = free_port(), alone.home / "said"
        with said.open("wb") as out:
            command = [str(PROGRAM), "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
            running.append(
                subprocess.Popen([*command, *words], env=alone.environment, stdout=out, stderr=out)
            )
        answers(f"http://127.0.0.1:{port}")
        return f"http://127.0.0.1:{port}/", said

    yield start
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    deadline = time.monotonic() + 5
    while processes_of(alone.home):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def workers_of(home: Path) -> int:
    found = 0
    for pid in processes_of(home):
        try:
            found += b"procrastinate" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
    return found


def test_serve_says_where_it_is_and_runs_a_worker(serve: Serve, alone: Kinkeeper) -> None:
    address, said = serve()
    text = said.read_text()
    assert f"Pages: {address}" in text
    assert "Parent login is off" in text
    assert "KINKEEPER_URL is not set" in text
    assert workers_of(alone.home) == 1


def test_serve_without_a_worker_says_so(serve: Serve, alone: Kinkeeper) -> None:
    assert alone("settings", "set", "parent_login=on").code == 0
    _address, said = serve("--no-worker")
    assert "No worker is started here" in said.read_text()
    assert "Parent login" not in said.read_text()
    assert workers_of(alone.home) == 0
