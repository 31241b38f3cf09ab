"""Canvas says whom a parent observes in two files: a law by another, smaller reader."""

from hypothesis import given
from hypothesis import strategies as st

from tests.roster.core import File, planned

CHILDREN, PARENTS = ("u0", "u1"), ("p0", "p1")
SEAT = ("active", "", "deleted", "completed", "inactive")
Pair = tuple[str, str]
PAIRS = st.tuples(st.sampled_from(PARENTS), st.sampled_from(CHILDREN))


def lines(head: str, *rows: tuple[str, ...]) -> bytes:
    return "\n".join([head, *(",".join(row) for row in rows), ""]).encode()


@given(
    users=st.fixed_dictionaries(
        {each: st.sampled_from(["active", "suspended", "deleted"]) for each in PARENTS}
    ),
    seats=st.lists(st.tuples(PAIRS, st.sampled_from(SEAT)), max_size=6),
    observers=st.dictionaries(PAIRS, st.sampled_from(["active", "deleted"]), max_size=3),
)
def test_k35_law_who_observes_by_either_file_observes_once_and_only_now(
    users: dict[str, str], seats: list[tuple[Pair, str]], observers: dict[Pair, str]
) -> None:
    known = {**dict.fromkeys(CHILDREN, "active"), **users}
    people = [(each, each, f"F{each}", f"L{each}", status) for each, status in known.items()]
    enrolled = [("C", child, "student", "active", "") for child in CHILDREN]
    enrolled += [("C", parent, "observer", said, child) for (parent, child), said in seats]
    files: list[File] = [
        ("users.csv", lines("user_id,login_id,first_name,last_name,status", *people)),
        ("enrollments.csv", lines("course_id,user_id,role,status,associated_user_id", *enrolled)),
    ]
    if observers:
        pairs = [(*pair, said) for pair, said in observers.items()]
        files.append(("user_observers.csv", lines("observer_id,student_id,status", *pairs)))
    expected = {}
    for pair in {pair for pair, _said in seats} | set(observers):
        said = [status for each, status in seats if each == pair]
        now = observers[pair] == "active" if pair in observers else {"active", ""} & set(said)
        if now and users[pair[0]] != "deleted":
            expected[pair] = users[pair[0]] == "active"
    plan = planned(*files)
    keys = {
        each["person_id"]: each["sync_key"]
        for each in plan.people.iter_rows(named=True)
        if each["act"] == "create"
    }
    found = [
        ((keys[each["parent_id"]], each["value"]), each["claim"] is None)
        for each in plan.relationships.iter_rows(named=True)
        if each["act"] == "pending"
    ]
    assert len(found) == len(dict(found))
    assert dict(found) == expected
