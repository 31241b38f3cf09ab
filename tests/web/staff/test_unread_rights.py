"""K31: the page on which a person says of columns about rights what they are."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.intake.prepare.test_formats import uploaded
from tests.intake.prepare.test_unread_rights import HEAD, stopped
from tests.web.conftest import As
from tests.web.staff.test_staff import columns, upload, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_k31_the_page_lets_a_person_choose_and_takes_no_default_for_an_answer(
    cast: Cast, signed_in: As
) -> None:
    anna: Client = signed_in(cast.admin)
    content = (HEAD + "P-5,Ada,Lie,H-1,yes\n").encode()
    number = upload(anna, content)
    assert columns(anna, number)["column4"] == ""
    roster_import = work(anna, number)
    assert stopped(roster_import)
    page = anna.get(f"/staff/imports/{number}/").content.decode()
    assert "Lives with" in page
    assert "may say who has the right" in page
    roster_import = work(anna, upload(anna, content), column4="ignore")
    assert roster_import.counts["guard"] is None
    roster_import = work(anna, upload(anna, content), column4="restriction")
    assert roster_import.counts["relationships"]["proposed"] == 1


def test_k31_beyond_the_first_lines_the_pages_default_is_no_answer(
    cast: Cast, signed_in: As
) -> None:
    anna: Client = signed_in(cast.admin)
    rows = "".join(f"P-{n},Ada,Lie,,fine\n" for n in range(20, 7_000))
    text = HEAD.replace("Lives with", "Notes") + rows + "P-5,Ida,Moe,H-1,no contact at all\n"
    number = upload(anna, text.encode())
    assert columns(anna, number)["column4"] == "ignore"
    assert stopped(work(anna, number))


def test_k31_the_page_asks_about_other_files_of_a_package(cast: Cast, signed_in: As) -> None:
    anna: Client = signed_in(cast.admin)
    users = b"sourcedId,role,username,givenName,familyName,agentSourcedIds,metadata.livesWith\n"
    users += b"H-1,student,nora,Nora,Berg,,\nP-5,parent,ada,Ada,Lie,H-1,no\n"
    number = uploaded(anna, ("users.csv", users))
    form = anna.get(f"/staff/imports/{number}/columns/").context["form"]
    assert [field.label for field in form.beside()] == ["users.csv: metadata.livesWith"]
    assert stopped(work(anna, number))
    again = uploaded(anna, ("users.csv", users))
    roster_import = work(anna, again, beside0="responsibility")
    assert roster_import.counts["relationships"]["proposed"] == 1
