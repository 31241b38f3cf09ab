"""The words of what is printed come from one place, as data; the templates lay them out."""

import re

import pytest

from kinkeeper.letters import words
from kinkeeper.letters.typeset_piece import TEMPLATES

# Words side by side in markup or in quotation marks.
PROSE = re.compile(
    r"""[\]\[][^\[\]#(){}]*[a-z]{2,} [a-z]{2,}|"[^"\n]*[a-z]{2,} [a-z]{2,}[^"\n]*\""""
)


@pytest.mark.parametrize("name", ["letter.typ", "list.typ"])
def test_a_template_holds_no_sentence(name: str) -> None:
    code = re.sub(r"//.*", "", (TEMPLATES / name).read_text())
    assert PROSE.findall(code) == []


def test_a_sentence_in_a_template_would_be_found() -> None:
    for code in ("text(size: 8pt)[Your way in to #sender.site]", 'alt: "a picture of it"'):
        assert PROSE.findall(code)


def test_the_greeting_names_the_children_strongly() -> None:
    before, children, after = words.greeting("Kari 100 % Berg", ["Nora", "Theo 5%"])
    assert before == ("Dear Kari 100 % Berg, with your own account you can see the school life of ")
    assert children == "Nora and Theo 5%"
    assert after == ". This letter is for you alone. It opens your account once."


def test_without_children_the_letter_names_none() -> None:
    [only, *rest] = words.greeting("Kari", [])
    assert only.startswith("Dear Kari, this letter is for you alone")
    assert rest == ["", ""]


def test_how_many_names_are_listed() -> None:
    assert [words.listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
