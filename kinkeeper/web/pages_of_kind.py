"""Records of one kind, a page at a time: which one is asked for, and where the others are."""

from collections.abc import Iterable
from typing import Protocol

from django.http import HttpRequest


class Paged(Protocol):
    @property
    def page(self) -> int: ...
    @property
    def more(self) -> bool: ...


def asked(request: HttpRequest, kinds: Iterable[str]) -> tuple[str, int]:
    """The kind, or the first of them, and the number of the page from 1; of whatever an address
    says."""
    known = list(kinds)
    kind, page = request.GET.get("kind", ""), request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1
    return kind if kind in known else known[0], max(number, 1)


def around(kind: str, found: Paged) -> dict[str, str]:
    """For `components/pages.html`; empty where there is none."""
    before = f"?kind={kind}&page={found.page - 1}" if found.page > 1 else ""
    after = f"?kind={kind}&page={found.page + 1}" if found.more else ""
    return {"before": before, "after": after}
