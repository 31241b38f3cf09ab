"""P15: cold start. `--help` in half a second; any command adds 1.5 s before its work begins."""

import tempfile
from pathlib import Path

from bench.measure import Line, median, run, site, times
from kinkeeper.embedded import server


def lines(_count: int, rounds: int) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        help_runs = times(rounds, lambda: run(Path(folder), "--help"))
    with site() as home:
        running = times(rounds, lambda: run(home, "settings", "show"))
    cold = []
    for _round in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            run(home, "migrate")
            server.wait_until_stopped(home)
            cold.append(run(home, "settings", "show"))
            server.wait_until_stopped(home)
    return [
        Line("P15", "kinkeeper --help", [r.seconds for r in help_runs],
             median(help_runs) / 0.5, 1.0, "of 0.5 s"),
        Line("P15", "any command, database running", [r.seconds for r in running],
             median(running) / 1.5, 1.0, "of 1.5 s"),
        Line("P15", "any command, database started for it", [r.seconds for r in cold],
             median(cold) / 1.5, 1.0, "of 1.5 s"),
    ]  # fmt: skip
