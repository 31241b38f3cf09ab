"""Requests behind the wall: the test itself asks as the owner, the pages as they do in earnest."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

from kinkeeper.access.wall.roles import WEB
from kinkeeper.web.middleware import OneTransaction

# Before each request of half of all tests, so both in one statement.
AS_WEB = "SELECT set_config('role', %s, false), set_config('kinkeeper.asking', '', true)"


@contextmanager
def as_web() -> Iterator[None]:
    """In this block the connection is a page's, and nobody has asked yet."""
    before = connection.settings_dict["ROLE"]
    with connection.cursor() as cursor:
        cursor.execute(AS_WEB, [WEB])
    connection.settings_dict["ROLE"] = "web"
    try:
        yield
    finally:
        connection.settings_dict["ROLE"] = before
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def requests_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = OneTransaction.__call__

    def answer(self: OneTransaction, request: HttpRequest) -> HttpResponse:
        with as_web():
            return answered(self, request)

    monkeypatch.setattr(OneTransaction, "__call__", answer)
