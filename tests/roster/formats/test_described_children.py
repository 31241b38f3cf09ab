"""K29: children without a key connect nobody, and nothing that a file says of them is lost. Whom
they may be is in tests/roster/match/test_described.py."""

import polars as pl
import pytest

from kinkeeper.roster.formats.described_children import columns
from kinkeeper.roster.table import FileRefused
from tests.roster.core import Plan, codes, files_in, planned, pupils_here, read

HEAD = "First name,Last name,E-mail,Child first name,Child last name,Class,Court order,Status\n"
ROWS = (
    "Kari,Berg,k@e.org,Nora,Lund,5A,,active\n"
    "Jon,Lund,,Nora,Lund,5A,no contact,active\n"
    "Eva,Ek,e@e.org,Ida,Ek,1A,,ended\n"
    "Ann,Dal,a@e.org,Null,Dal,1A,,active\n"
    "Bo,Dal,b@e.org,NULL,n/a,1A,,active\n"
)
TOLD = [
    (2, "Kari Berg → Nora Lund · 5A"),
    (3, "Jon Lund → Nora Lund · 5A · Court order: no contact"),
    (4, "Eva Ek → Ida Ek · 1A · Status: ended"),
    (5, "Ann Dal → Null Dal · 1A"),
]


def told(made: Plan) -> list[tuple[int, str]]:
    """Of those who are over, too."""
    of_children = made.problems.filter(
        pl.col("code").is_in(["child-described", "not-valid-now"]) & (pl.col("value") != "")
    )
    return of_children.sort("row").select("row", "value").rows()


def added(made: Plan) -> set[str]:
    return set(made.people.filter(pl.col("act") == "create")["given_name"])


def test_k29_each_described_child_is_told_and_nobody_is_connected() -> None:
    made = planned(HEAD + ROWS, site=pupils_here("k1"))
    assert told(made) == TOLD
    assert made.relationships.is_empty()
    # whoever cannot be told from another of that name is nobody, and so is who has ended
    assert added(made) == {"Kari", "Ann", "Bo"}
    assert codes(made) == {
        "child-described": 3, "not-valid-now": 1, "placeholder": 1, "derived-keys": 1,
        "no-identity": 1,
    }  # fmt: skip


def test_k06_what_a_described_childs_row_ends_is_told_and_ends_nothing() -> None:
    keyed = (
        "SyncID," + HEAD + "".join(f"P{at},{row}\n" for at, row in enumerate(ROWS.split("\n")[:-1]))
    )
    table = read([("p.csv", (keyed + "P9,Old,One,,,,,,ended\n").encode())])[1]
    assert table.over is not None
    assert table.over.to_list() == [7]  # who is over, with whatever children
    made = planned(keyed, links="exact")
    assert told(made) == TOLD
    assert made.relationships.is_empty()
    assert added(made) == {"Kari", "Jon", "Ann", "Bo"}


def test_k31_a_long_restriction_is_told_whole() -> None:
    words = " ".join(f"no{number}" for number in range(90))
    head = "SyncID,First name,Last name,Child first name,Child last name,Restriction\n"
    pieces = [text for _row, text in told(planned(f"{head}P1,Kari,Berg,Nora,Lund,{words}\n"))]
    lead = "Kari Berg → Nora Lund · "
    assert "".join(piece.removeprefix(lead) for piece in pieces) == f"Restriction: {words}"


@pytest.mark.parametrize(
    "text",
    [
        "First name,Last name,E-mail,Student name,Class\nKid,One,k@e.org,Kid One,5A\n",
        "First name,Last name,E-mail,Student first name,Student last name\nA,One,a@e.org,A,One\n",
    ],
)
def test_k37_no_parents_are_made_of_pupils_named_twice(text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        planned(text)
    assert refused.value.code == "unclear-whose"


@pytest.mark.parametrize(
    "more", [{"profile": "pupil"}, {"profile": "teacher"}, {"mapping": {"Status": "class"}}]
)
def test_k37_such_a_list_makes_nobody_else(more: dict[str, object]) -> None:
    with pytest.raises(FileRefused):
        planned(HEAD + ROWS, **more)  # type: ignore[arg-type]


def test_a_childs_key_says_more_than_a_name() -> None:
    head = "SyncID,First name,Last name,Child first name,Child last name,UPN\n"
    row = "P1,Kari,Berg,Nora,Lund,S1\n"
    assert told(planned(head + row)) == [(2, "Kari Berg → Nora Lund")]
    assert codes(planned(head + row, mapping={"UPN": "child"})) == {"child-unknown": 1}
    assert codes(planned(head.replace("UPN", "Child ID") + row)) == {"child-unknown": 1}


def test_the_template_of_one_is_read() -> None:
    made = planned(*files_in("one"))
    assert [value for _row, value in told(made)] == [
        "Kari BERG → Nora BERG-LUND · CM1 de Mme Ortega",
        "Kari BERG → Élias BERG-LUND · CE1",
        "Jonas LUND → Nora BERG-LUND · CM1 de Mme Ortega",
    ]
    assert added(made) == {"Kari"}


def test_the_extract_of_onde_is_read() -> None:
    made = planned(*files_in("onde"))
    assert [value for _row, value in told(made)] == [
        "Kari BERG → Nora BERG-LUND · CM1",
        "Kari BERG → Élias BERG-LUND · CE1",
        "Jonas LUND → Nora BERG-LUND · CM1",
        "Maria ORTEGA → Léo ORTEGA · CP",
    ]
    rows = made.people.filter(pl.col("act") == "create")
    assert set(rows.select("family_name", "phone").rows()) == {
        ("BERG", "0600000101"), ("LUND", "0100000102"),
    }  # fmt: skip
    with pytest.raises(FileRefused):
        planned(*files_in("onde"), profile="pupil")


def test_a_row_of_onde_may_leave_out_the_children_it_has_not() -> None:
    [(name, data)] = files_in("onde")
    short = data.replace(b';;"BERG-LUND";"\xc3\x89lias";"CE1"', b"")
    assert short != data
    values = [value for _row, value in told(planned((name, short)))]
    assert values[:2] == ["Kari BERG → Nora BERG-LUND · CM1", "Jonas LUND → Nora BERG-LUND · CM1"]


def test_several_children_are_told_apart_by_number_or_turn() -> None:
    numbered = "Child 1 name,Child 1 class,Child 2 name,Child 2 class"
    repeated = "Child name,Child class,Child name,Child class"
    for head in (numbered, repeated):
        table = read([("p.csv", f"SyncID,First name,Last name,{head}\n1,A,B,,,,\n".encode())])[1]
        assert columns(table) == [{"name": 3, "class": 4}, {"name": 5, "class": 6}]
