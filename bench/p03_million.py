"""P3, P6, P8: ten times as many, how far the database grows, the first page, and the way back.

Once at `count` and once at ten times that, in the same run: a round of the large one takes
minutes. Memory is the peak of any process, the database's own included, without what all of its
processes share.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import rosters
from bench.measure import Line, Run, process, run, site
from bench.watch import Watch
from kinkeeper.embedded.paths import DATABASE, USER, Places

PAGE = """
import sys, time
from kinkeeper.readings import plans
from kinkeeper.intake.models import Import
roster = Import.objects.get(pk=int(sys.argv[1]))
plans.page(roster, chosen=plans.BY_NAME[""])
took = []
for _time in range(20):
    start = time.perf_counter()
    plans.page(roster, chosen=plans.BY_NAME[""])
    took.append(time.perf_counter() - start)
print(sorted(took)[10])
"""
MEGABYTE = 1024 * 1024
SIZE = f"pg_database_size('{DATABASE}')"
LINES = " + ".join(
    f"pg_total_relation_size('intake_{name}')"
    for name in ("plannedperson", "plannedrelationship", "foundproblem")
)


@dataclass(frozen=True)
class Size:
    """One size's runs. Bytes: by how much the database had `grown`, what of that are the `lines`
    of plans, which go when plans are thinned, and the bare tables."""

    plan: Run
    apply: Run
    again: Run
    undo: Run
    bare: Run
    grown: int
    lines: int
    bare_bytes: int
    megabytes: float
    page: float

    @property
    def seconds(self) -> float:
        return self.plan.seconds + self.apply.seconds


def lines(count: int, _rounds: int) -> list[Line]:
    small, large = _measured(count), _measured(10 * count)
    many = f"{10 * count:,} parents"
    first, small_page = large.page, small.page
    bare_times = large.bare.seconds / small.bare.seconds
    grown, bare_grown = large.grown / MEGABYTE, large.bare_bytes / MEGABYTE
    return [
        Line("P3", f"{many}, plan + apply, against {count:,}", [large.seconds],
             large.seconds / small.seconds, 16,
             f"{small.seconds:.1f} s; bare pipeline {bare_times:.1f} times"),
        Line("P1", f"{many}, plan + apply, against the bare pipeline", [large.seconds],
             large.seconds / large.bare.seconds, 2.0, f"bare {large.bare.seconds:.1f} s"),
        Line("P3", f"{many}: peak memory of any process", [large.seconds],
             large.megabytes / 1536, 1, f"{large.megabytes:.0f} MB of 1,536"),
        Line("P3", f"{many}: growth of the database", [large.seconds],
             grown / bare_grown, 3,
             f"{grown:.0f} MB; bare rows with indexes {bare_grown:.0f} MB"),
        Line("P3", f"{many}: growth without the lines of old plans", [large.seconds],
             (large.grown - large.lines) / large.bare_bytes, 1.5,
             f"{grown - large.lines / MEGABYTE:.0f} MB"),
        Line("P2", f"{many}, the same file again", [large.again.seconds]),
        Line("P6", f"first page of the plan of {many}, against {count:,}", [first],
             first / small_page, 1.5, f"{1000 * first:.1f} and {1000 * small_page:.1f} ms"),
        Line("P8", f"undo of {count:,} parents, against their apply", [small.undo.seconds],
             small.undo.seconds / small.apply.seconds, 2, _of_apply(small)),
        Line("P8", f"undo of {many}, against their apply", [large.undo.seconds],
             large.undo.seconds / large.apply.seconds, 2, _of_apply(large)),
    ]  # fmt: skip


def _of_apply(size: Size) -> str:
    ratio = size.undo.processor / size.apply.processor
    return f"apply {size.apply.seconds:.2f} s; of processor time {ratio:.2f}"


def _measured(count: int) -> Size:
    with site() as home, Watch(home) as watch:
        pupils, parents = rosters.pupils(home, count), rosters.parents(home, count)
        run(home, "import", "run", str(pupils), "--profile", "pupil")
        before, lines_before = _asked(home, SIZE), _asked(home, LINES)
        plan = run(home, "import", "plan", str(parents), "--profile", "parent")
        apply = run(home, "import", "apply", "2")
        grown, lines = _asked(home, SIZE) - before, _asked(home, LINES) - lines_before
        page = _page(home)
        again = run(home, "import", "plan", str(parents), "--profile", "parent")
        bare = process([sys.executable, "-m", "bench.bare", str(parents)], home)
        tables = (
            "pg_total_relation_size('bare_person') + pg_total_relation_size('bare_relationship')"
        )
        bare_bytes = _asked(home, tables)
        undo = run(home, "import", "undo", "2")
        peak = max(each.megabytes for each in (plan, apply, again, undo))
    peak = max(peak, watch.megabytes)
    return Size(plan, apply, again, undo, bare, grown, lines, bare_bytes, peak, page)


def _asked(home: Path, expression: str) -> int:
    sockets = str(Places(home).sockets)
    with psycopg.connect(host=sockets, user=USER, dbname=DATABASE) as connection:
        found = connection.execute(f"SELECT {expression}").fetchone()  # our own
    return int(found[0]) if found else 0


def _page(home: Path) -> float:
    """Seconds for the first page of import 2, in a process that has done it before."""
    script = home / "page.py"
    start = "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'kinkeeper.settings'\n"
    script.write_text(f"{start}django.setup()\n{PAGE}")
    return float(process([sys.executable, str(script), "2"], home, keep=True).said)
