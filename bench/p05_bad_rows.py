"""P5: bad rows of every kind, against none."""

from statistics import median

from bench import rosters
from bench.measure import Line, run, site

SHARE = 0.08


def lines(count: int, rounds: int) -> list[Line]:
    clean: list[float] = []
    bad: list[float] = []
    for _round in range(rounds):
        clean.append(_seconds(count, 0))
        bad.append(_seconds(count, SHARE))
    return [
        Line("P5", f"{count:,} parents, 8 % of them bad: plan + apply", bad,
             median(bad) / median(clean), 1.2, f"without {median(clean):.2f} s")
    ]  # fmt: skip


def _seconds(count: int, bad: float) -> float:
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        file = rosters.parents(home, count, bad=bad)
        plan = run(home, "import", "plan", str(file), "--profile", "parent")
        return plan.seconds + run(home, "import", "apply", "2").seconds
