"""A real site with its worker, and a real browser."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests import sites
from tests.commands import Kinkeeper

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Site:
    """A served site: its address, and its command line."""

    address: str
    kinkeeper: Kinkeeper


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(address: str, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except OSError:
            assert time.monotonic() < deadline, f"{address} is not answering"
            time.sleep(0.1)
        else:
            return


def processes_of(home: Path) -> list[int]:
    """Everything that still works for this data folder."""
    mark = f"KINKEEPER_HOME={home}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in environment:
                found.append(int(folder.name))
    return found


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty site with parent login on and one administrator, who signs in by a password."""
    with served(tmp_path_factory.mktemp("site"), "127.0.0.1", "staff_second_factor=off") as made:
        yield made


@contextmanager
def served(home: Path, host: str, *settings: str) -> Iterator[Site]:
    """A site at this host with parent login on and one administrator, anna."""
    kinkeeper = sites.start(home)
    kinkeeper("settings", "set", "parent_login=on", "site_name=Hillside School", *settings)
    anna = ("admin", "create", "anna", "--profile", "system-administrator", "--password-stdin")
    assert kinkeeper(*anna, stdin="quiet lantern over the lake\n").code == 0
    port = free_port()
    address = f"http://{host}:{port}"
    named = {"KINKEEPER_URL": address} if host != "127.0.0.1" else {}
    running = [
        kinkeeper.start(
            "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-worker", **named
        ),
        kinkeeper.start("worker", **named),
    ]
    answers(address)
    yield Site(address, kinkeeper)
    for process in running:
        stop(process)
    sites.stop(home)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Playwright keeps an event loop running while it is there: nothing may ask Django's database
    meanwhile."""
    found = subprocess.run([ROOT / "bin/browser"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        message = f"no browser here: {found.stderr.strip()[-200:]}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    path = found.stdout.strip().splitlines()[-1]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: the tests of other modules need their own loop."""
    with chromium() as opened:
        yield opened


def follow(page: Page, control: Locator) -> None:
    """Clicks, and waits for the page that comes of it: a click alone returns before it is there."""
    with page.expect_navigation():
        control.click()


def accessible(page: Page) -> None:
    """axe finds nothing, and the page is no wider than its window."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
    assert told == [], f"{page.url}: {told}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
