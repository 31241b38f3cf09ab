"""What a plan says around its rows: where people go, and that a file connects nobody."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "SyncID,First name,Last name,Organisation,ChildID\n"
NOBODY = "connects no parent with a child"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def page_of(client: Client, plan: int) -> str:
    return client.get(f"/staff/imports/{plan}/").content.decode()


def test_a_file_of_parents_that_connects_nobody_says_so(anna: Client) -> None:
    page = page_of(anna, planned("SyncID,First name,Last name\nP-5,Ada,Lie\n").pk)
    assert NOBODY in page
    assert '<button class="ds-button" data-variant="secondary">' in page
    for child in ("H-1", "nobody-yet"):
        plan = planned(f"SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,{child}\n")
        assert NOBODY not in page_of(anna, plan.pk)
    pupils = planned("SyncID,First name,Last name\nN-1,Mia,Lie\n", profile="pupil")
    assert NOBODY not in page_of(anna, pupils.pk)


def test_a_plan_names_its_organisation_and_those_it_would_make(anna: Client) -> None:
    plan = planned(HEAD + "P-5,Ada,Lie,Hillside/9Z,H-1\nP-6,Ida,Moe,Northside,H-1\n")
    assert plan.counts["new_organisations"] == ["Hillside/9Z", "Northside"]
    page = page_of(anna, plan.pk)
    assert "this plan makes them: Hillside/9Z, Northside" in page
    known = planned(HEAD + "P-5,Ada,Lie,,H-1\n", organisation="Hillside")
    assert known.counts["new_organisations"] == []
    assert "Organisation: Hillside" in page_of(anna, known.pk)
