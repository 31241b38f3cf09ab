"""No text of a page, a mail or a refusal is outside the catalogue that languages are made of."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
# The command line speaks English, the core marks its texts, the demo's school has its own words.
ELSEWHERE = {"cli", "roster", "demo", "embedded", "lib", "migrations"}
# For whoever runs the machine, in a terminal or a log.
OPERATORS = {
    "organisations/restore_hold.py",
    "settings.py",
    "web/entry/monitoring.py",
    "web/middleware.py",
    "access/checks.py",
    "letters/checks.py",
    "letters/typeset.py",
}
TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "marked"}
SENTENCE = re.compile(r"[A-Z“][^\n]* [^\n]* [^\n]*[.?!]")
# Blocks whose text is translated, or is a class and no text.
TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% comment.*?endcomment %}"
    r"|{% block width %}.*?{% endblock %}",
    re.S,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<(style|script|code).*?</\1>", re.S)
NAME = "Kinkeeper"
SPOKEN = re.compile(r'\b(?:aria-label|alt|title|placeholder|summary)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")


def modules() -> list[Path]:
    found = sorted(PACKAGE.rglob("*.py"))
    return [
        each
        for each in found
        if not ELSEWHERE & set(each.relative_to(PACKAGE).parts)
        and str(each.relative_to(PACKAGE)) not in OPERATORS
    ]


def sentences(code: str) -> list[str]:
    """Sentences in a module that no call translates; docstrings are none."""
    tree = ast.parse(code)
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else ""
            if name in TRANSLATES:
                known |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in known
        and SENTENCE.fullmatch(node.value)
    ]


def words(template: str) -> list[str]:
    """Words in a template that stand outside translated blocks."""
    text = TAGS.sub("", TRANSLATED.sub("", template))
    spoken = " ".join(SPOKEN.findall(text))
    shown = re.sub(r"<[^>]*>|&\w+;", " ", text)
    return [each for each in WORD.findall(f"{shown} {spoken}") if each != NAME]


def test_no_sentence_of_a_module_is_outside_the_catalogue() -> None:
    found = {str(each.relative_to(PACKAGE)): sentences(each.read_text()) for each in modules()}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("kind", ["*.html", "*.txt"])
def test_no_word_of_a_template_is_outside_the_catalogue(kind: str) -> None:
    files = [each for each in sorted(PACKAGE.rglob(kind)) if "templates" in each.parts]
    assert files
    found = {str(each.relative_to(PACKAGE)): words(each.read_text()) for each in files}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_what_is_outside_would_be_found() -> None:
    assert sentences('raise Refusal("You may not do this.")') == ["You may not do this."]
    assert sentences('raise Refusal(_("You may not do this."))') == []
    assert words("<p>{{ name }} waits</p>") == ["waits"]
    assert words('<a aria-label="Close">{% translate "x" %}</a>') == ["Close"]
    assert words("<p>{% blocktranslate %}Wait{% endblocktranslate %}</p>") == []
