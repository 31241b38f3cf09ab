"""P6: two hundred rows through the pages, from the columns to the preview."""

import time
from statistics import median

from bench import rosters
from bench.measure import Line, run, site
from bench.served import process, served
from bench.visitor import Visitor

ROWS = 200
PASSWORD = "quiet lantern over the lake"  # of a site that lives for a minute
ADMIN = ("admin", "create", "anna", "--profile", "system-administrator", "--password-stdin")


def lines(count: int, rounds: int) -> list[Line]:
    waits: list[float] = []
    requests: list[float] = []
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        run(home, "import", "run", str(rosters.parents(home, count)), "--profile", "parent")
        run(home, *ADMIN, stdin=f"{PASSWORD}\n")
        file = rosters.parents(home, ROWS * 20 // 27).read_bytes()
        with served(home) as address, process(home, "worker"):
            visitor = Visitor(address)
            visitor.get("/sign-in/")
            visitor.send(username="anna", password=PASSWORD)
            for _round in range(max(rounds, 3) + 1):
                waited, asked = _once(visitor, file)
                waits.append(waited)
                requests.append(asked)
    waits, requests = waits[1:], requests[1:]  # the first warms the processes up
    work = [waited - asked for waited, asked in zip(waits, requests, strict=True)]
    return [
        Line("P6", f"{ROWS} rows in a site of {count:,}: from the columns to the preview", waits,
             median(work), 1, f"of it the requests themselves {median(requests):.2f} s")
    ]  # fmt: skip


def _once(visitor: Visitor, file: bytes) -> tuple[float, float]:
    """Seconds until the plan is on the page, and seconds of the two requests it takes at least."""
    visitor.get("/staff/imports/new/")
    visitor.send_file("parents.csv", file, profile="parent")
    start = time.perf_counter()
    visitor.send()
    asked = time.perf_counter() - start
    place = visitor.where
    while "http-equiv" in visitor.page or "progress" in visitor.page:
        time.sleep(0.02)
        visitor.get(place.removeprefix(visitor.site))
    waited = time.perf_counter() - start
    begin = time.perf_counter()
    visitor.get(place.removeprefix(visitor.site))
    return waited, asked + time.perf_counter() - begin
