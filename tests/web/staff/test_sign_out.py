"""R-034: the office signs somebody out on every device."""

import pytest

from kinkeeper.access.models import SessionOwner
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership
from kinkeeper.registry.protect import protect
from tests.cast import Cast, connected
from tests.sessions import browser, opens

pytestmark = pytest.mark.django_db


def test_r_034_k17_the_office_ends_the_sessions_of_a_person(cast: Cast) -> None:
    phone, tablet, stranger = browser(cast.kari), browser(cast.kari), browser(cast.stranger)
    office = browser(cast.henry)
    page = f"/staff/people/{cast.kari.pk}/"
    assert b"Sign out everywhere" in office.get(page).content
    assert office.get(f"{page}sign-out/").status_code == 405
    assert office.post(f"{page}sign-out/").headers["Location"] == page
    assert "is signed out everywhere" in office.get(page).content.decode()
    assert not opens(phone)
    assert not opens(tablet)
    assert [opens(stranger), opens(office)] == [True, True]
    line = Entry.objects.get(action="session.ended-for")
    assert (line.actor_id, line.person_id) == (cast.henry.pk, cast.kari.pk)
    assert line.data == {"count": 2}
    browser(cast.kari)  # the password is as it was


def test_k14_whom_an_office_does_not_reach_it_does_not_sign_out(cast: Cast) -> None:
    connected(cast.henry, cast.theo)
    office = browser(cast.henry)
    for person in (cast.stranger, cast.admin, cast.lara):
        client = browser(person)
        answer = office.post(f"/staff/people/{person.pk}/sign-out/")
        assert answer.status_code == 404
        assert opens(client)
    assert browser(cast.maria).post(f"/staff/people/{cast.kari.pk}/sign-out/").status_code == 404


def test_acc_14_nobody_signs_out_the_own_family_at_work(cast: Cast) -> None:
    connected(cast.henry, cast.nora)
    other = browser(cast.kari)
    office = browser(cast.henry)
    assert office.post(f"/staff/people/{cast.kari.pk}/sign-out/").status_code == 403
    assert opens(other)


def test_k28_who_is_not_named_does_not_sign_out_the_protected(cast: Cast, office: Actor) -> None:
    client = browser(cast.nora)
    protect(office, cast.nora, reason="an order", reach=WHOLE_SITE)
    assert browser(cast.henry).post(f"/staff/people/{cast.nora.pk}/sign-out/").status_code == 404
    assert opens(client)


def test_r_034_it_needs_no_release_of_another_office(cast: Cast) -> None:
    """A lost phone cannot wait for one, and nothing is opened (K38)."""
    Membership.objects.create(person=cast.kari, organisation=cast.lakeside)
    client = browser(cast.kari)
    browser(cast.henry).post(f"/staff/people/{cast.kari.pk}/sign-out/")
    assert not opens(client)
    assert not SessionOwner.objects.filter(person=cast.kari).exists()
