"""Stray quotation marks on the whole way: nobody is connected by a row that was glued (K6, K11)."""

import pytest

from kinkeeper.intake.rows_to_mend import rows_to_mend
from kinkeeper.intake.stored_plan import refusal
from kinkeeper.intake.upload.headings import top_of
from kinkeeper.roster.options import Options
from tests.cast import Cast
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
# The mark that is open in P-6's row is closed in P-7's, whose child is H-2.
GLUED = HEAD + 'P-5,Ada,Lie,H-1\nP-6,"Ida,Lie,H-1\nP-7,Eva",Dal,H-2\nP-8,Uma,Moe,H-2\n'


def test_k11_rows_glued_by_a_mark_connect_nobody_and_are_given_back_to_mend(cast: Cast) -> None:
    before = edges()
    roster_import = imported(GLUED)
    assert roster_import.state == "applied"
    assert edges() - before == {("P-5", "H-1"), ("P-8", "H-2")}
    assert roster_import.counts["people"]["rejected"] == 2
    head, *rows = rows_to_mend(planned(GLUED))
    assert head == ["Row", "Problem", "SyncID", "First name", "Last name", "ChildID"]
    assert [row[0] for row in rows] == ["3", "4"]
    assert all("quotation mark" in row[1] and not any(row[2:]) for row in rows)


def test_k06_a_broken_row_takes_nothing_away(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,H-2\n")
    roster_import = planned(HEAD + 'P-5,Ada,Lie,H-1\n"P-5,Ada,Lie,H-2\n', links="exact")
    assert roster_import.counts["relationships"]["remove"] == 0
    assert codes(roster_import) == {"stray-quote": 1, "not-removed": 1}


def test_headings_and_first_cells_are_shown_of_a_file_with_a_stray_mark(cast: Cast) -> None:
    top = top_of(planned(GLUED), Options(profile="parent"))
    assert top.headings == ("SyncID", "First name", "Last name", "ChildID")
    assert top.columns[0].cells == ("P-5", "P-8")


def test_k24_a_stray_mark_in_the_headings_refuses_the_file_with_a_sentence(cast: Cast) -> None:
    roster_import = planned(HEAD.replace("First", '"First') + "P-5,Ada,Lie,H-1\n")
    assert roster_import.state == "refused"
    assert "quotation mark in the headings, row 1," in refusal(roster_import)
