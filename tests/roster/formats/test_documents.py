"""XML and JSON rosters: exactly the people and pairs that another, smaller reader finds in them."""

import json
import random
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from kinkeeper.roster.read.documents import rows
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.table import Bounds, FileRefused
from tests.roster.core import File, Plan, codes, files_in, planned, read
from tests.roster.workbooks import packed

# A parent's key or name, the child's key, and whether it connects.
Edges = set[tuple[str, str, bool]]
Found = tuple[set[str], set[str], Edges]


def by_key(plan: Plan) -> dict[int, str]:
    people = plan.people.filter(plan.people["act"] == "create").iter_rows(named=True)
    return {
        each["person_id"]: each["sync_key"]
        if not str(each["sync_key"]).startswith("derived-")
        else f"{each['given_name']} {each['family_name']} {each['email'] or ''}".strip()
        for each in people
    }


def pupils_of(*files: File) -> set[str]:
    return set(by_key(planned(*files, profile="pupil")).values())


def parents_of(*files: File) -> tuple[set[str], Edges]:
    plan = planned(*files)
    people = by_key(plan)
    edges = {
        (people[each["parent_id"]], each["value"], each["claim"] in {None, "yes"})
        for each in plan.relationships.iter_rows(named=True)
        if each["act"] == "pending"
    }
    return set(people.values()), edges


def siecle(files: dict[str, bytes]) -> Found:
    roots = [ET.fromstring(data) for data in files.values()]  # our own samples
    pupils = {
        pupil.attrib["ELEVE_ID"]
        for root in roots
        for pupil in root.iter("ELEVE")
        if pupil.find("DATE_SORTIE") is None
    }
    parents = {each.attrib["PERSONNE_ID"] for root in roots for each in root.iter("PERSONNE")}
    edges = {
        (
            str(each.findtext("PERSONNE_ID")),
            str(each.findtext("ELEVE_ID")),
            each.findtext("RESP_LEGAL") in {"1", "2"}
            and each.findtext("CODE_PARENTE") in {"10", "20"},
        )
        for root in roots
        for each in root.iter("RESPONSABLE_ELEVE")
    }
    return pupils, parents, edges


def ctf(files: dict[str, bytes]) -> Found:
    (root,) = [ET.fromstring(data) for data in files.values()]
    pupils, parents, edges = set(), set(), set()
    for pupil in root.iter("Pupil"):
        upn = str(pupil.findtext("UPN"))
        pupils.add(upn)
        for each in pupil.iter("Contact"):
            said = [each.findtext(name) for name in ("Forename", "Surname", "Email")]
            name = " ".join(part for part in said if part)
            parents.add(name)
            sure = each.findtext("Responsible") == "true"
            edges.add((name, upn, sure and each.findtext("Relationship") in {"MTH", "FTH"}))
    return pupils, parents, edges


def wonde(files: dict[str, bytes]) -> Found:
    students = [each for data in files.values() for each in json.loads(data)["data"]]
    contacts = [(each, contact) for each in students for contact in each["contacts"]["data"]]
    edges = {
        (
            contact["id"],
            each["id"],
            contact["relationship"].get("parental_responsibility") is True
            and contact["relationship"]["relationship"] in {"Mother", "Father", None},
        )
        for each, contact in contacts
    }
    return {each["id"] for each in students}, {contact["id"] for _, contact in contacts}, edges


def schulconnex(files: dict[str, bytes]) -> Found:
    people = [each for data in files.values() for each in json.loads(data)]
    whose: dict[str, tuple[str, str, Any]] = {}
    for person in people:
        for each in person["personenkontexte"]:
            whose[each["id"]] = (
                person.get("pid") or person["person"]["id"],
                each["rolle"].lower(),
                each.get("loeschung"),
            )
    edges: Edges = set()
    for person in people:
        for each in person["personenkontexte"]:
            said = each.get("beziehungen", {})
            pairs = [(one["ktid"], each["id"], one) for one in said.get("hat_als", [])]
            pairs += [(each["id"], one["ktid"], one) for one in said.get("ist_von", [])]
            for adult, child, one in pairs:
                if adult in whose and child in whose and not whose[adult][2]:
                    sure = one["beziehung"].lower() == whose[adult][1] == "sorgber"
                    edges.add((whose[adult][0], whose[child][0], sure))
    parents = {adult for adult, _child, _sure in edges}
    return {pid for pid, role, _gone in whose.values() if role == "lern"}, parents, edges


