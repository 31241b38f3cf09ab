"""The wall hides nothing that a page shows: each page is the same behind it and without it.

A question that needs more than its asker sees (does this account rest? who else is connected with
my children?) is answered too easily behind the wall, and nothing breaks: here it shows.
"""

from collections.abc import Iterator

import pytest

from tests.access.every_kind import world
from tests.access.test_matrix import PAGES, Asking, Role, address_of, roles
from tests.wall import requests_behind_it

pytestmark = pytest.mark.django_db

# What lists are asked for by: a name within reach, and a system administrator's.
WORDS = {
    "staff:people": "?q=berg",
    "staff:journal": "?about=berg&by=anna",
    "staff:inbox": "?q=lone",
    "staff:relationships": "?q=lone",
}


def differing(asks: Asking, role: Role) -> Iterator[str]:
    for name, page in PAGES.items():
        if page.told:
            address = address_of(name, role.one(page.kind)) + WORDS.get(name, "")
            # a second time, for pages say how many minutes ago something was
            if _differs(asks, address) and _differs(asks, address):
                yield name


def _differs(asks: Asking, address: str) -> bool:
    without = asks("GET", address)
    with pytest.MonkeyPatch.context() as pages:
        requests_behind_it(pages)
        return asks("GET", address) != without


def test_acc_05_every_page_is_the_same_behind_the_wall() -> None:
    known = roles(world())
    asking = {who: Asking(role.person) for who, role in known.items()}
    found = {who: list(differing(asking[who], role)) for who, role in known.items()}
    assert {who: pages for who, pages in found.items() if pages} == {}
