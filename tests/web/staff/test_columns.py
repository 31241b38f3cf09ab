"""The page of the columns: two of one heading, several children, dates, names of two people."""

import pytest
from django.test import Client

from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import edges, imported
from tests.web.conftest import As
from tests.web.staff.test_staff import columns, upload, work

pytestmark = pytest.mark.django_db
NAMED = "SyncID,First name,Last name"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def page(client: Client, number: int) -> str:
    return client.get(f"/staff/imports/{number}/columns/").content.decode()


def test_k31_columns_of_one_heading_are_told_apart(anna: Client) -> None:
    number = upload(anna, f"{NAMED},Phone,Phone\nP-5,Ada,Lie,5555512,7777734\n".encode())
    shown = page(anna, number)
    assert "Phone (column 4)" in shown
    assert "Phone (column 5)" in shown
    assert "7777734" in shown
    wrong = anna.post(f"/staff/imports/{number}/columns/", columns(anna, number))
    assert wrong.status_code == 422
    assert "Phone (#5)" in wrong.content.decode()
    roster_import = work(anna, number, column3="ignore")
    assert roster_import.options["mapping"]["#4"] == "ignore"
    assert roster_import.counts["people"]["create"] == 1


def test_k31_what_was_said_of_such_columns_is_remembered(anna: Client) -> None:
    file = f"{NAMED},Phone,Phone\nP-5,Ada,Lie,5555512,7777734\n".encode()
    work(anna, upload(anna, file), column3="ignore")
    second = upload(anna, file.replace(b"Ada", b"Ida"))
    chosen = columns(anna, second)
    assert (chosen["column3"], chosen["column4"]) == ("ignore", "phone")


def test_k31_several_columns_of_children_are_all_read(cast: Cast, anna: Client) -> None:
    number = upload(anna, f"{NAMED},Child,Child\nP-5,Ada,Lie,H-1,H-2\n".encode())
    chosen = columns(anna, number)
    assert (chosen["child_column"], chosen["column4"]) == ("#4", "one-more-child")
    assert "column3" not in chosen
    roster_import = work(anna, number)
    assert roster_import.counts["relationships"]["create"] == 2
    again = work(anna, upload(anna, f"{NAMED},Child,Child\nP-6,Ida,Moe,H-1,H-2\n".encode()))
    assert again.counts["relationships"]["create"] == 2


def test_pc_020_rows_to_mend_of_a_file_with_twins_are_read_as_it_was(anna: Client) -> None:
    head = f"{NAMED},Phone,Phone,E-mail,Child,Child\n"
    number = upload(anna, f"{head}P-5,Ada,Lie,5555512,7777734,wrong,H-1,H-2\n".encode())
    work(anna, number, column3="ignore", key_prefix="")
    mend = anna.get(f"/staff/imports/{number}/rows-to-mend.csv").content.decode("utf-8-sig")
    assert mend.startswith(f"Row,Problem,{NAMED},Phone,E-mail,Child,Child")
    assert "5555512" not in mend
    second = upload(anna, mend.replace("wrong", "ada@example.org").encode())
    assert "as they were then" in page(anna, second)
    assert work(anna, second).counts["relationships"]["create"] == 2


def test_k31_another_column_chosen_for_the_child_leaves_the_first_out(anna: Client) -> None:
    number = upload(anna, f"{NAMED},ChildID,Other\nP-5,Ada,Lie,H-1,H-2\n".encode())
    roster_import = work(anna, number, child_column="Other")
    assert roster_import.counts["relationships"]["create"] == 1
    number = upload(anna, f"{NAMED},Child,Child\nP-6,Ada,Lie,H-1,H-2\n".encode())
    none = work(anna, number, child_column="-")
    assert none.counts["relationships"]["create"] == 0


def asked(page: str) -> bool:
    """Whether the order of dates is asked for, and not only offered among how a file is written."""
    return "Which comes first" in page.partition("How the file is written")[0]


def test_k31_the_order_of_dates_is_asked_where_it_matters(anna: Client) -> None:
    plain = upload(anna, f"{NAMED},Birth date\nP-5,Ada,Lie,2012-04-03\n".encode())
    assert not asked(page(anna, plain))
    assert "Which comes first" in page(anna, plain)  # for dates below the first lines
    number = upload(anna, f"{NAMED},Birth date\nP-5,Ada,Lie,03/04/1980\n".encode())
    assert asked(page(anna, number))
    wrong = anna.post(f"/staff/imports/{number}/columns/", columns(anna, number))
    assert wrong.status_code == 422
    assert "03/04/1980 can be read in two ways" in wrong.content.decode()
    roster_import = work(anna, number, date_order="day-first")
    assert roster_import.counts["people"]["create"] == 1
    assert roster_import.options["date_order"] == "day-first"
    second = upload(anna, f"{NAMED},Birth date\nP-6,Ida,Lie,05/04/1980\n".encode())
    assert columns(anna, second)["date_order"] == "day-first"


def test_k31_a_column_that_is_chosen_as_a_date_by_hand_asks_too(anna: Client) -> None:
    number = upload(anna, f"{NAMED},Zq\nP-5,Ada,Lie,03/04/1980\n".encode())
    assert not asked(page(anna, number))
    chosen = columns(anna, number) | {"column3": "birth_date"}
    wrong = anna.post(f"/staff/imports/{number}/columns/", chosen)
    assert "Which comes first" in wrong.content.decode()


def test_k31_a_whole_name_is_a_choice(anna: Client) -> None:
    number = upload(anna, b"SyncID,Called\nP-5,Ada Lie\n")
    roster_import = work(anna, number, column1="name")
    assert roster_import.counts["people"]["create"] == 1


def test_k21_a_name_of_two_is_settled_on_the_persons_page(cast: Cast, anna: Client) -> None:
    imported("SyncID,Name,ChildID\nP-90,Anna & Lars Lie,H-1\n")
    person = Person.objects.get(sync_key="P-90")
    address = f"/staff/people/{person.pk}/"
    assert "the name of two people" in anna.get(address).content.decode()
    assert ("P-90", "H-1") not in edges()
    assert anna.get(f"{address}one-person/").status_code == 405
    anna.post(f"{address}one-person/")
    shown = anna.get(address).content.decode()
    assert "the name of two people" not in shown
    assert "is one person with this name" in shown


def test_k14_only_who_may_edit_settles_it(cast: Cast, signed_in: As) -> None:
    imported("SyncID,Name,ChildID\nP-90,Anna & Lars Lie,H-1\n", organisation="Hillside")
    person = Person.objects.get(sync_key="P-90")
    answer = signed_in(cast.lara).post(f"/staff/people/{person.pk}/one-person/")
    assert answer.status_code == 404
    assert Person.objects.get(pk=person.pk).one_person_name == ""
