"""K5, K29: lists as public programs write them, from the file to people and relationships by the
command line, held against what a person reads in them."""

from pathlib import Path

from tests.commands import Kinkeeper

MATRICULA = (
    "Matrícula;Nome do Aluno;Turma;Nome da Mãe;E-mail da Mãe;Nome do Pai;E-mail do Pai\n"
    "B1;Ivy Stone;5A;Ann Stone;a@e.org;Bob Stein;b@e.org\nB2;Ivo Dahl;5B;;;Bo Dahl;d@e.org\n"
)
VEREIN = (
    "Vorname;Nachname;Geburtsdatum;Erziehungsberechtigter 1 – Vorname;"
    "Erziehungsberechtigter 1 – Nachname;Erziehungsberechtigter 1 – E-Mail\n"
    "Ida;Ek;15.05.2014;Eva;Ek;e@e.org\nIda;Ek;16.05.2014;Eva;Berg;f@e.org\n"
)
PUPILS = "SyncID,First name,Last name,Birth date\nV1,Ida,Ek,2014-05-15\nV2,Ida,Ek,2014-05-16\n"
STEPS = [("b.csv", MATRICULA, "pupil"), ("b.csv", MATRICULA, "parent")]
STEPS += [("p.csv", PUPILS, "pupil"), ("v.csv", VEREIN, "parent")]
EDGES = {
    ("ann.stone", "B1", "active"), ("bob.stein", "B1", "active"), ("bo.dahl", "B2", "active"),
    ("eva.ek", "V1", "proposed"), ("eva.berg", "V2", "proposed"),
}  # fmt: skip


def test_k05_public_lists_give_exactly_their_people_and_pairs(
    kinkeeper: Kinkeeper, tmp_path: Path
) -> None:
    for name, text, profile in STEPS:
        (tmp_path / name).write_text(text)
        run = ("import", "run", str(tmp_path / name), "--profile", profile)
        assert kinkeeper(*run, "--organisation", "Alder").code == 0
    found = kinkeeper("relationships", "list", "--json").json
    said = [(each["parent"]["username"], each["child"]["sync_key"]) for each in found]
    assert {(*pair, each["state"]) for pair, each in zip(said, found, strict=True)} == EDGES
    assert len(found) == len(EDGES)
    people = kinkeeper("people", "list", "--json").json
    assert len(people) == 4 + len(EDGES)
    asked = {each["parent"]["username"]: each for each in kinkeeper("inbox", "list", "--json").json}
    assert asked["eva.ek"]["named"] == {
        "import": 4, "row": 2, "called": "Ida Ek · 15.05.2014", "classes": "",
    }  # fmt: skip
    assert "16.05.2014" in kinkeeper("inbox", "list").out
    said = kinkeeper("explain", "user:eva.ek", "key:V1", "--json").json["because"]
    assert any("v.csv" in each and "Ida Ek · 15.05.2014" in each for each in said)
