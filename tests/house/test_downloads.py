"""R-075: whatever staff download about many people is counted, so that someone is told of much."""

import ast
from pathlib import Path

from kinkeeper.journal.models import EXPORTS

STAFF = Path(__file__).parents[2] / "kinkeeper" / "web" / "staff"
# What sends a file and has no line of its own in `EXPORTS`, and why.
OTHERS = {
    "csv_file.csv_file": "what the others send",
    "sample_files.sample": "names no one",
    "breaches.report": "tells how many, and of whom nothing",
    "batches.download": "letters.pdf_batch writes the line",
}


def test_r_075_every_file_about_pupils_and_parents_is_counted() -> None:
    sends, counted = set(), set()
    for file in STAFF.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            said = ast.unparse(node)
            name = f"{file.stem}.{node.name}"
            if "csv_file(" in said or "attachment" in said:
                sends.add(name)
                if any(repr(act) in said for act in EXPORTS):
                    counted.add(name)
    assert sends - counted == OTHERS.keys(), "add its line to journal.models.EXPORTS"
    assert {"meetings.export", "absence.export"} <= counted