# As a source system writes people: the person's own ID, and no `pid`.
SOURCE_SYSTEM = json.dumps(
    [
        {
            "person": {"id": f"q-{who}", "name": {"vorname": who, "familienname": "Ek"}},
            "personenkontexte": [
                {"id": f"k-{who}", "rolle": role, "beziehungen": {"hat_als": has}, "revision": "1"}
            ],
        }
        for who, role, has in (
            ("Ida", "Lern", [{"ktid": "k-Ann", "beziehung": "SorgBer"}]),
            (
                "Bo",
                "Lern",
                [{"ktid": f"k-{each}", "beziehung": "SorgBer"} for each in ("Ann", "Ulf")],
            ),
            ("Ann", "SorgBer", []),
            ("Ulf", "SchB", []),
        )
    ]
).encode()
READERS: dict[str, Callable[[dict[str, bytes]], Found]] = {
    "siecle": siecle,
    "ctf": ctf,
    "wonde": wonde,
    "schulconnex": schulconnex,
}


@pytest.mark.parametrize("name", READERS)
def test_k31_a_document_gives_the_people_and_pairs_that_another_reader_finds(name: str) -> None:
    files = files_in(name)
    pupils, parents, edges = READERS[name](dict(files))
    assert read(files)[0] == name
    assert pupils_of(*files) == pupils
    assert parents_of(*files) == (parents, edges)
    assert len({sure for _parent, _child, sure in edges}) == 2


def test_k31_people_of_a_source_system_have_their_own_id() -> None:
    files = [("personen.json", SOURCE_SYSTEM)]
    pupils, parents, edges = schulconnex(dict(files))
    assert (pupils_of(*files), parents_of(*files)) == (pupils, (parents, edges))
    assert len({sure for _parent, _child, sure in edges}) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Mrs"},
        {"students": {"data": [{"id": "S1"}]}},
        {"contracts": {"data": [{"id": "1"}]}},
    ]
    + [{"employment_details": {"data": {"current": True}}}],
)
def test_k37_no_contact_and_no_employee_becomes_a_pupil(more: dict[str, Any]) -> None:
    adult = {"id": "C1", "forename": "Mor", "surname": "One", "middle_names": None} | more
    with pytest.raises(FileRefused) as refused:
        planned(("answer.json", json.dumps({"data": [adult]}).encode()), profile="pupil")
    assert refused.value.code == "unclear-whose"


def test_k31_a_document_that_names_nobody_is_no_table() -> None:
    text = "<CTfile><Pupils><Pupil><UPN>A1</UPN></Pupil></Pupils></CTfile>"
    for profile in ("pupil", "parent"):
        with pytest.raises(FileRefused) as refused:
            planned(("a.xml", text.encode()), profile=profile)
        assert refused.value.code == "not-a-table"


def test_ims_enterprise_has_pupils_and_teachers_and_no_families() -> None:
    files = files_in("ims_enterprise")
    assert pupils_of(*files) == {"st-1001", "st-1002"}  # st-1009 is deleted
    plan = planned(*files, profile="pupil")
    assert plan.people["new_paths"].to_list() == [["Hillside/5A"], ["Hillside/5A"]]
    assert "01011299999" in files[0][1].decode()  # a national number is kept nowhere
    assert "01011299999" not in str(plan.people.to_dicts())
    assert codes(plan) == {"other-people": 1, "not-valid-now": 1}
    assert set(by_key(planned(*files, profile="teacher")).values()) == {"te-1"}
    with pytest.raises(FileRefused) as refused:
        planned(*files)
    assert refused.value.code == "not-in-format"


def test_ims_enterprise_who_learns_and_teaches_is_neither() -> None:
    (file,) = files_in("ims_enterprise")
    data = file[1].replace(
        b'<id>te-1</id></sourcedid><idtype>1</idtype><role roletype="02">',
        b'<id>st-1001</id></sourcedid><idtype>1</idtype><role roletype="02">',
    )
    assert pupils_of((file[0], data)) == {"st-1002"}


