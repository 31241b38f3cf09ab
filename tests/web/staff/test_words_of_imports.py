"""The pages around an import say what is true of it: nothing is done before it is applied."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.importing import imported, planned
from tests.web.conftest import As
from tests.web.staff.test_columns_kept import NAMED, words
from tests.web.staff.test_staff import upload

pytestmark = pytest.mark.django_db(transaction=True)
FILE = "SyncID,First name,Last name,ChildID\nP-7,Una,Ek,H-1\n"
LIST = "/staff/imports/"
TWICE = "This plan has already been applied. It was not applied twice."
DONE, PLANNED = "1 new, 0 changed, 1 connected", "would add 1, change 0, connect 1"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def test_only_an_applied_import_has_done_something(anna: Client) -> None:
    plan = planned(FILE)
    page = words(anna, LIST)
    assert PLANNED in page
    assert DONE not in page
    anna.post(f"{LIST}{plan.pk}/discard/")
    assert "nothing was changed" in words(anna, LIST)
    imported(FILE)
    assert DONE in words(anna, LIST)


def test_an_empty_list_says_whether_there_may_be_others(
    cast: Cast, anna: Client, signed_in: As
) -> None:
    page = words(anna, LIST)
    assert "No file has been imported yet" in page
    assert "are not listed here" not in page
    office = words(signed_in(cast.henry), LIST)
    assert "No import that you can see" in office
    assert "are not listed here" in office


def test_a_plan_is_not_applied_twice_and_the_page_says_so(anna: Client) -> None:
    done, gone = imported(FILE), planned(FILE)
    anna.post(f"{LIST}{gone.pk}/discard/")
    for plan, said in ((done, TWICE), (gone, "There is no longer a plan to apply.")):
        answer = anna.post(f"{LIST}{plan.pk}/apply/", follow=True).content.decode()
        assert said in answer
        assert "see below" not in answer


@pytest.mark.parametrize("profile", ["pupil", "parent"])
def test_the_upload_page_offers_the_sample_of_the_profile(anna: Client, profile: str) -> None:
    page = words(anna, f"{LIST}new/?profile={profile}")
    assert f"/staff/imports/sample/{profile}.csv" in page
    assert page.count("/staff/imports/sample/") == 1


def test_a_single_value_is_spoken_of_in_the_singular(anna: Client) -> None:
    number = upload(anna, f"{NAMED},Kid\nP-5,Ada,Lie,H-1\n".encode())
    page = words(anna, f"{LIST}{number}/columns/")
    assert "In “Kid”, the only value is a pupil here" in page
    assert "1 of 1 is a pupil here" in page
