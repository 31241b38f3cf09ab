"""Each address of the product is written once, in a `urls.py`; everywhere else it has a name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.routes import routes

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
# A name is one of `audience:noun` or `audience:noun-verb`.
NAME = re.compile(r"(entry|parents|pupils|staff|demo):[a-z]+(-[a-z]+)*")


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_every_address_has_a_name_of_its_own() -> None:
    names = [each.name for each in routes()]
    assert len(names) > 80
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("ring", ["web", "letters", "sources", "restored", "organisations"])
def test_no_address_of_ours_is_written_out_in_python(ring: str) -> None:
    tops = {str(each.pattern).strip("^/") for each in get_resolver().url_patterns}
    tops |= {str(each.pattern.pattern).split("/")[0] for each in routes()}
    ours = re.compile(rf"/({'|'.join(sorted(re.escape(top) for top in tops if top))})\b")
    found = [
        f"{file.relative_to(PACKAGE)}:{line}: {text}"
        for file in PACKAGE.joinpath(ring).rglob("*.py")
        for line, text in texts(ast.parse(file.read_text("utf-8")))
        if ours.match(text)
    ]
    assert found == []


def test_no_address_of_ours_is_written_out_in_a_template() -> None:
    """djlint's D018 passes over the start page and over a file's name."""
    written = re.compile(r'(?<![\w-])(?:href|action|src|formaction)="(?=[^"{?#])[^"]*"')
    found = [
        f"{file.relative_to(PACKAGE)}: {address}"
        for file in PACKAGE.rglob("*.html")
        for address in written.findall(file.read_text("utf-8"))
    ]
    assert found == []
