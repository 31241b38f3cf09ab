"""P9: letters with QR codes, from the choice of people to one PDF, against the typesetter."""

import sys

from bench import rosters
from bench.measure import Line, Run, median, process, run, site

PEER = """
import sys
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
from kinkeeper.letters.piece import piece_of

def job(count):
    page = {"name": "Ada Berg", "address": ["Ada Berg", "Lane 1"], "children": ["Zoë"],
            "username": "ada.berg", "code": "AAAA-AAAA-AAAA", "until": "1 January 2027",
            "link": "https://parents.school.example/activate/" + "x" * 43 + "/"}
    sender = {"site": "S", "office": "", "activate": "a.example/activate", "date": "1 May 2026"}
    return ("letter.typ", [dict(page) for _ in range(count)], sender)

if __name__ == "__main__":
    count = int(sys.argv[1])
    jobs = [job(min(250, count - start)) for start in range(0, count, 250)]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(piece_of, jobs))
"""


def lines(count: int, rounds: int) -> list[Line]:
    made: list[Run] = []
    bare: list[Run] = []
    size = 0
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        run(home, "import", "run", str(rosters.parents(home, count)), "--profile", "parent")
        script = home / "peer.py"
        script.write_text(PEER)
        letters = home / "letters.pdf"
        for _round in range(rounds):
            made.append(
                run(home, "credentials", "issue", "--not-signed-in", "--letters", str(letters))
            )
            bare.append(process([sys.executable, str(script), str(count)], home))
        size = letters.stat().st_size
    peak = max(each.megabytes for each in made)
    note = (
        f"typesetter alone {median(bare):.2f} s; {size / count / 1000:.1f} kB a page; {peak:.0f} MB"
    )
    return [
        Line("P9", f"{count:,} letters", [r.seconds for r in made],
             median(made) / median(bare), 2.8, note)
    ]  # fmt: skip
