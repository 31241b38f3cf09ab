"""A second account of somebody who is here already."""

import pytest

from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, connected, person


@pytest.fixture
def twin(cast: Cast) -> Person:
    """Kari's second account: connected to Elias as she is, and to Mila."""
    twin = person(
        "kari.berg2", Profile.PARENT, cast.lakeside, given_name="Kari", family_name="Berg",
        sync_key="X-1", phone="555 01 23",
    )  # fmt: skip
    connected(twin, cast.elias)
    connected(twin, cast.mila)
    return twin
