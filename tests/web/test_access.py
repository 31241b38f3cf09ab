"""What the pages refuse, beside what `tests/access/test_matrix.py` asks of every address."""

import pytest

from kinkeeper.families.disconnect import disconnect
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.registry.trash import trash
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")


@pytest.mark.parametrize("odd", ["0", "-1", "1e3", "٣", "99999999999999999999", "../staff", "x"])
def test_odd_addresses_are_no_pages(cast: Cast, signed_in: As, odd: str) -> None:
    assert signed_in(cast.kari).get(f"/children/{odd}/").status_code == 404


def test_k14_no_form_reaches_another_school(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    remove = f"/staff/people/{cast.nora.pk}/remove/{cast.stranger.pk}/"
    assert client.post(remove, {"reason": "x"}).status_code == 404
    connect = f"/staff/people/{cast.nora.pk}/connect/"
    assert client.post(connect, {"other": cast.stranger.pk, "kind": "mother"}).status_code == 404


def test_k14_nobody_makes_an_administrator_of_oneself(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    values = {"given_name": "X", "family_name": "Y", "organisation": "Hillside"}
    for profile in ("system-administrator", "school-administrator"):
        answer = client.post("/staff/people/add/", values | {"profile": profile})
        assert answer.status_code == 422
    outside = values | {"profile": "parent", "organisation": "Lakeside"}
    assert client.post("/staff/people/add/", outside).status_code == 422


def test_k17_what_ends_a_relationship_ends_access_at_the_next_request(
    cast: Cast, signed_in: As
) -> None:
    client = signed_in(cast.kari)
    page = f"/children/{cast.nora.pk}/"
    assert client.get(page).status_code == 200
    disconnect(OFFICE, cast.kari, cast.nora, reason="court order")
    assert client.get(page).status_code == 404
    assert b"Nora" not in client.get("/children/").content
    trash(OFFICE, cast.kari, reach=WHOLE_SITE)
    assert client.get("/children/").status_code == 302
