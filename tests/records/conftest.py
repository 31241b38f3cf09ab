"""The district, for tests of records."""

import pytest

from tests.records import school


@pytest.fixture
def district(db: None) -> None:
    """Its people; no records yet."""
    school.people()
