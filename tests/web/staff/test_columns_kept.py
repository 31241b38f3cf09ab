"""The page of the columns: one control for the child, found by its cells; nothing is lost."""

import pytest
from django.test import Client

from kinkeeper.intake.models import Import
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.staff.test_staff import columns, upload, work

pytestmark = pytest.mark.django_db
NAMED = "SyncID,First name,Last name"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def words(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return " ".join(page.replace("\u2068", "").replace("\u2069", "").split())


def test_the_childs_column_is_chosen_in_one_place(anna: Client) -> None:
    number = upload(anna, f"{NAMED},ChildID\nP-5,Ada,Lie,H-1\n".encode())
    form = anna.get(f"/staff/imports/{number}/columns/").context["form"]
    assert "column3" not in form.fields
    for place in range(3):
        assert "child" not in dict(form.fields[f"column{place}"].choices)


def test_a_column_of_pupils_is_chosen_and_said(anna: Client) -> None:
    number = upload(
        anna,
        f"{NAMED},Kid\nP-5,Ada,Lie,nora.berg\nP-6,Ida,Moe,X-9\nP-7,Una,Ek,elias.berg\n".encode(),
    )
    page = words(anna, f"/staff/imports/{number}/columns/")
    assert "In “Kid”, 2 of 3 values are pupils here" in page
    chosen = columns(anna, number)
    assert (chosen["child_column"], chosen["child_match"]) == ("Kid", "username")
    assert Import.objects.get(pk=number).options["child_column"] is None  # until it is sent
    assert work(anna, number).counts["relationships"]["create"] == 2


def test_several_keys_in_a_cell_choose_what_separates_them(anna: Client) -> None:
    number = upload(anna, f"{NAMED},ChildID\nP-5,Ada,Lie,H-1;H-2\n".encode())
    assert columns(anna, number)["child_separator"] == ";"


def test_k37_a_column_that_somebody_declined_is_not_chosen_again(anna: Client) -> None:
    number = upload(anna, f"{NAMED},Kid\nP-5,Ada,Lie,H-1\n".encode())
    work(anna, number, child_column="-", column3="ignore")
    assert columns(anna, number)["child_column"] == "-"


def test_reading_the_headings_again_keeps_every_choice(anna: Client) -> None:
    number = upload(anna, f"{NAMED},Kid,Tel\nP-5,Ada,Lie,H-1,5555512\n".encode())
    said = columns(anna, number, column4="phone", key_prefix="H-", overwrite="blank")
    page = anna.post(
        f"/staff/imports/{number}/columns/", said | {"encoding": "windows-1252", "again": "1"}
    )
    kept = {field.name: field.value() or "" for field in page.context["form"]}
    for name in ("column4", "key_prefix", "overwrite", "child_column"):
        assert kept[name] == said[name], name
    assert kept["encoding"] == "windows-1252"


def test_going_back_to_the_first_page_keeps_every_choice(anna: Client) -> None:
    number = upload(anna, f"{NAMED},Kid,Tel\nP-5,Ada,Lie,H-1,5555512\n".encode())
    said = columns(anna, number, column4="phone", overwrite="blank")
    there = anna.post(f"/staff/imports/{number}/columns/", said | {"change": "1"})
    assert there.headers["Location"] == f"/staff/imports/{number}/change/"
    assert 'value="parent" selected' in anna.get(there.headers["Location"]).content.decode()
    back = anna.post(there.headers["Location"], {"profile": "parent", "organisation": "Hillside"})
    assert back.headers["Location"] == f"/staff/imports/{number}/columns/"
    now = columns(anna, number)
    assert (now["column4"], now["overwrite"], now["child_column"]) == ("phone", "blank", "Kid")
    assert work(anna, number).place == "Hillside"


def test_k37_another_profile_reads_the_columns_anew(anna: Client) -> None:
    number = upload(anna, f"{NAMED}\nN-5,Ada,Lie\n".encode())
    as_pupils(anna, number)
    plan = work(anna, number)
    assert (plan.profile, plan.counts["people"]["create"]) == ("pupil", 1)
    assert plan.counts["relationships"]["create"] == 0


def test_k37_parents_with_their_children_do_not_become_pupils(anna: Client) -> None:
    number = upload(anna, f"{NAMED},ChildID\nN-5,Ada,Lie,H-1\n".encode())
    as_pupils(anna, number)
    answer = anna.post(f"/staff/imports/{number}/columns/", columns(anna, number))
    assert answer.status_code == 422
    assert "may be about someone else than the pupil, because of ChildID" in answer.text


def as_pupils(client: Client, number: int) -> None:
    client.post(f"/staff/imports/{number}/columns/", columns(client, number) | {"change": "1"})
    client.post(f"/staff/imports/{number}/change/", {"profile": "pupil", "organisation": ""})


def test_k14_an_organisation_out_of_reach_cannot_be_chosen_later(cast: Cast, signed_in: As) -> None:
    henry = signed_in(cast.henry)
    number = upload(henry, f"{NAMED}\nP-5,Ada,Lie\n".encode())
    answer = henry.post(
        f"/staff/imports/{number}/change/", {"profile": "parent", "organisation": "Lakeside"}
    )
    assert answer.status_code == 422
    assert Import.objects.get(pk=number).place == "Hillside"
    administrators = {"profile": "system-administrator", "organisation": "Hillside"}
    assert henry.post(f"/staff/imports/{number}/change/", administrators).status_code == 422
    assert signed_in(cast.lara).post(f"/staff/imports/{number}/change/").status_code == 404


def test_a_heading_that_names_the_children_is_never_overruled(cast: Cast, anna: Client) -> None:
    """Pupils who come later are not those whom another column's numbers happen to be."""
    file = b"SyncID,First name,Last name,ChildID,Kid\nP-5,Ada,Lie,77,H-1\nP-6,Ida,Moe,78,H-2\n"
    assert columns(anna, upload(anna, file))["child_column"] == "ChildID"
