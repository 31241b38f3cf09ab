"""Which tests take long: `make test` leaves them to `make test-slow`, and `.ci/run` runs both.

The list is measured, and written by `bin/test --write-slow`: whoever adds a slow test writes it
anew, or adds a line by hand.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow.txt")
ROOT = Path(__file__).parents[1]
# Seconds for all cases of one test together. What is longer is in the list.
LONGEST = 1.0
HEADER = "# Tests that take longer than a second, all their cases together: bin/test --write-slow\n"


@cache
def listed() -> frozenset[str]:
    """Each as `tests/house/test_words.py::test_name`."""
    if not LIST.exists():
        return frozenset()
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def name_of(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def mark(item: pytest.Item) -> None:
    if name_of(item.nodeid) in listed():
        item.add_marker(pytest.mark.slow)


class Measured:
    """Adds up how long each test takes, and writes the list at the end of a run of all of them."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # what is made once for many tests is no fault of the first
        if report.when == "call":
            self.seconds[name_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        slow = sorted(name for name, seconds in self.seconds.items() if seconds > LONGEST)
        LIST.write_text(HEADER + "".join(f"{name}\n" for name in slow), "utf-8")
