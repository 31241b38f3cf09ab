"""Signed-in browsers without a browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from kinkeeper.people.models import Person

As = Callable[[Person], Client]


@pytest.fixture
def signed_in() -> As:
    """A client in which this person is signed in."""

    def sign(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign


@pytest.fixture(autouse=True)
def every_request_is(behind_the_wall: None) -> None:
    """Every request here asks the database as the pages do."""