def test_siecle_newer_files_say_the_level_and_its_two_is_not_sure() -> None:
    text = (
        "<BEE_RESPONSABLES><PERSONNES>"
        + "".join(
            f"<PERSONNE PERSONNE_ID='{at}'><NOM>N{at}</NOM><PRENOM>P</PRENOM></PERSONNE>"
            for at in range(1, 5)
        )
        + "</PERSONNES><RESPONSABLES>"
        + "".join(
            f"<RESPONSABLE_ELEVE><ELEVE_ID>9</ELEVE_ID><PERSONNE_ID>{at}</PERSONNE_ID>"
            f"<NIVEAU_RESPONSABILITE>{at}</NIVEAU_RESPONSABILITE><CODE_PARENTE>10</CODE_PARENTE>"
            "</RESPONSABLE_ELEVE>"
            for at in range(1, 5)
        )
        + "</RESPONSABLES></BEE_RESPONSABLES>"
    )
    assert parents_of(("r.xml", text.encode()))[1] == {
        ("1", "9", True), ("2", "9", False), ("3", "9", False), ("4", "9", False),
    }  # fmt: skip


def test_k31_what_a_document_says_of_rights_beside_what_is_known_is_asked_about() -> None:
    (file,) = files_in("wonde")
    said = file[1].replace(b'"priority": 2', b'"court_order": "no contact", "priority": 2')
    reasons = planned((file[0], said)).counts["guard"]["reasons"]
    assert ["contacts: relationship/court_order"] in [each.get("columns") for each in reasons]
    assert planned(file).counts["guard"] is None


def test_pages_of_an_answer_are_one_roster_and_no_page_is_the_whole_truth() -> None:
    (file,) = files_in("wonde")
    students = json.loads(file[1])["data"]
    pages: list[File] = [
        (
            f"{at}.json",
            json.dumps({"data": [each], "meta": {"pagination": {"more": at == 0}}}).encode(),
        )
        for at, each in enumerate(students)
    ]
    assert parents_of(*pages) == parents_of(file)
    assert parents_of(("all.zip", packed(dict(pages)))) == parents_of(file)
    for incomplete in (pages, pages[:1]):
        with pytest.raises(FileRefused) as refused:
            planned(*incomplete, links="exact")
        assert refused.value.code == "exact-needs-whole"


def test_the_last_page_of_an_answer_alone_is_not_the_whole_truth() -> None:
    """A parent on it would lose the children who stand on the pages before."""
    (file,) = files_in("wonde")
    student = json.loads(file[1])["data"][-1]

    def page(**said: object) -> File:
        answer = {"data": [student], "meta": {"pagination": {"more": False, **said}}}
        return "last.json", json.dumps(answer).encode()

    first = "https://api.wonde.com/v1.0/schools/A1/students?page=1"
    for last in (page(previous=first, current_page=2), page(previous=first), page(current_page=2)):
        assert parents_of(last)[1]
        with pytest.raises(FileRefused) as refused:
            planned(last, links="exact")
        assert refused.value.code == "exact-needs-whole"
    assert planned(page(previous=None, next=None, current_page=1), links="exact").people.height


@pytest.mark.parametrize(
    ("name", "key"),
    [("siecle", "1001"), ("ctf", "Z999990001001"), ("wonde", "A1001"), ("schulconnex", "p-nora")],
)
def test_k32_what_a_document_calls_a_child_is_held_against_the_pupil_of_the_key(
    name: str, key: str
) -> None:
    """What is done with a child of another name: tests/intake/prepare/test_called_children.py."""
    table = read(files_in(name))[1]
    assert table.called is not None
    assert table.links is not None
    called = table.called.with_columns(table.called["value"])
    named = called.filter(called["value"] == key)
    if named.is_empty():  # by the row that names one child
        rows = table.links.filter(table.links["value"] == key)["row"].implode()
        named = called.filter(called["row"].is_in(rows))
    assert set(named["given_name"].to_list()) == {"Nora"}


