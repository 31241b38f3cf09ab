"""ACC-14: who is staff and a parent is one of them at a time, and sees which."""

import pytest
from django.test import Client

from kinkeeper.families.disconnect import disconnect
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from tests.cast import Cast, connected
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
STAFF, PARENT = "You are here as staff", "You are here as a parent"


@pytest.fixture
def maria(cast: Cast, signed_in: As) -> Client:
    """Teaches 5A, and is the mother of Theo at the other school."""
    connected(cast.maria, cast.theo)
    return signed_in(cast.maria)


def text(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_acc_14_one_hat_at_a_time_and_the_page_says_which(cast: Cast, maria: Client) -> None:
    page = text(maria, "/")
    assert "as staff</span>" in page
    assert "Nora" in page
    page = maria.post("/hat/", {"hat": "parent"}, follow=True).content.decode()
    assert "as a parent</span>" in page
    assert "Theo" in page
    assert "Nora" not in page
    for send in (maria.get, maria.post):
        for address in ("/staff/people/", f"/staff/people/{cast.nora.pk}/", "/staff/people/9999/"):
            refused = send(address)
            assert refused.status_code == 403
            assert PARENT in refused.content.decode()
    back = {"hat": "staff", "next": f"/staff/people/{cast.nora.pk}/"}
    assert "Nora" in maria.post("/hat/", back, follow=True).content.decode()


def test_acc_14_to_open_the_own_children_is_to_be_a_parent(cast: Cast, maria: Client) -> None:
    assert text(maria, "/staff/")
    assert "Theo" in text(maria, f"/children/{cast.theo.pk}/")
    assert maria.get("/staff/").status_code == 403
    assert maria.get(f"/children/{cast.nora.pk}/").status_code == 404  # a pupil is no own child
    assert "Theo" in text(maria, "/")
    lines = Entry.objects.filter(action="session.hat").values_list("data__hat", "role")
    assert list(lines) == [("parent", "parent")]


def test_acc_14_the_journal_says_which_hat_was_worn(cast: Cast, maria: Client) -> None:
    maria.get(f"/staff/people/{cast.nora.pk}/")
    assert Entry.objects.get(action="child.viewed").role == "teacher"
    maria.get(f"/children/{cast.nora.pk}/")
    assert Entry.objects.get(action="child.view").role == "parent"


def test_a_form_of_another_tab_does_not_change_the_hat(cast: Cast, maria: Client) -> None:
    assert maria.post("/children/").status_code == 403
    assert STAFF in maria.post("/children/").content.decode()
    assert maria.get("/staff/").status_code == 200


def test_who_has_one_hat_changes_nothing(cast: Cast, signed_in: As) -> None:
    for one, home in ((cast.kari, "/children/"), (cast.henry, "/staff/"), (cast.nora, "/me/")):
        client = signed_in(one)
        for hat in ("staff", "parent", "king"):
            assert client.post("/hat/", {"hat": hat}).headers["Location"] == "/"
        assert client.get("/").headers["Location"] == home
        assert "as staff" not in text(client, "/")
    assert signed_in(cast.kari).get("/staff/").status_code == 404


def test_k17_a_hat_ends_with_the_last_child(cast: Cast, maria: Client) -> None:
    maria.post("/hat/", {"hat": "parent"})
    disconnect(Actor(None, "the office", "a test"), cast.maria, cast.theo, reason="moved")
    assert maria.get("/staff/").status_code == 200
    assert "Theo" not in text(maria, "/children/")


def test_web_02_the_switch_leads_to_our_own_pages(maria: Client) -> None:
    away = maria.post("/hat/", {"hat": "parent", "next": "//evil.example/"})
    assert away.headers["Location"] == "/"
