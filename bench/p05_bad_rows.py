"""P5: bad rows of every kind, against none."""

from bench import rosters
from bench.measure import Line, Run, median, processor, run, site

SHARE = 0.08


def lines(count: int, rounds: int) -> list[Line]:
    clean: list[Run] = []
    bad: list[Run] = []
    for _round in range(rounds):
        clean.append(_both(count, 0))
        bad.append(_both(count, SHARE))
    return [
        Line("P5", f"{count:,} parents, 8 % of them bad: plan + apply", [r.seconds for r in bad],
             median(bad) / median(clean), 1.2,
             f"without {median(clean):.2f} s; of processor time "
             f"{processor(bad) / processor(clean):.2f}")
    ]  # fmt: skip


def _both(count: int, bad: float) -> Run:
    """Plan and apply."""
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        file = rosters.parents(home, count, bad=bad)
        plan = run(home, "import", "plan", str(file), "--profile", "parent")
        apply = run(home, "import", "apply", "2")
        return Run(
            plan.seconds + apply.seconds,
            max(plan.megabytes, apply.megabytes),
            processor=plan.processor + apply.processor,
        )
