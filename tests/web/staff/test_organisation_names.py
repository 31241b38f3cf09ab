"""Organisations as forms name them."""

import pytest

from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_a_form_names_the_organisation_that_was_nearly_meant(cast: Cast, signed_in: As) -> None:
    new = {"given_name": "Ida", "profile": "pupil", "organisation": "hillside/5a"}
    answer = signed_in(cast.henry).post("/staff/people/add/", new)
    assert "Did you mean Hillside/5A?" in answer.content.decode()
    outside = signed_in(cast.lara).post("/staff/people/add/", new).content.decode()
    assert "There is no organisation hillside/5a." in outside
    assert "Hillside/5A" not in outside
