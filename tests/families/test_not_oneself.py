"""K26, K38: nobody decides what the own account sees, and nobody undoes what lies beyond them."""

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.families.models import Question, QuestionKind
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import NewAddress, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.readings.merging import brought
from kinkeeper.registry.confirm_address import withdraw
from kinkeeper.registry.edit import edit
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.unmerge import unmerge
from tests.cast import Cast, connected

pytestmark = pytest.mark.django_db


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, "a test")


def test_nobody_merges_children_into_the_own_account(cast: Cast) -> None:
    whole = reach_of(cast.admin)
    with pytest.raises(Refusal) as caught:
        merge(by(cast.admin), cast.admin, cast.stranger, reason="x", same_person="x", reach=whole)
    assert caught.value.code == "oneself"
    with pytest.raises(Refusal):
        merge(by(cast.henry), cast.kari, cast.henry, reason="x", same_person="x", reach=whole)


def test_nobody_takes_a_merge_of_the_own_account_back(cast: Cast) -> None:
    whole = reach_of(cast.admin)
    made = merge(by(cast.admin), cast.maria, cast.kari, reason="x", same_person="x", reach=whole)
    with pytest.raises(Refusal) as caught:
        unmerge(by(cast.maria), made, reason="x", reach=whole, undone=set, brought=brought)
    assert caught.value.code == "oneself"


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """The site gave Kari, whose children are at two schools, an address; it waits for her."""
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    connected(cast.kari, cast.theo)
    person = Person.objects.get(pk=cast.kari.pk)
    edit(by(cast.admin), person, {"email": "new@example.org"}, reach=reach_of(cast.admin))
    return cast


def test_k38_an_office_withdraws_no_address_that_somebody_else_gave(waiting: Cast) -> None:
    cast = waiting
    with pytest.raises(Refusal) as caught:
        withdraw(by(cast.henry), cast.kari, reach=reach_of(cast.henry))
    assert caught.value.code == "shared-person"
    assert NewAddress.objects.exists()
    browser = Client()
    browser.force_login(cast.henry)
    page = browser.post(f"/staff/people/{cast.kari.pk}/address/withdraw/", follow=True)
    assert "It needs a release first" in page.content.decode()
    assert Question.objects.get(kind=QuestionKind.RELEASE).act == "contact"
    assert NewAddress.objects.exists()
    assert withdraw(by(cast.admin), cast.kari, reach=reach_of(cast.admin))


def test_k38_an_office_withdraws_the_address_that_it_gave_itself(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    person = Person.objects.get(pk=cast.kari.pk)
    edit(by(cast.henry), person, {"email": "new@example.org"}, reach=reach_of(cast.henry))
    connected(cast.kari, cast.theo)
    assert withdraw(by(cast.henry), cast.kari, reach=reach_of(cast.henry))
