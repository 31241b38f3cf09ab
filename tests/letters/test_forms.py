"""Every form of a batch has its way, and one that has none makes nothing."""

import pytest

from kinkeeper.journal.actor import Actor
from kinkeeper.letters import jobs, mail_batch, pdf_batch
from kinkeeper.letters.models import BY_HAND, MAILS, Batch, Form, Letter
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages


def test_every_form_is_printed_or_mailed() -> None:
    assert set(mail_batch.FORMS) == set(MAILS)
    assert set(pdf_batch.FORMS) == set(Form) - set(MAILS)
    assert set(jobs.FORMS) == set(Form)


@pytest.mark.django_db
def test_a_form_that_is_not_printed_makes_no_letter(cast: Cast, office: Actor) -> None:
    batch = Batch.objects.create(form=Form.ADDRESS)
    Letter.objects.create(batch=batch, person=cast.kari)
    with pytest.raises(KeyError):
        pdf_batch.produce(batch.pk, office)
    assert not cast.kari.credentials.exists()


@pytest.mark.django_db
def test_nobody_orders_mails_to_new_addresses_by_hand(cast: Cast, signed_in: As) -> None:
    assert Form.ADDRESS not in BY_HAND
    client = signed_in(cast.admin)
    page = client.get("/staff/credentials/new/").content.decode()
    assert str(Form.EMAIL.label) in page
    assert str(Form.ADDRESS.label) not in page
    data = {"form": Form.ADDRESS, "person": [cast.kari.pk]}
    client.post("/staff/credentials/new/", data)
    assert not Batch.objects.exists()
