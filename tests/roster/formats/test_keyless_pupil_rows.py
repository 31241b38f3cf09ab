"""K5, K29, K32: pupils without a key, their parents beside them: no two people become one, and
whatever is said of two is proposed at most."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.match.described import CLASSES, PUPILS, Pupils
from kinkeeper.roster.table import FileRefused
from tests.roster.core import Plan, codes, files_in, planned, pupils_here, read, relationships

HEAD = "Last name,First name,Birth date,Class,Parent 1 name,Parent 1 email,Parent 2 name,Address\n"
HEAD = HEAD.replace("Address", "Parent 1 address")
NORA, ELI = "Berg,Nora,2015-04-03,5A", "Berg,Eli,2015-04-03,5A"
SCHILD = "in_use/more-headings/schild.csv"


def site(*pupils: tuple[str, str, str]) -> dict[str, Any]:
    named = [(at, *pupil) for at, pupil in enumerate(pupils, start=1)]
    there = Pupils(
        lambda: pl.DataFrame(named, schema=PUPILS, orient="row"),
        lambda _ids: pl.DataFrame(schema=CLASSES),
    )
    return {"pupils": there, "site": pupils_here(*(f"k{at}" for at, *_pupil in named))}


HERE = site(("Nora", "Berg", "2015-04-03"), ("Eli", "Berg", "2015-04-03"))


def keys(made: Plan) -> list[str]:
    there = made.people.filter(pl.col("act") == "create")
    return there.sort("number")["sync_key"].to_list()


def test_k29_parents_are_made_and_their_children_proposed() -> None:
    made = planned(
        HEAD + f"{NORA},Kari Berg,k@e.org,Jon Lund,\n{ELI},Kari Berg,k@e.org,,\n", **HERE
    )
    assert relationships(made) == {
        ("propose", "Kari Berg", "Nora Berg · 5A · 2015-04-03"),
        ("propose", "Kari Berg", "Eli Berg · 5A · 2015-04-03"),
        ("propose", "Jon Lund", "Nora Berg · 5A · 2015-04-03"),
    }
    assert set(made.relationships["note"]) == {"described-birth"}


def test_k32_twins_have_two_parents_until_somebody_merges_them() -> None:
    """Without an address Jon may be two: of each child the one."""
    twins = planned(HEAD + f"{NORA},Jon Lund,,,\n{ELI},Jon Lund,,,\n")
    assert len(set(keys(twins))) == 2
    again = planned(HEAD + f"{NORA.replace('5A', '6A')},LUND Jon,,,\n")
    assert keys(again) == keys(twins)[:1]  # another class and spelling: the same parent


@pytest.mark.parametrize(
    "other",
    [
        NORA + ",Jon Lund,,,Mill Lane 4",  # another home
        NORA.replace("5A", "6B") + ",Jon Lund,,,",  # another class
    ],
)
def test_k32_namesakes_born_on_one_day_have_no_parent_in_common(other: str) -> None:
    made = planned(HEAD + f"{NORA},Jon Lund,,,Hill 1\n{other}\n")
    same = planned(HEAD + f"{NORA},Jon Lund,,,Hill 1\n{NORA},Jon Lund,,,Hill 1\n")
    assert len(keys(same)) == 1
    assert len(keys(made)) == (0 if "Mill" in other or "6B" in other else 1)
    assert codes(made)["no-identity"] == 2
    assert codes(made)["child-described"] == 2


def test_k32_a_corrected_birth_date_is_another_parent_and_nobody_elses() -> None:
    [before] = keys(planned(HEAD + f"{NORA},Jon Lund,,,\n"))
    [after] = keys(planned(HEAD + f"{NORA.replace('-03,', '-04,')},Jon Lund,,,\n"))
    assert before != after


def test_k14_the_same_family_in_another_schools_file_is_another_key() -> None:
    text = HEAD + f"{NORA},Jon Lund,,,\n"
    here, there = keys(planned(text, home="Hillside")), keys(planned(text, home="Lakeside"))
    assert len(here) == len(there) == 1
    assert here != there


def test_k29_a_class_alone_makes_no_key() -> None:
    made = planned("First name,Last name,Class,Parent 1 name\nNora,Berg,5A,Jon Lund\n")
    assert keys(made) == []
    assert codes(made) == {"no-identity": 1, "child-described": 1}


NAMES = st.sampled_from(["Jon Lund", "Kari Berg", ""])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Nora", "Eli"]),
        st.sampled_from(["2015-04-03", "2015-03-04", ""]),
        st.sampled_from(["5A", "6B"]),
        NAMES,
        st.sampled_from(["", "a@e.org", "b@e.org"]),
        NAMES,
        st.sampled_from(["", "Hill 1", "Mill 4"]),
    ),
    min_size=1,
    max_size=4,
)


@given(ROWS)
def test_k05_no_two_are_one_by_less_than_name_and_address_or_child(
    rows: list[tuple[str, str, str, str, str, str, str]],
) -> None:
    text = HEAD + "".join(
        f"Berg,{given},{born},{form},{one},{mail},{two},{home}\n"
        for given, born, form, one, mail, two, home in rows
    )
    _name, table = read([("f.csv", text.encode())])
    if table.fields is None or "sync_key" not in table.fields:
        return
    key = f"c{table.fields.index('sync_key')}"
    whose: dict[str, list[tuple[str, ...]]] = {}
    for row, cell in table.cells.select("row", key).iter_rows():
        given, born, form, one, mail, two, home = rows[table.lines.line(row) - 2]
        first = table.lines.part(row) == "Parent 1"
        said = (one, mail, home) if first else (two, "", "")
        if cell:
            whose.setdefault(cell, []).append((*said, given, born, form))
    for several in whose.values():
        assert len({name for name, *_rest in several}) == 1
        mails = {mail for _name, mail, *_rest in several}
        if mails == {""}:
            assert len({(given, born) for *_said, given, born, _form in several}) == 1
            assert len({form for *_rest, form in several}) == 1
            assert len({home for _name, _mail, home, *_rest in several} - {""}) <= 1
        else:
            assert len(mails) == 1


def test_schild_is_read_as_it_is_for_parents_and_refused_for_pupils() -> None:
    [(_name, data)] = files_in(SCHILD)
    keyless = b"\n".join(line.split(b"|", 1)[1] for line in data.splitlines())
    here = site(("Elias", "Berg-Lund", "2012-09-17"))
    made = planned(("SchuelerErzieher.dat", keyless), **here)
    shown = "Elias Berg-Lund · 17.09.2012"
    assert relationships(made) == {
        ("propose", "Kari Berg", shown), ("propose", "Jonas Lund", shown),
    }  # fmt: skip
    assert set(made.relationships["note"]) == {"described-unknown"}
    assert codes(made)["child-described"] == 1
    with pytest.raises(FileRefused) as refused:
        planned(("SchuelerErzieher.dat", keyless), profile="pupil")
    assert refused.value.code == "pupils-without-keys"


@pytest.mark.parametrize(
    "head",
    [
        "First name,Last name,Birth date,Contact 1 name,Contact 1 phone",  # whose contact?
        "Username,First name,Last name,Birth date,Parent 1 name",
        "First name,Last name,Parent 1 name,Parent 1 email",  # a name alone
    ],
)
def test_k37_other_lists_are_not_read_so(head: str) -> None:
    row = ",".join("x@e.org" if "email" in each else "Ann Lee" for each in head.split(","))
    assert read([("f.csv", f"{head}\n{row}\n".encode())])[0] != "keyless-pupil-rows"
