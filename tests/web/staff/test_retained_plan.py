"""The page of an import whose lines were let go."""

import pytest

from kinkeeper.intake import retention
from tests.cast import Cast
from tests.importing import imported
from tests.intake.test_retention import FILE, long_ago
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_it_says_why_there_are_no_rows_and_no_way_back(cast: Cast, signed_in: As) -> None:
    roster_import = imported(FILE, organisation="Hillside")
    admin, address = signed_in(cast.admin), f"/staff/imports/{roster_import.pk}/"
    assert "Undo this import" in admin.get(address).content.decode()
    long_ago(roster_import)
    retention.thin_old()
    page = admin.get(address).content.decode()
    assert "The rows of this plan were deleted on" in page
    assert "Undo this import" not in page
    for further in ("undo/", "children/"):
        assert admin.get(address + further).headers["Location"] == address
