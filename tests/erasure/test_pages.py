"""The pages: a system administrator is shown what goes, asks, and a worker erases."""

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.erasure import erase
from kinkeeper.erasure.jobs import erase_person, erase_waiting
from kinkeeper.journal.models import Entry
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.models import Person, PersonState
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin)
    return client


def run_the_jobs() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="people.erase"):
        erase_person(**job.args)


def test_prv_01_what_is_asked_for_on_the_page_is_done_by_a_worker(
    cast: Cast, client: Client
) -> None:
    address = f"/staff/people/{cast.kari.pk}/erase/"
    page = client.get(address).content.decode()
    assert "Relationships of parents and children" in page
    assert client.post(address, {"reason": "her request"}).status_code == 422  # not sure
    said = {"reason": "request of Kari", "sure": "on"}
    assert "without the person" in client.post(address, said).content.decode()
    assert not Erasure.objects.exists()
    told = client.post(address, {"reason": "her request", "sure": "on"}, follow=True)
    assert "waits for the worker" in told.content.decode()
    assert Person.objects.get(pk=cast.kari.pk).state == PersonState.TRASHED
    client.post(address, {"reason": "asked again", "sure": "on"})
    assert Erasure.objects.count() == 1
    erase_waiting(0)
    run_the_jobs()  # a second time nothing is left to do
    assert not Person.objects.filter(pk=cast.kari.pk).exists()
    assert Entry.objects.get(action="person.erased").actor_id == cast.admin.pk
    [found] = Erasure.objects.all()
    listed = client.get("/staff/settings/erased/").content.decode()
    assert "her request" in listed
    assert "Kari" not in listed
    answer = client.post(f"/staff/settings/erased/{found.pk}/let-in/", {"reason": "a new child"})
    assert answer.status_code == 302
    assert client.get(f"/staff/settings/erased/{found.pk}/let-in/").status_code == 404


def test_prv_01_k27_a_right_that_is_gone_and_a_block_that_came_stop_the_worker(
    cast: Cast, client: Client
) -> None:
    for person in (cast.kari, cast.stranger):
        client.post(f"/staff/people/{person.pk}/erase/", {"reason": "request", "sure": "on"})
    cast.kari.as_parent.filter(child=cast.nora).update(state="blocked")
    run_the_jobs()
    assert Person.objects.filter(pk=cast.kari.pk).exists()
    assert not Person.objects.filter(pk=cast.stranger.pk).exists()
    client.post(f"/staff/people/{cast.jonas.pk}/erase/", {"reason": "request", "sure": "on"})
    Person.objects.filter(pk=cast.admin.pk).update(state=PersonState.TRASHED)
    run_the_jobs()
    assert Person.objects.filter(pk=cast.jonas.pk).exists()
    stopped = Entry.objects.filter(action="person.erasure-stopped")
    assert {each.person_id: each.data["code"] for each in stopped} == {
        cast.kari.pk: "block-stands", cast.jonas.pk: "not-allowed"
    }  # fmt: skip
    # both stay in the list, with when and why, until someone tries again
    Person.objects.filter(pk=cast.admin.pk).update(state=PersonState.ACTIVE)
    client.force_login(cast.admin)
    listed = " ".join(client.get("/staff/settings/erased/").text.split())
    assert "not erased: a block names the person" in listed
    assert f'<a href="/staff/people/{cast.kari.pk}/erase/" >Try again</a>' in listed
    assert listed.count("Try again") == 2
    assert erase.waiting().count() == 0
    cast.kari.as_parent.filter(child=cast.nora).update(state="ended")
    client.post(f"/staff/people/{cast.kari.pk}/erase/", {"reason": "again", "sure": "on"})
    erase_waiting(0)
    assert not Person.objects.filter(pk=cast.kari.pk).exists()
    assert client.get("/staff/settings/erased/").text.count("Try again") == 1
    refused = f"/staff/people/{cast.kari.pk}/erase/"
    henry = Client()
    henry.force_login(cast.henry)
    assert henry.get(refused).status_code == 404
