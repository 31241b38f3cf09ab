"""What an administrator looks at before a plan is applied."""

import pytest
from django.test import Client

from kinkeeper.intake import jobs
from kinkeeper.intake.models import Import
from tests.cast import Cast
from tests.importing import imported, planned
from tests.web.conftest import As
from tests.web.staff.test_staff import columns, upload, work

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,E-mail,ChildID\n"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


# A step holds its lock until its transaction ends, so here each has one of its own.
@pytest.mark.django_db(transaction=True)
def test_what_ends_is_said_first_and_nothing_else_is_claimed(cast: Cast, anna: Client) -> None:
    imported(HEAD + "P-5,Ada,Lie,,H-1\nP-5,Ada,Lie,,H-2\n")
    plan = planned(HEAD + "P-5,Ada,Lie,,H-1\n", links="exact")
    page = anna.get(f"/staff/imports/{plan.pk}/").content.decode()
    assert "1 relationship ends" in page
    assert "No one loses" not in page
    harmless = planned(HEAD + "P-6,Ida,Lie,,H-1\n")
    assert "No one loses access" in anna.get(f"/staff/imports/{harmless.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_rows_are_filtered_by_their_problem(anna: Client) -> None:
    plan = planned(HEAD + "P-5,Ada,Lie,wrong,H-1\nP-6,Ida,Moe,,X-9\nP-7,Una,Ek,,H-1\n")
    address = f"/staff/imports/{plan.pk}/?problem="
    unknown = anna.get(f"{address}child-unknown").content.decode()
    assert "Ida" in unknown
    assert "Una" not in unknown
    assert "Child not on this site yet · 1" in unknown
    assert "child-unknown · 1" not in unknown
    wrong = anna.get(f"{address}not-an-email").content.decode()
    assert "Ada" in wrong
    assert "Ida" not in wrong
    assert "Una" in anna.get(f"{address}nonsense").content.decode()


def test_child_by_child_who_gains_and_who_loses(cast: Cast, anna: Client, signed_in: As) -> None:
    imported(HEAD + "P-5,Ada,Lie,,H-1\nP-5,Ada,Lie,,H-2\n")
    plan = planned(HEAD + "P-5,Ada,Lie,,H-1\nP-6,Ida,Moe,,H-1\n", links="exact")
    address = f"/staff/imports/{plan.pk}/children/"
    listed = {child.name: child for child in anna.get(address).context["page"].children}
    assert listed["Nora Berg"].gains == ["Ida Moe"]
    assert sorted(listed["Nora Berg"].keeps) == ["Ada Lie", "Jonas Lund", "Kari Berg"]
    assert listed["Elias Berg"].loses == ["Ada Lie"]
    assert listed["Elias Berg"].keeps == ["Kari Berg"]
    assert signed_in(cast.lara).get(address).status_code == 404


def test_choices_are_remembered_for_the_next_file_that_looks_the_same(
    cast: Cast, anna: Client
) -> None:
    file = b"Nr,Fore,Sur,Kid\nP-5,Ada,Lie,nora.berg\n"
    said = {"column0": "sync_key", "column1": "given_name", "column2": "family_name"}
    first = upload(anna, file)
    work(anna, first, **said, child_column="Kid", child_match="username")
    second = upload(anna, file.replace(b"Ada", b"Ida"))
    page = anna.get(f"/staff/imports/{second}/columns/").content.decode()
    assert "as they were then" in page
    chosen = columns(anna, second)
    assert {name: chosen[name] for name in said} == said
    assert (chosen["child_column"], chosen["child_match"]) == ("Kid", "username")
    other = upload(anna, b"Nr,Fore,Sur\nP-5,Ada,Lie\n")
    assert "as they were then" not in anna.get(f"/staff/imports/{other}/columns/").content.decode()


def test_k37_a_choice_against_the_heading_is_not_brought_back(cast: Cast, anna: Client) -> None:
    file = b"PARENT_ID,First name,Last name,Nr\nP-5,Ada,Lie,7\n"
    said = {"column0": "sync_key", "column1": "given_name", "column2": "family_name"}
    first = upload(anna, file, profile="pupil")
    work(anna, first, **said)
    second = upload(anna, file.replace(b"Ada", b"Ida"), profile="pupil")
    chosen = columns(anna, second)
    assert chosen["column0"] == "ignore"
    assert chosen["column1"] == "given_name"


def test_pc_020_a_mended_file_is_read_as_the_file_it_came_from(cast: Cast, anna: Client) -> None:
    """Also where columns were not kept; and being a part, it never ends a relationship (K6)."""
    file = (
        b"Nr,Fore,Sur,Shoe,Mail,Kid\nP-5,Ada,Lie,38,wrong,nora.berg\nP-5,Ada,Lie,38,,elias.berg\n"
    )
    said = {"column0": "sync_key", "column1": "given_name", "column2": "family_name"}
    whole = {**said, "column4": "email", "child_column": "Kid", "child_match": "username"}
    first = upload(anna, file)
    work(anna, first, **whole, links="exact")
    mend = anna.get(f"/staff/imports/{first}/rows-to-mend.csv").content.decode("utf-8-sig")
    assert mend.startswith("Row,Problem,Nr,Fore,Sur,Mail,Kid")
    second = upload(anna, mend.replace("wrong", "ada@example.org").encode())
    assert "as they were then" in anna.get(f"/staff/imports/{second}/columns/").content.decode()
    chosen = columns(anna, second)
    assert [chosen[f"column{place}"] for place in range(6)] == [
        "ignore", "ignore", "sync_key", "given_name", "family_name", "email",
    ]  # fmt: skip
    assert (chosen["child_column"], chosen["child_match"]) == ("Kid", "username")
    assert chosen["links"] == "add"
    refused = anna.post(f"/staff/imports/{second}/columns/", chosen | {"links": "exact"})
    assert refused.status_code == 422
    assert work(anna, second).counts["relationships"]["create"] == 1


def test_an_upload_without_a_file_is_refused_at_its_field(anna: Client) -> None:
    answer = anna.post("/staff/imports/new/", {"profile": "parent", "organisation": ""})
    assert answer.status_code in {200, 422}
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_column_about_rights_that_nobody_reads_is_a_warning(anna: Client) -> None:
    plan = planned("SyncID,First name,Last name,ChildID,Has legal custody\nP-5,Ada,Lie,H-1,No\n")
    page = anna.get(f"/staff/imports/{plan.pk}/").content.decode()
    assert "may say who has the right" in page
    other = planned("SyncID,First name,Last name,ChildID,Shoe size\nP-5,Ada,Lie,H-1,40\n")
    assert "may say who has" not in anna.get(f"/staff/imports/{other.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_nobody_new_is_no_number_and_proposed_is_said_as_it_is_now(anna: Client) -> None:
    head = "SyncID,First name,Last name,ChildID,Parental responsibility\n"
    plan = planned(head + "P-2,Jonas,Lund,H-2,no\n")
    page = anna.get(f"/staff/imports/{plan.pk}/").content.decode()
    assert "no one new gets an account" in page
    assert "<strong>0 people" not in page
    assert "proposed, to be decided" in page
    jobs.apply_import(roster_import_id=plan.pk, actor=[None, "worker", "a test"])
    page = anna.get(f"/staff/imports/{plan.pk}/").content.decode()
    assert "No one new got an account" in page
    assert "<strong>0 people" not in page
    assert "to be decided" not in page
