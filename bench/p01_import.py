"""P1, P2, P4: importing parents for the first time, again, and slightly changed.

Against the bare pipeline in the same run; the time of an empty command is taken off for P2.
"""

import sys
from pathlib import Path

from bench import rosters
from bench.measure import Line, Run, median, process, processor, run, site


def lines(count: int, rounds: int) -> list[Line]:
    first: list[Run] = []
    plans: list[Run] = []
    again: list[Run] = []
    changed: list[Run] = []
    bare: list[Run] = []
    bare_again: list[Run] = []
    bare_changed: list[Run] = []
    empty: list[Run] = []
    for _round in range(rounds):
        with site() as home:
            files = _files(home, count)
            run(home, "import", "run", str(files[0]), "--profile", "pupil")
            empty.append(run(home, "settings", "show"))
            plans.append(run(home, "import", "plan", str(files[1]), "--profile", "parent"))
            first.append(run(home, "import", "apply", "2"))
            again.append(run(home, "import", "plan", str(files[1]), "--profile", "parent"))
            changed.append(run(home, "import", "run", str(files[2]), "--profile", "parent"))
            peer = [sys.executable, "-m", "bench.bare"]
            bare.append(process([*peer, str(files[1])], home))
            bare_again.append(process([*peer, str(files[1]), "again"], home))
            bare_changed.append(process([*peer, str(files[2]), "again"], home))
    start = median(empty)
    both = [plan.seconds + apply.seconds for plan, apply in zip(plans, first, strict=True)]
    whole = sorted(both)[len(both) // 2]
    peak = max(each.megabytes for each in [*plans, *first, *again, *changed])
    idle = processor(empty)
    spent = processor(plans) + processor(first)
    return [
        Line("P1", f"{count:,} parents, plan + apply, in two commands", both,
             whole / median(bare), 2.0,
             f"bare {median(bare):.2f} s; of processor time {spent / processor(bare):.2f}; "
             f"peak {peak:.0f} MB"),
        Line("P2", "the same file again: planned", [r.seconds for r in again],
             (median(again) - start) / median(bare_again), 2.0,
             f"bare {median(bare_again):.2f} s; an empty command {start:.2f} s; of processor time "
             f"{(processor(again) - idle) / processor(bare_again):.2f}"),
        Line("P2", "1 % changed: plan + apply", [r.seconds for r in changed],
             (median(changed) - start) / median(bare_changed), 3.0,
             f"bare {median(bare_changed):.2f} s; of processor time "
             f"{(processor(changed) - idle) / processor(bare_changed):.2f}"),
        Line("P4", "plan only, of plan + apply", [r.seconds for r in plans],
             (median(plans) - start) / (whole - 2 * start), 0.4,
             "empty commands taken off; of processor time "
             f"{(processor(plans) - idle) / (spent - 2 * idle):.2f}"),
    ]  # fmt: skip


def _files(home: Path, count: int) -> tuple[Path, Path, Path]:
    return (
        rosters.pupils(home, count),
        rosters.parents(home, count),
        rosters.parents(home, count, changed=0.01),
    )
