"""A pytest plugin: keeps each answer of each test, written so that two versions can be compared.

`bin/pages FOLDER` starts it. White space that nobody sees is no difference, and an address stands
as where it leads; times and tokens are left out, and IDs in addresses are numbered anew.
"""

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client

LEADS = {"href", "action", "formaction", "src"}
# Times of day, tokens and marks, and folders made for one run.
PASSING = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b(?=[\w-]*\d)[\w-]{20,}|kinkeeper-tests-\w+|pytest-\d+"
)
ID = re.compile(r"(?<=/)\d+(?=/)|(?<==)\d+\b|(?<=value=\")\d+(?=\")")
# White space at the edge of these is not seen.
BLOCKS = {
    "html", "head", "meta", "link", "title", "body", "header", "nav", "main", "footer", "section",
    "article", "div", "form", "fieldset", "legend", "p", "ul", "ol", "li", "dl", "dt", "dd", "h1",
    "h2", "h3", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
    "option", "datalist", "br", "hr",
}  # fmt: skip
asked = Client.request


class Lines(HTMLParser):
    """A page as lines: one for each tag, with its attributes sorted, and one for each text."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.lines, self.edge = address, [""], True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        told |= {name: urljoin(self.address, told[name]) for name in LEADS & set(told)}
        if told.get("name") == "csrfmiddlewaretoken":
            del told["value"]
        words = [f'{name}="{" ".join(value.split())}"' for name, value in sorted(told.items())]
        self.add_tag(tag, " ".join([tag, *words]))

    def handle_endtag(self, tag: str) -> None:
        self.add_tag(tag, f"/{tag}")

    def add_tag(self, tag: str, words: str) -> None:
        self.edge = tag in BLOCKS
        if self.edge:
            self.lines[-1] = self.lines[-1].rstrip()
        self.lines.append(f"<{words}>")

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        self.lines.append(text.lstrip() if self.edge else text)
        self.edge = False


def written(address: str, answer: Any) -> str:
    """The answer's first line and, of a page, all its lines."""
    leads = urljoin(address, answer.headers.get("Location", address))
    head = f"=== {answer.request['REQUEST_METHOD']} {address} {answer.status_code} {leads}"
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return head
    page = Lines(address)
    page.feed(answer.content.decode())
    return "\n".join([head, *filter(None, page.lines)])


def numbered(text: str) -> str:
    """Numbers in addresses and in the values of forms become the order of their coming."""
    order: dict[str, str] = {}
    return ID.sub(lambda found: order.setdefault(found[0], f"#{len(order)}"), text)


@pytest.fixture(autouse=True)
def _recorded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    answers: list[str] = []

    def request_and_record(self: Client, **environ: Any) -> Any:
        answer = asked(self, **environ)
        query = environ.get("QUERY_STRING", "")
        answers.append(written(environ["PATH_INFO"] + (f"?{query}" if query else ""), answer))
        return answer

    monkeypatch.setattr(Client, "request", request_and_record)
    yield
    name = re.sub(r"[^\w.]+", "-", request.node.nodeid)[:200]
    text = numbered(PASSING.sub("…", "\n".join(answers)))
    (Path(os.environ["KINKEEPER_PAGES"]) / name).write_text(f"{text}\n", encoding="utf-8")
