"""Sources on the command line, seen from outside."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import Kinkeeper

KEYS = {
    "name", "kind", "address", "organisation", "profile", "every_minutes", "daily_at", "trusted",
    "owner", "state", "next_at", "last_run", "about", "failing_since",
}  # fmt: skip
ROSTER = "SyncID,First name,Last name,ChildID\nP-50,Ada,Berg,\n"


@dataclass(frozen=True)
class Watching(Kinkeeper):
    """A site whose operator has named a folder."""

    folder: Path = Path()

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"KINKEEPER_SOURCE_FOLDERS": str(self.folder)}


@pytest.fixture
def site(alone: Kinkeeper, tmp_path_factory: pytest.TempPathFactory) -> Watching:
    return Watching(alone.home, tmp_path_factory.mktemp("rosters"))


def test_from_adding_to_removing(site: Watching) -> None:
    add = (
        *("sources", "add", "Nightly", "--kind", "folder", "--address", f"{site.folder}/"),
        *("--profile", "parent", "--organisation", "Hillside", "--every", "60", "--json"),
    )
    added = site(*add, "--trust", "create", "connect")
    assert added.code == 0, added.err
    assert added.json.keys() == KEYS
    assert (added.json["state"], added.json["last_run"]) == ("active", None)
    assert site(*add).json["error"]["code"] == "not-set-up"

    (site.folder / "parents.csv").write_text(ROSTER)
    (site.folder / "parents.csv.done").touch()
    ran = site("sources", "run", "Nightly", "--json")
    assert (ran.code, ran.json["last_run"]["outcome"]) == (0, "applied")
    again = site("sources", "run", "Nightly", "--json")
    assert (again.code, again.json["last_run"]["outcome"]) == (0, "unchanged")
    shown = site("import", "show", str(ran.json["last_run"]["import"]), "--json").json
    assert shown["state"] == "applied"

    assert site("sources", "pause", "Nightly", "--json").json["state"] == "paused"
    refused = site("sources", "run", "Nightly", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "paused")
    assert site("sources", "resume", "Nightly").code == 0
    assert [each["name"] for each in site("sources", "list", "--json").json] == ["Nightly"]
    assert site("sources", "list").code == 0
    assert site("sources", "remove", "Nightly").code == 0
    assert site("sources", "list", "--json").json == []
    assert site("sources", "run", "Nightly", "--json").json["error"]["code"] == "unknown-source"


def test_a_place_the_operator_has_not_named_is_refused(site: Watching) -> None:
    add = ("sources", "add", "X", "--profile", "parent", "--daily", "03:30", "--json")
    outside = site(*add, "--kind", "folder", "--address", "/etc/")
    assert outside.code == 1
    assert "KINKEEPER_SOURCE_FOLDERS" in outside.json["error"]["message"]
    remote = ("--kind", "https", "--address", "https://sis.example/x", "--secret-stdin")
    refused = site(*add, *remote, stdin="quiet-lantern-token\n")
    assert refused.code == 1
    assert "quiet-lantern-token" not in refused.out + refused.err
    assert site(*add[:-3], "--daily", "late", *remote).code == 2