def refusal(name: str, data: bytes, **bounds: int) -> str:
    with pytest.raises(FileRefused) as refused:
        sheets_of([(name, data)], encoding=None, delimiter=None, bounds=Bounds(**bounds))
    return refused.value.code


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE enterprise [<!ENTITY a "ha">]><enterprise>&a;</enterprise>'
)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xml", LAUGHS, "document-refused"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE enterprise [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                  b"<enterprise>&x;</enterprise>", "document-refused"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE e SYSTEM "e.dtd"><enterprise>&x;</enterprise>',
         "document-refused"),
        ("a.xml", b"<BEE_ELEVES><ELEVES><ELEVE ELEVE_ID='1'>", "document-refused"),
        ("a.xml", b'<?xml version="1.0" encoding="nonsense"?><BEE_ELEVES/>', "not-a-table"),
        ("a.xml", b"<BEE_ELEVES>" + b"<x>" * 5000, "too-large"),
        ("a.xml", b"<BEE_ELEVES><ELEVES>" + b"<ELEVE/>" * 9 + b"</ELEVES></BEE_ELEVES>",
         "too-large"),
        ("a.xml", b"<BEE_ELEVES><ELEVES><ELEVE>"
                  + b"".join(b"<a%d>1</a%d>" % (at, at) for at in range(500))
                  + b"</ELEVE></ELEVES></BEE_ELEVES>", "too-large"),
        ("a.xml", b'<?xml version="1.0"?><catalogue><book/></catalogue>', "not-a-table"),
        ("a.svg", b'<?xml version="1.0"?><svg/>', "not-a-table"),
        ("a.json", b'{"data": [{"id": "1", "forename": "A", "id": "2"}]}', "document-refused"),
        ("a.json", b'{"data": [{"id": "1", "forename": ', "document-refused"),
        ("a.json", b'[{"personenkontexte": ' + b"[" * 100_000, "document-refused"),
        ("a.json", b"[" * 100_000 + b"{", "not-a-table"),
        ("a.json", b'{"data": ' + b"[" * 2500 + b'{"forename": "A"}' + b"]" * 2500 + b"}",
         "too-large"),
        ("a.json", b'{"data": [{"forename": "A", "x": ' + b"[" * 2500 + b"]" * 2500 + b"}]}",
         "too-large"),
        ("a.json", b'{"data": ' + b"[" * 2500 + b"]" * 2500 + b"}", "not-a-table"),
        ("a.json", b'{"data": [{"id": NaN, "forename": "A"}]}', "document-refused"),
        ("a.json", b'{"data": [{"id": "\xff", "forename": "A"}]}', "document-refused"),
        ("a.json", b'{"name": "package", "version": "1"}', "not-a-table"),
        ("a.zip", packed({"a.xml": b'<?xml version="1.0"?><svg/>'}), "not-a-table"),
    ],
)  # fmt: skip
def test_r_058_a_document_made_to_hurt_or_of_another_kind_is_refused(
    name: str, data: bytes, code: str
) -> None:
    assert refusal(name, data, rows=8) == code


