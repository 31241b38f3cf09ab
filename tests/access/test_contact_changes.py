"""A parent sends new contact data, and the office decides; behind the wall."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.from_home.models import ContactChange
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.contact_changes import accept, decline, mark, now, propose, withdraw
from kinkeeper.registry.refusals import Refusal
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast, person
from tests.merging import merged
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OWN, OFFICE = "/children/contact/", "/staff/contact-changes/"


def sent(parent: Person, **values: str) -> ContactChange:
    return propose(Actor(parent.pk, "a parent", "a test"), parent, values)


def seen_of(change: ContactChange) -> str:
    """As whoever looks now would send it."""
    return mark(change, Person.objects.get(pk=change.person_id))


def accepted(office: Client, change: ContactChange) -> int:
    """By the button that stands on the page now."""
    page = office.get(OFFICE).text
    form = page.partition(f"{OFFICE}{change.pk}/accept/")[2]
    seen = form.partition('name="seen" value="')[2].partition('"')[0]
    return office.post(f"{OFFICE}{change.pk}/accept/", {"seen": seen}).status_code


def test_k10_what_is_accepted_is_what_was_looked_at(cast: Cast, signed_in: As) -> None:
    """A page that was open while somebody changed something accepts nothing."""
    change = sent(cast.kari, phone="200", email="new@home.example")
    henry = signed_in(cast.henry)
    address = f"{OFFICE}{change.pk}/accept/"
    seen = seen_of(change)
    ContactChange.objects.filter(pk=change.pk).update(values={"phone": "666"})
    for sent_along in ({"seen": seen}, {"seen": ""}, {}):
        answer = henry.post(address, sent_along, follow=True)
        assert "This has changed since you opened the page" in answer.text
    ContactChange.objects.filter(pk=change.pk).update(values={"phone": "200"})
    seen = seen_of(change)
    Person.objects.filter(pk=cast.kari.pk).update(phone="300")
    assert "This has changed" in henry.post(address, {"seen": seen}, follow=True).text
    assert Person.objects.get(pk=cast.kari.pk).phone == "300"
    assert accepted(henry, change) == 302
    assert Person.objects.get(pk=cast.kari.pk).phone == "200"


def test_pc_134_what_a_parent_sends_waits_for_the_office_and_changes_nobody_else(
    cast: Cast, signed_in: As
) -> None:
    Person.objects.filter(pk__in=[cast.kari.pk, cast.jonas.pk]).update(phone="100", street="Hill 1")
    own = now(Person.objects.get(pk=cast.kari.pk))
    page = signed_in(cast.kari).post(OWN, own | {"phone": " 200 "})
    assert page.status_code == 302
    [change] = ContactChange.objects.all()
    assert (change.before, change.values) == ({"phone": "100"}, {"phone": "200"})
    assert "Your change is with the school office" in signed_in(cast.kari).get(OWN).content.decode()
    for who, seen in (
        (cast.kari, [change.pk]), (cast.henry, [change.pk]), (cast.admin, [change.pk]),
        (cast.jonas, []), (cast.maria, []), (cast.stranger, []), (cast.nora, []),
    ):  # fmt: skip
        assert asked_as(who, "SELECT id FROM from_home_contactchange") == seen, who
    henry = signed_in(cast.henry)
    office = henry.get(OFFICE).content.decode()
    assert all(word in office for word in ("Kari", "100", "200"))
    assert "1 parent has sent" in henry.get("/staff/").content.decode()
    assert accepted(henry, change) == 302
    phones = Person.objects.filter(pk__in=[cast.kari.pk, cast.jonas.pk])
    assert dict(phones.values_list("pk", "phone")) == {cast.kari.pk: "200", cast.jonas.pk: "100"}
    acts = ["contact.sent", "person.changed", "contact.accepted"]
    told = Entry.objects.filter(person_id=cast.kari.pk, action__in=acts).order_by("pk")
    assert list(told.values_list("action", "actor_id")) == [
        (acts[0], cast.kari.pk), (acts[1], cast.henry.pk), (acts[2], cast.henry.pk),
    ]  # fmt: skip
    assert "Accepted" in signed_in(cast.kari).get(OWN).content.decode()


def test_pc_134_it_is_decided_once_and_the_parent_reads_why_not(cast: Cast, signed_in: As) -> None:
    change = sent(cast.kari, phone="200")
    for who in (cast.maria, cast.lara, cast.kari):
        for act in ("accept", "decline"):
            page = signed_in(who).post(f"{OFFICE}{change.pk}/{act}/")
            assert page.status_code == 404, (who, act)
    henry = signed_in(cast.henry)
    assert henry.post(f"{OFFICE}{change.pk}/decline/", {"answer": " "}).status_code == 422
    henry.post(f"{OFFICE}{change.pk}/decline/", {"answer": "Not a number."})
    assert "Not a number." in signed_in(cast.kari).get(OWN).content.decode()
    assert signed_in(cast.kari).post(f"{OWN}withdraw/").status_code == 404
    office = Actor(cast.henry.pk, "Henry", "a test")
    late: tuple[Callable[[], None], ...] = (
        lambda: accept(office, change, WHOLE_SITE, seen=seen_of(change)),
        lambda: decline(office, change, "No."),
        lambda: withdraw(office, change),
    )
    for each in late:
        with pytest.raises(Refusal) as refused:
            each()
        assert refused.value.code == "decided"
    assert Person.objects.get(pk=cast.kari.pk).phone == cast.kari.phone


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "nothing-changed"),
        ({"phone": ""}, "nothing-changed"),
        ({"email": "a@b.example, c@d.example"}, "not-an-email"),
        ({"phone": "9" * 51}, "too-long"),
        ({"given_name": "Another", "sync_key": "K"}, "nothing-changed"),
    ],
)
def test_what_cannot_be_sent_is_refused(cast: Cast, values: dict[str, str], code: str) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(phone="")
    with pytest.raises(Refusal) as refused:
        sent(cast.kari, **values)
    assert refused.value.code == code
    assert not ContactChange.objects.exists()


def test_k38_k39_a_new_address_counts_once_it_is_confirmed_and_opens_no_other_school(
    cast: Cast, signed_in: As
) -> None:
    """Jonas is a parent of both schools: an office of one does not redirect his way in."""
    Person.objects.filter(profile="parent").update(last_login=timezone.now())
    for parent in (cast.kari, cast.jonas):
        sent(parent, email="new@home.example")
        with pytest.raises(Refusal) as refused:
            sent(parent, phone="1")
        assert refused.value.code == "waits-already"
    first, second = ContactChange.objects.order_by("pk")
    henry = signed_in(cast.henry)
    accepted(henry, first)
    kari = Person.objects.get(pk=cast.kari.pk)
    assert (kari.email, kari.stated_email) == (cast.kari.email, "new@home.example")
    accepted(henry, second)
    second.refresh_from_db()
    assert (second.state, Person.objects.get(pk=cast.jonas.pk).stated_email) == (
        "sent", cast.jonas.email,
    )  # fmt: skip


def test_pc_134_a_change_that_waits_goes_with_the_account_that_is_kept(cast: Cast) -> None:
    change = sent(cast.kari, phone="200")
    twin = person("kari.two", "parent", cast.hillside)
    merged(twin, cast.kari)
    change.refresh_from_db()
    assert change.person_id == twin.pk
    accept(Actor(cast.henry.pk, "Henry", "a test"), change, WHOLE_SITE, seen=seen_of(change))
    assert Person.objects.get(pk=twin.pk).phone == "200"


def test_of_two_changes_that_wait_the_one_of_the_kept_account_counts(cast: Cast) -> None:
    twin = person("kari.two", "parent", cast.hillside)
    kept, gone = sent(twin, phone="300"), sent(cast.kari, phone="200")
    merged(twin, cast.kari)
    states = dict(ContactChange.objects.values_list("pk", "state"))
    assert states == {kept.pk: "sent", gone.pk: "withdrawn"}
