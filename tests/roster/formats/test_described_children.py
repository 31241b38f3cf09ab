"""Files that name children without a key: who is proposed, compared with readers of our own."""

import csv
import io
import json
import random

import polars as pl
import pytest

from kinkeeper.roster.match.described import PUPILS
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.draft import draft
from kinkeeper.roster.table import FileRefused
from tests.roster.core import TODAY, codes, files_in, planned, pupils_here, read
from tests.roster.fuzz import damaged

NORA, ELIAS, LEO = 1, 2, 3
HERE = pl.DataFrame(
    [
        (NORA, "Nora", "Berg-Lund", "2014-03-02", ["CM1", "CM1 de Mme Ortega"]),
        (ELIAS, "Elias", "Berg-Lund", "2012-09-17", ["CE1"]),
        (LEO, "Léo", "Ortega", None, ["CP"]),
    ],
    schema=PUPILS,
    orient="row",
)
SITE = pupils_here("k1", "k2", "k3")
SCHILD = (
    "Nachname|Vorname|Geburtsdatum|Erzieherart|Nachname 1.Person|Vorname 1.Person"
    "|Nachname 2.Person|Vorname 2.Person\n"
    "Berg-Lund|Elias|17.09.2012|Eltern|Berg|Kari|Lund|Jonas\n"
)
PLAIN = (
    "SyncID,First name,Last name,Child 1 first name,Child 1 last name,Child 1 class,"
    "Child 2 first name,Child 2 last name,Child 2 class\n"
    "P1,Kari,Berg,Nora,Berg-Lund,cm 1,Elias,Berg-Lund,CE1\n"
)
PUPILS_ROW = (
    "First name,Last name,Class,Guardian name,Guardian email\nLéo,Ortega,CP,Maria O,m@e.org\n"
)


def of_blocks(data: bytes, parent: tuple[int, ...], first: int, size: int) -> set[tuple[str, str]]:
    """(adult, child) of a list with the children in blocks of columns."""
    found = set()
    for row in list(csv.reader(io.StringIO(data.decode()), delimiter=";"))[1:]:
        adult = " ".join(next(row[at] for at in (place,) if row[at]) for place in parent)
        for at in range(first, len(row), size):
            block = row[at : at + size]
            family = next((cell for cell in block[: size - 2] if cell), "")
            if block[-2:-1] and family:
                found.add((adult, f"{block[-2]} {family}"))
    return found


def proposed(made: object) -> set[tuple[str, int]]:
    names = {
        each["person_id"]: f"{each['given_name']} {each['family_name']}"
        for each in made.people.iter_rows(named=True)  # type: ignore[attr-defined]
    }
    lines = list(made.relationships.iter_rows(named=True))  # type: ignore[attr-defined]
    lines = [each for each in lines if each["act"] != "rejected"]
    assert {each["act"] for each in lines} <= {"propose"}
    assert {each["claim"] for each in lines} <= {"described"}
    return {(names[each["parent_id"]], each["child_id"]) for each in lines}


def test_k26_a_list_of_one_proposes_each_pair_and_connects_nobody() -> None:
    [(name, data)] = files_in("one")
    names = {"Nora BERG-LUND": NORA, "Élias BERG-LUND": ELIAS}
    want = {(adult, names[child]) for adult, child in of_blocks(data, (1, 0), 8, 3)}
    assert proposed(planned((name, data), site=SITE, pupils=HERE)) == want
    assert len(want) == 3


def test_k26_a_list_of_onde_proposes_each_pair_and_connects_nobody() -> None:
    made = planned(*files_in("onde"), site=SITE, pupils=HERE)
    assert proposed(made) == {
        ("Kari BERG", NORA),
        ("Kari BERG", ELIAS),
        ("Jonas LUND", NORA),
        ("Maria ORTEGA", LEO),
    }
    assert made.people.height == 3


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (SCHILD, {("Kari Berg", ELIAS), ("Jonas Lund", ELIAS)}),
        (PLAIN, {("Kari Berg", NORA), ("Kari Berg", ELIAS)}),
        (PUPILS_ROW, {("Maria O", LEO)}),
    ],
)
def test_k26_tables_without_childrens_keys_propose(text: str, want: set[tuple[str, int]]) -> None:
    assert proposed(planned(text, site=SITE, pupils=HERE)) == want
    with pytest.raises(FileRefused):  # no pupil is made of a name
        planned(text.replace("SyncID", "Row"), profile="pupil")


@pytest.mark.parametrize("name", ["one", "onde"])
def test_k37_no_pupil_is_made_of_a_list_of_adults(name: str) -> None:
    with pytest.raises(FileRefused):
        planned(*files_in(name), profile="pupil")


def test_k31_who_is_not_found_is_told_and_never_taken_for_a_key() -> None:
    made = planned(*files_in("onde"), site=SITE)
    assert codes(made) == {"child-described": 4, "derived-keys": 1}
    assert made.relationships.is_empty()
    table = read(files_in("onde"))[1]
    with pytest.raises(ValueError, match="not asked"):
        draft(table, Options(profile="parent"), weak=lambda _word: False, today=TODAY)


def test_k32_a_class_that_is_another_and_a_twin_propose_nobody() -> None:
    twin = HERE.with_columns(id=pl.col("id") + 10)
    made = planned(PUPILS_ROW, site=SITE, pupils=pl.concat([HERE, twin]))
    [why] = made.problems.filter(pl.col("code") == "child-described")["detail"]
    assert json.loads(why) == {"why_nobody": "several"}
    other = planned(PUPILS_ROW.replace(",CP,", ",CE2,"), site=SITE, pupils=HERE)
    [why] = other.problems.filter(pl.col("code") == "child-described")["detail"]
    assert json.loads(why) == {"why_nobody": "none"}


def test_k31_a_row_may_leave_out_whole_blocks_at_its_end_and_nothing_else() -> None:
    head = "Nom;Prénom;Nom de l'élève;Prénom de l'élève;Classes de l'élève" + (
        ";Nom de l'élève;Prénom de l'élève;Classes de l'élève\n"
    )
    short = planned(head + "B;Kari;Ortega;Léo;CP\n", site=SITE, pupils=HERE)
    assert proposed(short) == {("Kari B", LEO)}
    cut = planned(head + "B;Kari;Ortega;Léo;CP;Berg\n", site=SITE, pupils=HERE)
    assert cut.relationships.is_empty()
    assert codes(cut).get("cells-missing") == 1


@pytest.mark.parametrize("name", ["one", "onde"])
def test_damaged_lists_propose_nobody_else(name: str) -> None:
    """What is changed at random proposes pupils of the file, refuses it, or says what is wrong."""
    chance = random.Random(26)
    for _time in range(25):
        try:
            made = planned(*damaged(files_in(name), chance), site=SITE, pupils=HERE)
        except FileRefused:
            continue
        assert {child for _adult, child in proposed(made)} <= {NORA, ELIAS, LEO}