def test_a_document_of_few_values_cannot_make_a_table_of_very_many_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One record with many names, and many records without any: in one document, or in two."""
    monkeypatch.setattr(rows, "MOST_CELLS", 400)
    wide = json.dumps({"forename": "A", **{f"n{at}": "1" for at in range(49)}})
    assert refusal("a.json", f'{{"data": [{wide}{", {}" * 8}]}}'.encode()) == "too-large"
    several = [
        ("a.json", f'{{"data": [{wide}]}}'.encode()),
        ("b.json", f'{{"data": [{{"forename": "B"}}{", {}" * 8}]}}'.encode()),
    ]
    for files in (several[:1], several[1:]):
        assert sheets_of(files, encoding=None, delimiter=None, bounds=Bounds())
    with pytest.raises(FileRefused) as refused:
        sheets_of(several, encoding=None, delimiter=None, bounds=Bounds())
    assert (refused.value.code, refused.value.detail["what"]) == ("too-large", "cells")


def test_a_document_beside_tables_in_an_archive_is_named_and_not_read() -> None:
    table = b"SyncID,First name,Last name,ChildID\nP1,Ann,Lee,S1\n"
    plan = planned(
        (
            "a.zip",
            packed({"p.csv": table, "pom.xml": b'<?xml version="1.0"?><p>', "a.json": b'{"a":'}),
        )
    )
    assert set(by_key(plan).values()) == {"P1"}
    assert codes(plan)["not-read"] == 1


@pytest.mark.parametrize("name", READERS)
def test_k31_a_damaged_document_makes_no_pair_of_two_who_are_in_it_and_were_none(name: str) -> None:
    files = files_in(name)
    chance = random.Random(21)
    _pupils, parents, edges = READERS[name](dict(files))
    pairs = {(parent, child) for parent, child, _sure in edges}
    children = {child for _parent, child in pairs}
    read_all_the_same = 0
    for _time in range(25):
        at = chance.randrange(len(files))
        data = bytearray(files[at][1])
        cut = chance.randrange(len(data))
        data[cut : cut + chance.randrange(1, 12)] = b""
        try:
            found = parents_of(*files[:at], (files[at][0], bytes(data)), *files[at + 1 :])[1]
        except FileRefused:
            continue
        read_all_the_same += 1
        both = {each for each in found if each[0] in parents and each[1] in children}
        assert {(parent, child) for parent, child, _sure in both} <= pairs
        assert {each for each in both if each[2]} <= edges
    assert read_all_the_same


IDENTIFYING = {
    "siecle": ['PERSONNE_ID="2002"', "<ELEVE_ID>1003</ELEVE_ID>", "<MEL>maison@berg.example</MEL>"],
    "ctf": ["<UPN>Z999990001002</UPN>", "<Email>home@berg.example</Email>"],
    "wonde": ['"id": "C2001"', '"id": "A1002"', '"mobile": "+447700900102"'],
    "schulconnex": ['"pid": "p-kari"', '"ktid": "kt-gd-2001"', '"id": "kt-gd-2002"'],
}


@pytest.mark.parametrize(
    ("name", "said", "placeholder"),
    [
        (name, said, ("NULL", "-", "0000", "unbekannt")[at])
        for name, several in IDENTIFYING.items()
        for at, said in enumerate(several)
    ],
)
def test_k33_a_placeholder_in_a_document_does_what_an_empty_value_does(
    name: str, said: str, placeholder: str
) -> None:
    value = said.split(">")[1].split("<")[0] if said[0] == "<" else said.split('"')[-2]

    def outcome(text: str) -> tuple[set[str], set[str], Edges]:
        instead = said.replace(value, text).encode()
        files = [(each, data.replace(said.encode(), instead)) for each, data in files_in(name)]
        assert files != files_in(name)
        return pupils_of(*files), *parents_of(*files)

    assert outcome(placeholder) == outcome("")


def test_a_context_that_two_people_have_is_nobodys() -> None:
    (file,) = files_in("schulconnex")
    twice = file[1].replace(b'"id": "kt-gd-2002"', b'"id": "kt-gd-2001"')
    assert {edge for edge in parents_of((file[0], twice))[1] if edge[2]} == set()


def test_k1_numbers_in_json_are_kept_as_they_are_written() -> None:
    data = (
        b'{"data": [{"id": 12345678901234567890, "forename": "A", "surname": "B", "contacts": '
        b'{"data": [{"id": 1.50, "forename": "C", "surname": "D", "relationship": '
        b'{"relationship": "Mother", "parental_responsibility": 1}}]}}]}'
    )
    assert parents_of(("a.json", data))[1] == {("1.50", "12345678901234567890", True)}


@pytest.mark.parametrize("name", ["Responsibility", "ParentalResponsibility"])
def test_k26_a_transfer_file_says_responsibility_by_any_of_its_names(name: str) -> None:
    [(file, data)] = files_in("ctf")
    renamed = data.replace(b"Responsible>", f"{name}>".encode())
    claims = planned((file, renamed)).relationships["claim"].to_list()
    assert claims == planned((file, data)).relationships["claim"].to_list()
    assert "yes" in claims
    # beside another answer the more cautious holds
    denied = f"<{name}>false</{name}><Responsible>true</Responsible>".encode()
    both = data.replace(b"<Responsible>true</Responsible>", denied)
    said = ["no"] * 6 + ["unknown"]  # the last contact says nothing
    assert planned((file, both)).relationships["claim"].to_list() == said
