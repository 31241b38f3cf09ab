"""A plan that changes nothing says why: the site matches the file, or no row can be used."""

import pytest
from django.test import Client

from kinkeeper.cli.main import main
from tests.cast import Cast
from tests.importing import imported, planned
from tests.web.conftest import As
from tests.web.staff.test_columns_kept import words

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "SyncID,First name,Last name,ChildID\n"
GOOD = "P-7,Una,Ek,H-1\n"
NAMELESS = ",,,H-1\n,,,H-2\n"


def told(client: Client, file: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the page and the command line say of the plan of a file."""
    number = planned(HEAD + file).pk
    capsys.readouterr()
    assert main(["import", "show", str(number)]) == 0
    return [words(client, f"/staff/imports/{number}/"), capsys.readouterr().out]


def test_no_row_can_be_used(cast: Cast, signed_in: As, capsys: pytest.CaptureFixture[str]) -> None:
    page, terminal = told(signed_in(cast.admin), NAMELESS, capsys)
    for said in (page, terminal):
        assert "No row of this file can be used. 2 of 2 rows are skipped." in said
        assert "already matches" not in said
    assert 'href="?show=left-out#rows">See the reasons' in page
    assert page.count('<th scope="row" data-label="Parent"> <span>–<span') == 2  # never empty
    assert "To apply:" not in terminal
    assert "--problems" in terminal


def test_the_rows_that_can_be_used_are_here(
    cast: Cast, signed_in: As, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(HEAD + GOOD)
    for said in told(signed_in(cast.admin), GOOD + NAMELESS, capsys):
        assert "The site already matches the rows that can be used." in said
        assert "2 of 3 rows are skipped." in said


def test_the_site_matches_the_file(
    cast: Cast, signed_in: As, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(HEAD + GOOD)
    for said in told(signed_in(cast.admin), GOOD, capsys):
        assert "The site already matches this file. There is nothing to apply." in said
        assert "skipped." not in said.replace("0 skipped.", "")
