"""Templates that a person can read."""

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
