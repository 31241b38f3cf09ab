"""Texts that break programs, in every parameter and every field there is."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages' tests

pytestmark = pytest.mark.django_db
HOSTILE = [
    "\x00", "a\x00b", "%", "_", "\\", "'; DROP TABLE x; --", "?", "🧨" * 500, "\u202e",
    "{{7*7}}", "1e400", "-1", "9" * 40,
]  # fmt: skip
ANY = "anything"  # a field that no page knows, but may take along into its links


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The fields of addresses that pages have read since the test began."""
    found: set[str] = set()
    getlist, getitem = QueryDict._getlist, QueryDict.__getitem__  # type: ignore[attr-defined]  # noqa: SLF001

    def many(self: QueryDict, key: str, *more: Any, **rest: Any) -> Any:
        found.add(key)
        return getlist(self, key, *more, **rest)

    def one(self: QueryDict, key: str) -> Any:
        found.add(key)
        return getitem(self, key)

    monkeypatch.setattr(QueryDict, "_getlist", many)
    monkeypatch.setattr(QueryDict, "__getitem__", one)
    return found


@pytest.mark.parametrize("odd", HOSTILE)
def test_web_05_no_text_in_an_address_breaks_a_page(
    cast: Cast, signed_in: As, read: set[str], odd: str
) -> None:
    """Each page is sent what it reads, one by one, and what it does not know."""
    client = signed_in(cast.admin)
    every = set()
    roster_import = planned(b"SyncID,First name,Last name\nP-5,A,B\n")
    for address in (
        "/staff/", "/staff/people/", "/staff/relationships/", "/staff/inbox/", "/staff/imports/",
        f"/staff/imports/{roster_import.pk}/", "/staff/credentials/new/", "/staff/journal/",
        f"/staff/people/{cast.nora.pk}/connect/", f"/staff/people/{cast.nora.pk}/block/",
        "/staff/imports/pupils.csv", "/staff/people/add/",
    ):  # fmt: skip
        read.clear()
        client.get(address)
        fields = sorted(read)
        every |= read
        for field in (*fields, ANY):
            assert client.get(address, {field: odd}).status_code in {200, 302, 400, 404, 422}
    assert len(every) > 12


@pytest.mark.parametrize("odd", HOSTILE)
def test_r_069_web_05_no_text_in_a_form_breaks_a_page(cast: Cast, signed_in: As, odd: str) -> None:
    client = signed_in(cast.admin)
    fine = {200, 302, 400, 404, 405, 422}
    nora = f"/staff/people/{cast.nora.pk}/"
    for address, fields in {
        "/staff/people/add/": ("profile", "given_name", "family_name", "sync_key", "username",
                               "email", "organisation", "birth_date", "language"),
        f"{nora}edit/": ("given_name", "family_name", "sync_key", "username", "email", "street",
                         "birth_date", "language", "phone"),
        f"{nora}connect/": ("other", "kind"),
        f"{nora}block/": ("other", "reason"),
        f"{nora}remove/{cast.kari.pk}/": ("reason", "block"),
        "/staff/settings/": ("site_name", "office", "letter_days"),
        "/staff/credentials/new/": ("person", "form", "organisation"),
    }.items():  # fmt: skip
        whole = dict.fromkeys(fields, odd)
        good = {"given_name": "A", "family_name": "B", "profile": "parent", "username": "free.one"}
        for each in (*[good | {field: odd} for field in fields], whole):
            assert client.post(address, each).status_code in fine
    visitor = Client()
    for address, fields in {
        "/sign-in/": ("username", "password", "next"),
        "/activate/": ("code",),
        "/forgotten/": ("name",),
    }.items():
        assert visitor.post(address, dict.fromkeys(fields, odd)).status_code in fine
