"""Runs the benchmarks and prints one table.

python -m bench [NAME…] [--rows 100000] [--rounds 5]
"""

import argparse
import sys

from bench import (
    notifications,
    p01_import,
    p03_million,
    p05_bad_rows,
    p06_web,
    p07_passwords,
    p09_letters,
    p11_home,
    p12_search,
    p13_wall,
    p15_cold_start,
    p16_records,
    p17_first_pages,
    peer,
)
from bench.measure import HEAD, machine

ALL = {
    "import": p01_import,
    "million": p03_million,
    "bad-rows": p05_bad_rows,
    "web": p06_web,
    "passwords": p07_passwords,
    "letters": p09_letters,
    "home": p11_home,
    "search": p12_search,
    "wall": p13_wall,
    "cold-start": p15_cold_start,
    "records": p16_records,
    "first-pages": p17_first_pages,
    "notifications": notifications,
    "peer": peer,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *ALL], default=[])
    parser.add_argument(
        "--rows",
        type=int,
        default=100_000,
        help="parents; `million`, `search`: ten times as many people; letters, e-mails: a tenth",
    )
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    print(f"{machine()}, {chosen.rounds} rounds\n\n{HEAD}")
    for name, module in ALL.items():
        if chosen.names and name not in chosen.names:
            continue
        count = chosen.rows // 10 if name in ("letters", "notifications") else chosen.rows
        for line in module.lines(count, chosen.rounds):
            print(line)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
