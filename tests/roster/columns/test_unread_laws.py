"""K31 as a law: a heading that may speak of rights stops the file or withholds, however written."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.roster.core import planned, pupils_here, relationships

# Written by hand, not taken from the product's own list.
OF_RIGHTS = (
    "custody", "court order", "no contact", "restraining order", "may see child", "umgangsverbot",
    "sorgerecht", "foreldreansvar", "autorité parentale", "patria potestad",
)  # fmt: skip
WRITTEN = (str.lower, str.upper, str.title, lambda text: text.replace(" ", "_"))


@given(
    st.sampled_from(OF_RIGHTS),
    st.sampled_from(WRITTEN),
    st.sampled_from(["", "1", "note", "(Y/N)"]),
    st.sampled_from(["", "Student", "Parent", "Contact"]),
)
def test_k31_law_a_heading_that_speaks_of_rights_stops_the_file_however_it_is_written(
    phrase: str, written: Callable[[str], str], more: str, whose: str
) -> None:
    heading = f"{whose} {written(phrase)} {more}".strip()
    head = f"SyncID,First name,Last name,ChildID,{heading}\n"
    made = planned(head + "G1,Far,One,1,see file\n", site=pupils_here("1"))
    stopped = [each["code"] for each in (made.counts["guard"] or {}).get("reasons", [])]
    connected = [act for act, _parent, _child in relationships(made) if act == "create"]
    assert "unread-rights" in stopped or not connected
