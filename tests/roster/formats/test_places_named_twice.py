"""A school that a file lists twice makes nobody twice, and one with two names places nobody."""

import pytest

from tests.roster.core import File, files_in, planned

# The file of the places, by the folder of the sample.
PLACES = {
    "clever_sftp": "schools.csv",
    "oneroster_1.1_bulk_agents_on_students": "orgs.csv",
    "sds_v1": "school.csv",
    "sds_v2.1": "orgs.csv",
}


def twice(name: str, old: bytes = b"", new: bytes = b"") -> list[File]:
    """Each place of the sample once more, with this change."""
    found = []
    for file, data in files_in(name):
        if file.lower() == PLACES[name]:
            head, *rows = data.replace(b"\r\n", b"\n").strip().split(b"\n")
            again = [row.replace(old, new) if old else row for row in rows]
            data = b"\n".join([head, *rows, *again]) + b"\n"
        found.append((file, data))
    return found


def people(*files: File, profile: str) -> list[tuple[str | None, ...]]:
    made = planned(*files, profile=profile)
    return sorted(made.people.select("sync_key", "given_name", "act").rows(), key=str)


@pytest.mark.parametrize("name", sorted(PLACES))
@pytest.mark.parametrize("profile", ["pupil", "parent"])
def test_a_place_that_stands_twice_is_one(name: str, profile: str) -> None:
    assert people(*twice(name), profile=profile) == people(*files_in(name), profile=profile)


def places(*files: File) -> set[str]:
    made = planned(*files, profile="pupil").people
    return {path for each in made["new_paths"].to_list() for path in each or []}


@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_place_of_two_names_places_nobody(name: str) -> None:
    files = twice(name, b"Lindenberg", b"Other")
    assert people(*files, profile="pupil") == people(*files_in(name), profile="pupil")
    assert any("Lindenberg" in path for path in places(*twice(name)))
    assert any("Harbour" in path for path in places(*files))
    assert not any("Lindenberg" in path or "Other" in path for path in places(*files))
