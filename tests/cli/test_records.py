"""School records and `kinkeeper shown`, from outside."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import Kinkeeper

FOLDER = Path(__file__).parents[1] / "data" / "school"
BASE = ("schools", "terms", "classes", "enrolments", "attendance_codes", "timetable", "days_off")


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


def test_a_whole_school_comes_as_a_folder_or_as_a_zip_file(
    alone: Kinkeeper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site, elsewhere = alone, tmp_path_factory.mktemp("zip")
    assert site("settings", "set", "records_after_leaving=0").code == 0
    done = site("import", "run", str(FOLDER), "--about", "everything", "--json")
    assert done.code == 0, done.err
    assert done.json["people"]["create"] == 59
    assert done.json["records"]["attendance"]["create"] == 223
    packed = shutil.make_archive(str(elsewhere / "school"), "zip", FOLDER)
    again = site("import", "plan", packed, "--about", "everything", "--json")
    assert again.json["people"]["create"] == 0
    assert again.json["records"]["attendance"]["unchanged"] == 223
    expected = json.loads((FOLDER / "expected.json").read_text())
    truth = next(each for each in expected["parents"] if "consent" in each["why"])
    at = ("--at", expected["moments"]["mid"], "--json")
    shown = site("shown", f"key:{truth['parent']}", *at).json
    states = {each["child"]: each["state"] for each in shown["children"]}
    assert states == {each["child"]: each["state"] for each in truth["at"]["mid"]["children"]}
    number = str(done.json["import"])
    (part, *_more) = [str(done.json["import"] + each) for each in (1, 2)]
    assert site("import", "undo", part).code == 1
    undone = site("import", "undo", number, "--json")
    assert undone.json["taken_back"]["people"]["removed"] == 59
    assert site("import", "plan", str(elsewhere), "--about", "everything").code == 2


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
