"""Templates that a person can read."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
LONGEST = 120


def test_no_line_of_a_page_is_too_long_to_read() -> None:
    """Pages and the HTML of mails; in a mail's plain text a line is a paragraph."""
    found = [
        f"{file.relative_to(PACKAGE)}:{number} has {len(line)} characters"
        for file in sorted(PACKAGE.rglob("*.html"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert found == []


def test_no_tag_is_broken_over_two_lines() -> None:
    """Django shows such a tag as it stands, instead of what it means."""
    broken = re.compile(r"\{%[^%]*\n[^%]*%\}|\{\{[^}]*\n[^}]*\}\}")
    found = {
        str(file.relative_to(PACKAGE)): tags
        for kind in ("*.html", "*.txt")
        for file in sorted(PACKAGE.rglob(kind))
        if (tags := broken.findall(file.read_text("utf-8")))
    }
    assert found == {}
