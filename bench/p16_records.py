"""P16: a whole school with a year of records, for the first time, again, and one night later.

Against the bare pipeline in the same run, which brings in the records alone, without people.
"""

import sys

from bench import school_year
from bench.measure import Line, Run, median, process, run, site

# Of so many rows that another bench takes, a pupil; and how many times as many for the memory.
SHARE, TIMES = 100, 10
SECONDS, NIGHT, MEGABYTES = 60, 5, 1536
EVERYTHING = ("--about", "everything")


def lines(count: int, rounds: int) -> list[Line]:
    pupils = max(count // SHARE, 50)
    first: list[Run] = []
    again: list[Run] = []
    nights: list[Run] = []
    bare: list[Run] = []
    empty: list[Run] = []
    for _round in range(rounds):
        with site() as home:
            folder = school_year.folder(home, pupils)
            night = [
                school_year.changed(folder / "results.csv", "comment", 0.01),
                school_year.changed(folder / "attendance.csv", "reason", 0.01),
            ]
            empty.append(run(home, "settings", "show"))
            first.append(run(home, "import", "run", str(folder), *EVERYTHING))
            again.append(run(home, "import", "plan", str(folder), *EVERYTHING))
            nights.append(run(home, "import", "run", *map(str, night), "--about", "records"))
            bare.append(process([sys.executable, "-m", "bench.bare_records", str(folder)], home))
    with site() as home:
        folder = school_year.folder(home, pupils * TIMES)
        large = run(home, "import", "run", str(folder), *EVERYTHING)
    start, whole = median(empty), median(first)
    return [
        Line("P16", f"{pupils:,} pupils with a year of records: plan + apply",
             [each.seconds for each in first], whole / SECONDS, 1, f"of {SECONDS} s"),
        Line("P16", "the same, against the bare pipeline", [each.seconds for each in first],
             (whole - start) / median(bare), 3.0, f"bare {median(bare):.2f} s; an empty command "
             f"{start:.2f} s"),
        Line("P16", "the same files again, against the first time",
             [each.seconds for each in again], (median(again) - start) / (whole - start), 1 / 3,
             "empty commands taken off"),
        Line("P16", "results and attendance, 1 % changed: plan + apply",
             [each.seconds for each in nights], median(nights) / NIGHT, 1, f"of {NIGHT} s"),
        Line("P16", f"{pupils * TIMES:,} pupils: peak memory of the process", [large.seconds],
             large.megabytes / MEGABYTES, 1, f"{large.megabytes:,.0f} MB of {MEGABYTES:,}"),
    ]  # fmt: skip
