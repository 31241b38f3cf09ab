"""Somebody whose address is her own."""

import pytest
from django.utils import timezone

from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast


@pytest.fixture
def kari(cast: Cast) -> Person:
    """Somebody who has signed in, and chose the password."""
    person = cast.kari
    person.set_password(PASSWORD)
    person.last_login = timezone.now()
    person.save()
    return person
