"""Every page that somebody can come to: by its address, by a link, or by a form sent empty."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urljoin

from django.db import transaction
from django.test import Client
from django.urls import reverse

from kinkeeper.people.models import Person

LINK = re.compile(r'href="(/[^"#]*)')
FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
ACTION = re.compile(r'\baction="([^"]*)"')
NUMBER = re.compile(r"(?<=/)\d+(?=/)")
ENOUGH = 2  # pages of one address with other numbers in it
type Look = Callable[[str, Any], None]


def kind(address: str) -> str:
    """The address without its numbers."""
    path, _mark, query = address.partition("?")
    asked = "&".join(sorted(re.sub(r"\d+", "#", each) for each in query.split("&")))
    return f"{NUMBER.sub('#', path)}?{asked}"


class Walk:
    """`look` is called with each address and its answer; `statuses` has what each address, without
    its numbers, answered."""

    def __init__(self, person: Person | None, look: Look) -> None:
        self.client = Client()
        if person is not None:
            self.client.force_login(person)
        self.look = look
        self.statuses: set[tuple[str, int]] = set()
        self.seen: Counter[str] = Counter()
        self.known: set[str] = set()

    def through(self, addresses: Sequence[str]) -> None:
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address not in self.known and self.seen[kind(address)] < ENOUGH:
                self.known.add(address)
                waiting += self.page(address)

    def page(self, address: str) -> list[str]:
        """Where it leads."""
        answer = self.client.get(address)
        self.look(address, read(answer))
        self.seen[kind(address)] += answer.status_code in {200, 405}
        self.statuses.add((kind(address).partition("?")[0], answer.status_code))
        if "Location" in answer.headers:
            return [urljoin(address, answer.headers["Location"])]
        if answer.status_code != 200 or not is_page(answer):
            return []
        html = answer.content.decode()
        for form in FORM.findall(html):
            named = ACTION.search(form)
            self.send(urljoin(address, named.group(1) if named else ""))
        links = [urljoin(address, each.replace("&amp;", "&")) for each in LINK.findall(html)]
        return [each for each in links if not each.startswith("/static/")]

    def send(self, address: str) -> None:
        """Empty, and taken back again."""
        once = f"POST {kind(address)}"
        if self.seen[once] < ENOUGH and address != reverse("entry:sign-out"):
            self.seen[once] += 1
            with transaction.atomic():
                self.look(f"POST {address}", read(self.client.post(address, follow=True)))
                transaction.set_rollback(True)


def read(answer: Any) -> Any:
    """To its end, as a browser does: what is sent piece by piece is closed then."""
    if answer.streaming:
        b"".join(answer)
    return answer


def is_page(answer: Any) -> bool:
    return "html" in answer.headers.get("Content-Type", "") and not answer.streaming
