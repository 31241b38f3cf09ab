"""Codes and mails that went to the wrong hands, or did not go."""

import pytest
from django.test import Client

from kinkeeper.access import scopes
from kinkeeper.credentials import redeem
from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import mail_batch, pdf_batch
from kinkeeper.letters.models import Batch, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from tests.cast import PASSWORD, Cast, connected, person
from tests.letters.test_mail import Box
from tests.letters.test_mail import box as box  # a mail server
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db


def parents(cast: Cast, count: int, *, without: int = 0) -> list[Person]:
    """So many of Nora's, the last few of them without an address."""
    made = []
    for number in range(count):
        email = f"p{number}@example.org" if number < count - without else ""
        one = person(f"p{number}.moe", Profile.PARENT, cast.hillside, email=email)
        connected(one, cast.nora)
        made.append(one)
    return made


def test_pc_042_lnk_12_no_mail_of_a_parent_goes_to_a_pupil(
    cast: Cast, office: Actor, box: Box
) -> None:
    cast.elias.email = "KARI@example.org"
    cast.elias.save()
    [choice] = choose([cast.kari], by_email=True, reach=WHOLE_SITE)
    assert choice.gets_one  # a small child has no login
    cast.elias.set_password(PASSWORD)
    cast.elias.save()
    assert choose([cast.kari], by_email=True, reach=WHOLE_SITE)[0].code == "pupils-email"
    assert choose([cast.kari], by_email=False, reach=WHOLE_SITE)[0].gets_one
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    assert post_reset_mails(office, "kari.berg") == 0
    assert post_reset_mails(office, "kari@example.org") == 1  # the pupil's own
    assert ["elias.berg" in str(each) for each in box.mails] == [True]


def test_pc_087_one_refused_mail_of_twenty_costs_the_others_nothing(
    cast: Cast, office: Actor, signed_in: As, box: Box
) -> None:
    people = parents(cast, 20)
    earlier = issue_many(office, [people[6].pk], Channel.LETTER)[0]
    box.refuses.add("p6@example.org")
    henry = Actor(cast.henry.pk, "Henry", "a test")
    batch = order(henry, people, Form.EMAIL)
    mail_batch.post(batch.pk, henry)
    states = dict(batch.letters.values_list("person_id", "state"))
    assert states.pop(people[6].pk) == LetterState.FAILED
    assert set(states.values()) == {LetterState.SENT}
    assert redeem.by_token(earlier.token).state == CredentialState.ISSUED
    page = signed_in(cast.henry).get(f"/staff/credentials/{batch.pk}/").content.decode()
    assert f"form=email&amp;person={people[6].pk}" in page
    assert f"form=pages&amp;person={people[6].pk}" in page


def test_pc_090_what_was_printed_is_nowhere_a_day_later(cast: Cast) -> None:
    henry = Actor(cast.henry.pk, "Henry", "a test")
    batch = order(henry, [cast.kari], Form.PAGES)
    pdf_batch.produce(batch.pk, henry)
    Batch.objects.update(finished_at="2026-01-01T00:00Z")
    with pytest.raises(pdf_batch.Gone):
        pdf_batch.fetch(Batch.objects.get(pk=batch.pk), henry)
    assert pdf_batch.forget_old() == 1
    assert not Batch.objects.get(pk=batch.pk).parts.exists()


def test_pc_095_eighty_parents_get_eighty_mails(cast: Cast, office: Actor, box: Box) -> None:
    mail_batch.post(order(office, parents(cast, 80), Form.EMAIL).pk, office)
    assert len(box.mails) == 80
    assert len({message["To"] for message in box.mails}) == 80
    for message in box.mails:
        assert "," not in message["To"]
        assert (message["Cc"], message["Bcc"]) == (None, None)


def test_pc_096_who_has_no_address_is_counted_and_offered_a_letter(
    cast: Cast, office: Actor, signed_in: As, box: Box
) -> None:
    people = parents(cast, 50, without=12)
    henry = Actor(cast.henry.pk, "Henry", "a test")
    batch = order(henry, people, Form.EMAIL)
    mail_batch.post(batch.pk, henry)
    client = signed_in(cast.henry)
    page = client.get(f"/staff/credentials/{batch.pk}/")
    assert (page.context["done"], page.context["left_out"]) == (38, 12)
    assert "Letters for the 12 people no e-mail reached" in page.content.decode()
    assert page.context["on_paper"] == [one.pk for one in people[38:]]
    asked = {"form": "pages", "person": page.context["on_paper"]}
    assert len(client.get("/staff/credentials/new/", asked).context["getting"]) == 12


def test_lnk_11_a_found_letter_opens_its_own_account_and_adds_nothing_to_another(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    """Whoever finds it becomes the named person's account, never an own one's child; who used
    it is in the journal, and starting over shuts the finder out."""
    code = issue_many(office, [cast.kari.pk], Channel.LETTER)[0].code
    before = set(Relationship.objects.values_list("parent_id", "child_id"))
    finder = signed_in(cast.stranger)
    finder.post("/activate/", {"code": code})
    finder.post("/activate/password/", {"password": "quiet harbour over the hill"})
    assert set(Relationship.objects.values_list("parent_id", "child_id")) == before
    assert list(scopes.children(cast.stranger)) == [cast.mila]
    used = Entry.objects.get(action="credential.redeemed")
    assert used.person_id == cast.kari.pk
    assert Credential.objects.get().state == CredentialState.REDEEMED


def test_lnk_14_a_shared_address_signs_nobody_in_as_whoever_comes_first(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    other = person("other.berg", Profile.PARENT, email="kari@example.org")
    other.set_password(PASSWORD)
    other.save()
    answer = Client().post("/sign-in/", {"username": "kari@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    answer = Client().post("/sign-in/", {"username": "other.berg", "password": PASSWORD})
    assert answer.status_code == 302
