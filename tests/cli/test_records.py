"""School records and `kinkeeper shown`, from outside."""

import json
from pathlib import Path

import pytest

from tests.commands import Kinkeeper

FOLDER = Path(__file__).parents[1] / "data" / "school"
BASE = ("schools", "terms", "classes", "enrolments", "attendance_codes", "timetable")


def files(*stems: str) -> list[str]:
    return [str(FOLDER / f"{stem}.csv") for stem in stems]


@pytest.fixture(scope="module")
def site(kinkeeper: Kinkeeper) -> Kinkeeper:
    about = (
        "--map",
        "School=organisation",
        "--map",
        "Class=class",
        "--map",
        "Birth date=birth_date",
    )
    for words in (
        ("import", "run", *files("pupils"), "--profile", "pupil", *about, "--new-schools"),
        ("import", "run", *files("parents"), "--profile", "parent", "--child-separator", ";"),
        ("settings", "set", "records_after_leaving=0"),
        ("import", "run", *files(*BASE, "events", "notices"), "--about", "records"),
    ):
        done = kinkeeper(*words)
        assert done.code == 0, done.err
    return kinkeeper


def test_records_are_counted_by_kind_and_removed_within_a_scope(
    site: Kinkeeper, tmp_path: Path
) -> None:
    done = site("import", "run", *files("attendance"), "--about", "records", "--json")
    counts = done.json["records"]["attendance"]
    assert counts == {"create": 228, "change": 0, "remove": 0, "unchanged": 0, "rejected": 0}
    scope = ("--scope", "s01", "--from", "2026-09-04", "--until", "2026-09-17")
    done = site(
        "import", "run", *files("attendance_correction"), "--about", "records", *scope, "--json"
    )
    counts = done.json["records"]["attendance"]
    truth = json.loads((FOLDER / "expected.json").read_text())["correction"]
    assert counts["remove"] == len(truth["removed"])
    assert counts["change"] == len(truth["changed"])
    empty = tmp_path / "attendance.csv"
    empty.write_text((FOLDER / "attendance.csv").read_text().partition("\n")[0] + "\n")
    done = site("import", "run", str(empty), "--about", "records", "--scope", "s01", "--json")
    assert done.code == 0
    assert done.json["records"]["attendance"]["remove"] == 0
    few = tmp_path / "attendance_few.csv"
    few.write_text("".join((FOLDER / "attendance.csv").read_text().splitlines(True)[:3]))
    done = site("import", "run", str(few), "--about", "records", "--scope", "s01", "--json")
    assert done.code == 3
    assert done.json["guard"]["reasons"][0]["code"] == "records-removed"


def test_shown_is_one_moment_of_the_truth(site: Kinkeeper) -> None:
    expected = json.loads((FOLDER / "expected.json").read_text())
    moment = expected["moments"]["mid"]
    truth = next(each for each in expected["parents"] if each["why"] == ["arrives"])
    done = site("shown", f"key:{truth['parent']}", "--at", moment, "--json")
    said = {each["child"]: each for each in done.json["children"]}
    for child in truth["at"]["mid"]["children"]:
        assert said[child["child"]]["state"] == child["state"]
        assert said[child["child"]].get("events", []) == child.get("events", [])
        assert said[child["child"]].get("notices", []) == child.get("notices", [])
    one = site(
        "shown", f"key:{truth['parent']}", "--child", f"key:{child['child']}", "--at", moment
    )
    assert one.code == 0
    assert child["child"] in one.out
    (entry, *_more) = site("journal", "list", "--act", "child.viewed", "--json").json
    assert entry["detail"]["what"] == "shown" if "detail" in entry else True


def test_wrong_usage_and_unknown_files_are_refused(site: Kinkeeper, tmp_path: Path) -> None:
    assert site("import", "plan", *files("pupils")).code == 2  # no profile
    assert (
        site("import", "plan", *files("notices"), "--about", "records", "--from", "2026-09-01").code
        == 2
    )
    assert (
        site("import", "plan", *files("pupils"), "--profile", "pupil", "--scope", "s01").code == 2
    )
    odd = tmp_path / "odd.csv"
    odd.write_text("A,B\n1,2\n")
    done = site("import", "plan", str(odd), "--about", "records", "--json")
    assert done.code == 1
    assert done.json["problem_counts"] == {"records-unknown": 1}
    done = site(
        "import", "plan", *files("notices"), "--about", "records", "--scope", "Nowhere", "--json"
    )
    assert done.json["problem_counts"] == {"records-scope": 1}
