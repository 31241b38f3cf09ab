"""What a page, a mail or a letter shows outside the marks."""

import re
from collections.abc import Collection, Iterable
from functools import cache
from html.parser import HTMLParser

from tests.pseudo_language.catalogue import CLOSE, OPEN

SILENT = {"script", "style", "code"}  # a command is what it is in every language
SPOKEN = {"aria-label", "alt", "title", "placeholder"}
ISOLATES = re.compile(r"[\u2066-\u2069]")  # around names; nobody sees them
LETTER = re.compile(r"[^\W\d_]")


class Page(HTMLParser):
    """`texts`: the running text, and each spoken attribute by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.running: list[str] = []
        self.attributes: list[str] = []
        self.silent: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent.append(tag)
        known = {name: value or "" for name, value in attrs}
        spoken = set(SPOKEN)
        if tag == "input" and known.get("type") in {"submit", "button"}:
            spoken.add("value")
        if tag == "meta" and known.get("name") in {"description", "application-name"}:
            spoken.add("content")
        self.attributes += [known[name] for name in spoken & set(known)]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.running.append(data)


def outside(text: str) -> list[str]:
    """The parts of a text that stand outside all marks."""
    parts, depth, part = [], 0, ""
    for sign in text:
        if sign == OPEN:
            if depth == 0:
                parts.append(part)
                part = ""
            depth += 1
        elif sign == CLOSE:
            depth -= 1
        elif depth == 0:
            part += sign
    assert depth == 0, f"a mark was cut off in: {text[:2000]}"
    return [*parts, part]


@cache
def any_of(data: frozenset[str]) -> re.Pattern[str]:
    """Data are whole values: a name that is a word of English, too, takes only itself away."""
    known = sorted({each for each in data if LETTER.search(each)}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in known))


def unmarked(texts: Iterable[str], data: Collection[str]) -> set[str]:
    """What is left of the texts when marked parts and data are taken out, if it has letters."""
    value = any_of(frozenset(data))
    return {
        " ".join(part.split())
        for text in texts
        for part in outside(text)
        if LETTER.search(part) and LETTER.search(value.sub(" ", ISOLATES.sub("", part)))
    }


def of_page(html: str, data: Collection[str]) -> set[str]:
    page = Page(html)
    return unmarked(["\n".join(page.running), *page.attributes], data)
