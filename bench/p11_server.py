"""The product's own server, with one address more, and whoever asks it for as long as it is
measured."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ASKING = 4  # as many as the server has threads
STARTING = 60  # seconds
TICKS = os.sysconf("SC_CLK_TCK")

type Ask = tuple[str, str]  # an address, and the cookie to send


@dataclass(frozen=True)
class Server:
    port: int
    process: int

    def processor_time(self) -> float:
        """Seconds of its processes, so far."""
        return sum(_processor_time(each) for each in _family(self.process))


@contextmanager
def server() -> Iterator[Server]:
    from kinkeeper.cli.serve import granian  # noqa: PLC0415  # after the set-up

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [*granian("127.0.0.1", port, 1)[:-1], "bench.p11_server:application"]
    root = str(Path(__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": root, "KINKEEPER_DATABASE_ROLE": "web"}
    environment |= {"DJANGO_SETTINGS_MODULE": "bench.p11_settings"}
    with subprocess.Popen(command, env=environment, cwd=root) as started:
        try:
            _wait(port)
            yield Server(port, started.pid)
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(STARTING)


def requests(port: int, next_one: Callable[[], Ask], seconds: float) -> tuple[int, Sequence[bytes]]:
    """How many were answered in these seconds, and the last answer of each who asked."""
    until = time.monotonic() + seconds
    counts, answers = [0] * ASKING, [b""] * ASKING

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTING)
        while time.monotonic() < until:
            address, cookie = next_one()
            connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answers[place] = answer.read()
            assert answer.status == 200, answer.status
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=[place]) for place in range(ASKING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts), answers


def _wait(port: int) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def _family(process: int) -> list[int]:
    """It and its children."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in found for each in _family(int(child)))]


def _processor_time(process: int) -> float:
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def __getattr__(name: str) -> object:
    """The application, for the server alone: whoever measures has set Django up otherwise."""
    if name != "application":
        raise AttributeError(name)
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  # as above

    return get_wsgi_application()
