"""The words of docs/words.md: on screen, in letters, on the command line and in the documents."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinkeeper.cli.every_option import every_option
from kinkeeper.cli.parser import build
from kinkeeper.roster.problems import CATALOGUE

ROOT = Path(__file__).parents[2]
MESSAGES = ROOT / "kinkeeper/locale/en/LC_MESSAGES/django.po"
# What is written -> what to write instead.
OUT = {
    r"\bways? in\b(?! every row)": "sign-in code, link",  # "in the same way in every row"
    r"\b(?:take[ns]?|took|taking)\b(?: \w+){0,3} back\b": "undo",
    r"\b(?:put|puts|goes) (?:\w+ ){0,3}(?:in|into) the trash\b": "move to the trash",
    r"\b(?:left|leaves?|leaving)\b(?: \w+){0,2} out\b": "skip",
    r"(?<![-\w/.@])mails?\b(?! server)(?![\w./-])|\bmailed\b": "e-mail",
    r"(?<!allowed )\bby (?:itself|themselves)\b": "automatically",
    r"\b(?:every|no|any)body\b|\bsomebody\b(?! else)": "everyone, no one, anyone, someone",
    r"\blets? go\b|\bthrown? away\b": "delete, discard",
    r"\bmend(?:s|ed|ing)?\b": "correct, fix",
    r"\banew\b": "again",
    r"\bwaits? for (?:a|the|that) child\b": "pending relationship",
    r"\b(?:couples?|ties?)\b": "relationship",
}
# Words that a rule or a page needs, with the reason.
ALLOWED = {
    "docs/words.md": "lists the words to avoid",
    "docs/decisions/0027-words-of-the-code.md": "says which words the code had",
}
CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<[^>]*>", re.S)


def found(text: str) -> list[str]:
    """The words to avoid in a text, each with what to write instead."""
    return [
        f"{match[0]!r}: write {instead}"
        for out, instead in OUT.items()
        for match in re.finditer(out, text, re.I)
    ]


def messages() -> Iterator[str]:
    """Every text of the catalogue, plurals too."""
    text = MESSAGES.read_text("utf-8")
    for message in re.findall(r"^msgid(?:_plural)? (.*(?:\n\".*)*)", text, re.M):
        yield "".join(ast.literal_eval(line) for line in message.splitlines())


def documents() -> list[Path]:
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    pages += sorted((ROOT / "docs").rglob("*.md"))
    return [page for page in pages if str(page.relative_to(ROOT)) not in ALLOWED]


def test_no_text_on_screen_has_a_word_to_avoid() -> None:
    assert {text: words for text in messages() if (words := found(text))} == {}


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_document_has_a_word_to_avoid(page: Path) -> None:
    lines = CODE.sub("", page.read_text("utf-8"))
    assert found(" ".join(lines.split())) == []


def test_the_command_line_has_no_word_to_avoid() -> None:
    helps = {
        f"{command.prog} {action.dest}": action.help for command, action in every_option(build())
    }
    assert {name: words for name, text in helps.items() if (words := found(text or ""))} == {}
    said = {
        f"{file.name}: {node.value}": words
        for file in (ROOT / "kinkeeper/cli").glob("*.py")
        for node in ast.walk(spoken(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if " " in node.value and (words := found(node.value))
    }
    assert said == {}


def spoken(file: Path) -> ast.Module:
    """A module without its docstrings, which nobody at a terminal reads."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            body[:] = body[1:]
    return tree


def test_no_problem_has_a_word_to_avoid() -> None:
    texts = {code: f"{each.why} {each.example}" for code, each in CATALOGUE.items()}
    assert {code: words for code, text in texts.items() if (words := found(text))} == {}


def test_a_word_to_avoid_would_be_found() -> None:
    assert found("Rows with a problem are left out, and mails go to everybody.") == [
        "'left out': write skip",
        "'mails': write e-mail",
        "'everybody': write everyone, no one, anyone, someone",
    ]
    assert (
        found("The mail server refused it; somebody else has this key. Each is allowed by itself.")
        == []
    )
