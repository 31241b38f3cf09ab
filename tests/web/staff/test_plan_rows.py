"""K31, K35: rows that make nobody are told on the plan's page; what is only proposed looks so."""

import pytest
from django.test import Client

from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import imported, planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID,Valid until\n"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


# A step holds its lock until its transaction ends, so here each has one of its own.
@pytest.mark.django_db(transaction=True)
def test_k31_a_row_that_has_ended_stands_on_the_plans_page(anna: Client) -> None:
    plan = planned(HEAD + "P-5,Ada,Lie,H-1,\nP-6,Ida,Moe,H-1,2020-01-01\n")
    for address in ("", "?problem=not-valid-now"):
        page = anna.get(f"/staff/imports/{plan.pk}/{address}").content.decode()
        assert "Rows that neither make nor change anyone" in page
        assert "its last day is over" in page
    page = anna.get(f"/staff/imports/{plan.pk}/?show=new").content.decode()
    assert "Rows that neither make" not in page
    other = planned(HEAD + "P-5,Ada,Lie,H-1,\n")
    assert "Rows that neither make" not in anna.get(f"/staff/imports/{other.pk}/").content.decode()


def test_k26_what_is_proposed_looks_so_on_the_persons_page(anna: Client) -> None:
    imported("SyncID,First name,Last name,ChildID,Custody\nP-5,Ada,Lie,H-1,no\n")
    ada = Person.objects.get(sync_key="P-5")
    assert "Proposed: no access yet" in anna.get(f"/staff/people/{ada.pk}/").content.decode()
    imported("SyncID,First name,Last name,ChildID,Custody\nP-6,Ida,Moe,H-1,yes\n")
    ida = Person.objects.get(sync_key="P-6")
    assert "Proposed:" not in anna.get(f"/staff/people/{ida.pk}/").content.decode()
