"""A file whose children nobody finds says which column, or which separator, would find them."""

import pytest

from tests.cast import Cast
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
NAMED = "SyncID,First name,Last name"


def test_a_column_of_pupils_under_an_unknown_heading_is_proposed(cast: Cast) -> None:
    file = f"{NAMED},Kid\nP-5,Ada,Lie,H-1\nP-6,Ida,Moe,H-2\nP-7,Una,Ek,X-9\n"
    plan = planned(file)
    assert codes(plan)["child-column"] == 1
    assert plan.counts["child_hint"] == {
        "child_column": "Kid",
        "child_match": "sync-key",
        "child_separator": None,
    }
    assert plan.counts["relationships"]["create"] == 0  # proposed, and not taken
    detail = plan.problems.get(code="child-column").detail or {}
    assert (detail["fit"], detail["of"]) == (2, 3)
    imported(file, **plan.counts["child_hint"])
    assert {("P-5", "H-1"), ("P-6", "H-2")} <= edges()


def test_usernames_are_pupils_too(cast: Cast) -> None:
    plan = planned(f"{NAMED},Kid\nP-5,Ada,Lie,Nora.Berg\nP-6,Ida,Moe,elias.berg\n")
    assert plan.counts["child_hint"]["child_match"] == "username"


def test_a_known_heading_wins_unless_its_cells_fit_nobody(cast: Cast) -> None:
    wins = planned(f"{NAMED},ChildID,Kid\nP-5,Ada,Lie,H-1,H-2\nP-6,Ida,Moe,X-9,H-2\n")
    assert wins.counts["child_hint"] is None
    fits_nobody = planned(f"{NAMED},ChildID,Kid\nP-5,Ada,Lie,77,H-1\nP-6,Ida,Moe,78,H-2\n")
    assert fits_nobody.counts["child_hint"]["child_column"] == "Kid"


def test_ranks_and_counts_are_no_children(cast: Cast) -> None:
    imported("SyncID,First name,Last name\n1,Jim,Moe\n2,Jo,Moe\n", profile="pupil")
    rows = "".join(f"P-{each},Ada,Lie{each},7700{each // 2},{each % 2 + 1}\n" for each in range(6))
    for heading in ("ChildID", "Nr"):
        plan = planned(f"{NAMED},{heading},Priority\n{rows}")
        assert (plan.counts["child_hint"] or {}).get("child_column") != "Priority"
        assert plan.counts["relationships"]["create"] == 0


def test_a_known_heading_over_usernames_names_what_they_are(cast: Cast) -> None:
    plan = planned(f"{NAMED},ChildID\nP-5,Ada,Lie,nora.berg\n")
    assert plan.counts["child_hint"]["child_match"] == "username"


@pytest.mark.parametrize(
    "head",
    ["SyncID,First name,Last name,Age", "SyncID,First name,Last name,Guardian badge"],
)
def test_k37_numbers_of_the_parents_own_are_never_proposed(cast: Cast, head: str) -> None:
    pupils = "".join(f"{number},Kid,Nr{number}\n" for number in (41, 42, 43))
    imported("SyncID,First name,Last name\n" + pupils, profile="pupil", organisation="Hillside")
    own = "".join(f"P-{number},Ada,Lie{number},{number}\n" for number in (41, 42, 43))
    assert planned(f"{head}\n{own}").counts["child_hint"] is None


def test_k37_a_files_own_key_is_never_proposed_as_a_child(cast: Cast) -> None:
    imported(
        "SyncID,First name,Last name\n41,Kid,A\n47,Kid,B\n",
        profile="pupil",
        organisation="Hillside",
    )
    plan = planned("User name,First name,Last name,Nr\nada,Ada,Lie,41\nida,Ida,Moe,47\n")
    assert plan.counts["child_hint"]["child_column"] == "Nr"  # beside a key of their own
    refused = planned("Nr,First name,Last name\n41,Ada,Lie\n47,Ida,Moe\n")
    assert refused.counts.get("child_hint") is None


def test_k14_pupils_out_of_reach_make_no_proposal(cast: Cast) -> None:
    file = f"{NAMED},Kid\nP-5,Ada,Lie,L-1\n"
    assert planned(file, by=cast.henry, organisation="Hillside").counts["child_hint"] is None
    assert planned(file).counts["child_hint"] is not None


@pytest.mark.parametrize(
    ("mark", "said"), [(";", "a semicolon"), ("/", "a slash"), (" ", "a space")]
)
def test_a_cell_of_several_keys_says_which_separator_fits(cast: Cast, mark: str, said: str) -> None:
    file = f"{NAMED},ChildID\nP-5,Ada,Lie,H-1{mark}H-2\nP-6,Ida,Moe,H-1\n"
    plan = planned(file)
    assert plan.counts["child_hint"] == {"child_separator": mark}
    assert plan.counts["relationships"]["create"] == 1
    imported(file, child_separator=mark)
    assert {("P-5", "H-1"), ("P-5", "H-2"), ("P-6", "H-1")} <= edges()


def test_a_key_with_such_a_sign_in_it_is_one_key(cast: Cast) -> None:
    plan = planned(f"{NAMED},ChildID\nP-5,Ada,Lie,2024/117\n")
    assert plan.counts["child_hint"] is None


def test_k09_the_same_file_again_changes_nothing(cast: Cast) -> None:
    file = f"{NAMED},ChildID\nP-5,Ada,Lie,H-1;H-2\n"
    imported(file)
    again = planned(file)
    assert (again.counts["people"]["create"], again.counts["relationships"]["pending"]) == (0, 0)


def test_a_prefix_stands_before_each_key(cast: Cast) -> None:
    plan = planned(f"{NAMED},Kid\nP-5,Ada,Lie,2\nP-6,Ida,Moe,1\n", key_prefix="H-")
    assert plan.counts["child_hint"]["child_column"] == "Kid"
