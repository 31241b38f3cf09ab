"""A served site with its workers, for as long as a benchmark looks at it."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import PROGRAM

SECONDS = 60


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of one web process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    bind = ("--bind", f"127.0.0.1:{port}", "--no-worker")
    with process(home, "serve", *bind, address=site):
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{site}/healthz", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield site


@contextmanager
def process(home: Path, *words: str, address: str = "") -> Iterator[None]:
    environment = os.environ | {"KINKEEPER_HOME": str(home)}
    environment |= {"KINKEEPER_URL": address} if address else {}
    with subprocess.Popen(
        [PROGRAM, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as started:
        try:
            yield
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(SECONDS)
