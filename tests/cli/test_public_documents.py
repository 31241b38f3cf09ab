"""K31: documents of national systems, through the command line: exactly the people and pairs that
another, smaller reader finds in them, and connected only where the document says so."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.commands import Kinkeeper
from tests.roster.core import ROSTERS, File, files_in
from tests.roster.formats.test_documents import READERS, SOURCE_SYSTEM, schulconnex

DOCUMENTS = {name: (files_in(name), READERS[name]) for name in READERS}
DOCUMENTS["schulconnex-source"] = ([("personen.json", SOURCE_SYSTEM)], schulconnex)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_k31_a_document_gives_exactly_its_people_and_pairs(
    kinkeeper: Kinkeeper, tmp_path: Path, name: str
) -> None:
    files, reader = DOCUMENTS[name]
    pupils, parents, edges = reader(dict(files))
    run(kinkeeper, tmp_path, files, "pupil", name)
    run(kinkeeper, tmp_path, files, "parent", name)
    people = {each["id"]: each for each in listed(kinkeeper, name)}
    known = {each["id"]: called(each, name) for each in people.values()}
    assert {known[at] for at, each in people.items() if each["profile"] == "pupil"} == pupils
    assert {known[at] for at, each in people.items() if each["profile"] == "parent"} == parents
    found = [
        each
        for each in kinkeeper("relationships", "list", "--json").json
        if each["parent"]["id"] in known
    ]
    pairs = {(known[each["parent"]["id"]], child_of(each, name)): each["state"] for each in found}
    assert pairs.keys() == {(parent, child) for parent, child, _sure in edges}
    sure = {(parent, child) for parent, child, sure in edges if sure and child in pupils}
    assert {pair for pair, state in pairs.items() if state == "active"} == sure


def test_k31_pupils_of_a_norwegian_document_are_exactly_those_who_learn(
    kinkeeper: Kinkeeper, tmp_path: Path
) -> None:
    files = files_in("ims_enterprise")
    run(kinkeeper, tmp_path, files, "pupil", "pifu")
    (root,) = [ET.fromstring(data) for _name, data in files]  # our own sample
    gone = {
        str(each.findtext("sourcedid/id"))
        for each in root.iter("person")
        if each.get("recstatus") == "3"
    }
    learn = {
        str(each.findtext("sourcedid/id"))
        for each in root.iter("member")
        if (role := each.find("role")) is not None and role.get("roletype") == "01"
    }
    assert {called(each, "pifu") for each in listed(kinkeeper, "pifu")} == learn - gone
    refused = run(kinkeeper, tmp_path, files, "parent", "pifu", code=1)
    assert refused["problem_counts"] == {"not-in-format": 1}


def test_k29_adults_of_a_french_list_are_connected_to_nobody(
    kinkeeper: Kinkeeper, tmp_path: Path
) -> None:
    files = files_in("onde")
    run(kinkeeper, tmp_path, files, "parent", "onde")
    text = (ROSTERS / "onde" / files[0][0]).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    reached = ("Courriel", "Téléphone portable", "Téléphone domicile")
    adults = {
        (row["Prénom responsable"], row["Nom usage responsable"] or row["Nom responsable"])
        for row in rows
        if any(row.get(each) for each in reached)
    }
    people = {each["id"]: each for each in listed(kinkeeper, "onde")}
    assert {(each["given_name"], each["family_name"]) for each in people.values()} == adults
    found = kinkeeper("relationships", "list", "--json").json
    assert not [each for each in found if each["parent"]["id"] in people]


def run(
    kinkeeper: Kinkeeper,
    folder: Path,
    files: list[File],
    profile: str,
    place: str,
    *,
    code: int = 0,
) -> Mapping[str, Any]:
    paths = []
    for name, data in files:
        (folder / name).write_bytes(data)
        paths.append(str(folder / name))
    words = ("--profile", profile, "--organisation", place, "--key-prefix", f"{place}-")
    done = kinkeeper("import", "run", *paths, *words, "--json")
    assert done.code == code, done.out
    found: Mapping[str, Any] = done.json
    return found


def listed(kinkeeper: Kinkeeper, place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = kinkeeper(
        "people", "list", "--organisation", place, "--json"
    ).json
    return found


def called(person: Mapping[str, Any], place: str) -> str:
    """The key in the document; of who has none there the name and the address."""
    key = str(person["sync_key"]).removeprefix(f"{place}-")
    if not key.startswith("derived-"):
        return key
    said = (person["given_name"], person["family_name"], person["email"])
    return " ".join(part for part in said if part)


def child_of(relationship: Mapping[str, Any], place: str) -> str:
    child = relationship["child"]
    return str(child.get("sync_key") or child["value"]).removeprefix(f"{place}-")
