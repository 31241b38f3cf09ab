"""P9: letters with QR codes, from the choice of people to one PDF, against the typesetter."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import rosters
from bench.measure import Line, Run, median, process, run, site

# Each page is another one, as in a real batch: of pages alike the typesetter sets only the first.
PEER = """
import multiprocessing, secrets, sys
from concurrent.futures import ProcessPoolExecutor
from kinkeeper.letters.typeset_piece import piece_of

def page(number):
    name = "Ada Berg%d" % number
    return {"name": name, "address": [name, "Lane %d" % number], "children": ["Zoë"],
            "username": "ada.berg%d" % number, "code": "AAAA-%04d-%04d" % divmod(number, 10000),
            "greeting": ["Dear %s, with your own account you can see the school life of " % name,
                         "Zoë", ". This letter is for you alone; it opens your account once."],
            "until": ["The code works once, until ", "1 January 2027", ". No longer."],
            "school": {"name": "S", "letterhead": "", "from": "S", "help": "",
                       "heading": "Your account at S"},
            "link": "https://parents.school.example/activate/" + secrets.token_urlsafe(32) + "/"}

def job(start, end):
    words = {"language": "en", "title": "How to sign in", "address": "Address",
             "code": "Your code", "username": "Your username",
             "scan": "Scan with your phone", "picture": "QR code with your personal link",
             "first": "Scan the square, or type the address above and then your code.",
             "second": "Choose a password of at least 15 characters.",
             "third": "From then on sign in with your username and your password."}
    sender = {"site": "S", "activate": "a.example/activate", "date": "1 May 2026", "words": words}
    return "letter.typ", [page(number) for number in range(start, end)], sender, (), False

if __name__ == "__main__":
    count = int(sys.argv[1])
    jobs = [job(start, min(start + 250, count)) for start in range(0, count, 250)]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for made in pool.map(piece_of, jobs):
            pass
"""


def lines(count: int, rounds: int) -> list[Line]:
    """`count` letters against the typesetter alone, and ten times as many against them."""
    made: list[Run] = []
    bare: list[Run] = []
    with _ready(count) as home:
        script = home / "peer.py"
        script.write_text(PEER)
        for _round in range(rounds):
            made.append(_letters(home))
            bare.append(process([sys.executable, str(script), str(count)], home))
        size = (home / "letters.pdf").stat().st_size
    with _ready(10 * count) as home:
        many = _letters(home)
    peak = max(each.megabytes for each in [*made, many])
    note = f"typesetter alone {median(bare):.2f} s; {size / count / 1000:.1f} kB a page"
    return [
        Line("P9", f"{count:,} letters", [r.seconds for r in made],
             median(made) / median(bare), 2.8, note),
        Line("P9", f"{10 * count:,} letters, against {count:,}", [many.seconds],
             many.seconds / median(made), 11.0),
        Line("P9", "letters: peak memory of any process", [many.seconds], peak / 300, 1.0,
             f"{peak:.0f} MB of 300"),
    ]  # fmt: skip


@contextmanager
def _ready(count: int) -> Iterator[Path]:
    """A site where so many parents wait for a letter."""
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        run(home, "import", "run", str(rosters.parents(home, count)), "--profile", "parent")
        yield home


def _letters(home: Path) -> Run:
    """The first time, and again with the codes of the time before replaced."""
    file = home / "letters.pdf"
    return run(home, "credentials", "issue", "--not-signed-in", "--letters", str(file))
