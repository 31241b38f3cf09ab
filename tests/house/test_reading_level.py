"""R-097: a parent who reads little can read it: short sentences of short words."""

import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
TEMPLATES = [
    *(PACKAGE / "web/templates").glob("parents/**/*.html"),
    *(PACKAGE / "web/templates").glob("pupils/**/*.html"),
    *(PACKAGE / "web/templates").glob("entry/**/*.html"),
    *(PACKAGE / "letters/templates").rglob("*.txt"),
    *(PACKAGE / "notifications/templates").rglob("*.txt"),
]
SAID = re.compile(
    r'{%-?\s*translate\s+"(?P<one>[^"]+)"|'
    r"{%-?\s*blocktranslate[^%]*%}(?P<many>.*?){%-?\s*endblocktranslate",
    re.S,
)
# A sentence ends there, and so does a line of a list or a paragraph.
END = re.compile(r"(?<=[.!?:])\s+|\n\s*\n|{%\s*plural\s*%}")
LONGEST, USUAL, LONG_WORD = 25, 8, 14


def sentences() -> Iterator[tuple[str, list[str]]]:
    for file in TEMPLATES:
        for found in SAID.finditer(file.read_text(encoding="utf-8")):
            for sentence in END.split(found["one"] or found["many"]):
                words = re.sub(r"{{[^}]*}}", "X", sentence).split()
                if words:
                    yield file.name, words


def test_r_097_no_sentence_for_parents_is_long() -> None:
    long = {" ".join(words): file for file, words in sentences() if len(words) > LONGEST}
    assert long == {}


def test_r_097_sentences_for_parents_are_short_and_of_short_words() -> None:
    found = [words for _file, words in sentences() if len(words) > 1]
    assert len(found) > 300  # else nothing was read
    assert sum(map(len, found)) / len(found) <= USUAL
    words = [word for each in found for word in each if word.isalpha()]
    assert sum(len(word) >= LONG_WORD for word in words) / len(words) < 0.002
