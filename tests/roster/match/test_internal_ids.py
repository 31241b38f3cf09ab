"""K8: an internal ID that nobody has is nobody's, and nobody waits for it: it would be given to a
stranger one day."""

from hypothesis import given
from hypothesis import strategies as st

from tests.roster.core import codes, pendings, planned, pupils_here, relationships

HEAD = "SyncID,First name,Last name,ChildID\n"
NUMBERS = st.lists(st.integers(1, 6), min_size=1, max_size=6)


@given(numbers=NUMBERS, here=st.integers(0, 4))
def test_k08_law_nobody_waits_for_an_internal_id(numbers: list[int], here: int) -> None:
    rows = "".join(f"P-{at},Ada,Lie,{number}\n" for at, number in enumerate(numbers))
    made = planned(
        HEAD + rows, child_match="internal-id", site=pupils_here(*[f"C-{n}" for n in range(here)])
    )
    unknown = [number for number in numbers if number > here]
    assert pendings(made) == set()
    assert codes(made).get("child-unknown", 0) == len(unknown)
    acts = [act for act, _parent, _child in relationships(made) if act == "create"]
    assert bool(acts) == (len(unknown) < len(numbers))
