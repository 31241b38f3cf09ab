"""What scripts rely on: commands, JSON shapes and exit codes, seen from outside."""

from pathlib import Path

import pytest

from kinkeeper.cli.output import put_table
from kinkeeper.demo.school import ROSTERS
from tests.commands import Kinkeeper

SEED = {n: str(next(ROSTERS.glob(f"{n}-*.csv"))) for n in range(4)}
COUNTS = {
    "people": {"create", "update", "unchanged", "asked", "rejected"},
    "relationships": {
        "create", "existing", "pending", "proposed", "held_back", "remove", "asked", "rejected",
    },
}  # fmt: skip
ADMIN = ("admin", "create", "--profile", "system-administrator")
KEYS = {
    "import", "state", "replaced_by", "rows", "blank_rows", "people", "relationships",
    "ignored_columns", "guard", "problems", "problem_counts",
}  # fmt: skip


def test_the_main_job_from_an_empty_folder(untouched: Kinkeeper, tmp_path: Path) -> None:
    plan = untouched("import", "plan", SEED[2], "--profile", "parent", "--json")
    assert plan.code == 0
    assert plan.json.keys() >= KEYS
    assert plan.json["state"] == "planned"
    assert {name: set(plan.json[name]) for name in COUNTS} == COUNTS
    assert plan.json["relationships"]["pending"] == 2
    problem = plan.json["problems"][0]
    assert problem.keys() == {"row", "column", "code", "severity", "value", "message"}

    number = str(plan.json["import"])
    applied = untouched("import", "apply", number, "--json")
    assert (applied.code, applied.json["state"]) == (0, "applied")
    assert untouched("import", "apply", number, "--json").code == 0

    children = untouched("import", "run", SEED[1], "--profile", "pupil", "--json").json
    assert children["relationships"]["create"] == 2
    assert untouched("import", "run", SEED[3], "--profile", "parent", "--json").code == 0

    relationships = untouched("relationships", "list", "--json").json
    assert {(p["parent"]["sync_key"], p["child"]["sync_key"]) for p in relationships} == {
        ("222", "1"), ("333", "1"), ("222", "2"), ("333", "2"),
    }  # fmt: skip
    assert relationships[0].keys() == {
        "ended_by_coming_of_age",
        "grounds",
        "parent",
        "child",
        "state",
        "kind",
        "sources",
        "since",
        "from",
        "until",
    }
    told = untouched("explain", "key:222", "key:1", "--json").json
    assert told.keys() == {"sees", "because", "relationship"}
    assert told["sees"] is True

    letters = tmp_path / "letters.pdf"
    issued = untouched(
        "credentials", "issue", "--person", "key:222", "--letters", str(letters), "--json"
    )
    assert (issued.code, issued.json["issued"]) == (0, 1)
    assert letters.read_bytes().startswith(b"%PDF")
    assert letters.stat().st_mode & 0o777 == 0o600


def test_people_list_has_its_shape(kinkeeper: Kinkeeper) -> None:
    made = kinkeeper(
        "people", "add", "key:A-1", "profile=parent", "given_name=Ada", "family_name=Berg", "--json"
    )
    assert made.code == 0
    listed = kinkeeper("people", "list", "--json").json
    assert {
        "id", "sync_key", "username", "given_name", "family_name", "email", "profile",
        "organisations", "state", "last_sign_in",
    } == listed[0].keys()  # fmt: skip
    assert kinkeeper("people", "edit", "key:A-1", "email=ada@example.org").code == 0
    assert kinkeeper("people", "show", "key:A-1", "--json").json["email"] == "ada@example.org"
    assert kinkeeper("people", "trash", "key:A-1").code == 0
    assert kinkeeper("people", "show", "key:A-1", "--json").json["state"] == "trashed"
    assert kinkeeper("people", "restore", "key:A-1").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["nonsense"], 2),
        (["collectstatic", "--help"], 0),  # an application's own command
        (["import", "plan"], 2),
        (["import", "plan", "/nowhere.csv", "--profile", "parent", "--json"], 2),
        (["import", "plan", SEED[2], "--profile", "wizard"], 2),
        (["import", "plan", SEED[2], "--profile", "parent", "--map", "X=nonsense"], 2),
        (["import", "show", "999", "--json"], 1),
        (["people", "show", "key:nobody", "--json"], 1),
        (["people", "show", "nobody", "--json"], 2),
        (["explain", "key:nobody", "key:none", "--json"], 0),
        (["settings", "set", "nonsense=on", "--json"], 2),
        (["settings", "set", "letter_days=99"], 1),
    ],
)
def test_exit_codes(kinkeeper: Kinkeeper, words: list[str], code: int) -> None:
    assert kinkeeper(*words).code == code


def test_k24_a_refusal_is_one_json_document(kinkeeper: Kinkeeper) -> None:
    done = kinkeeper("relationships", "connect", "key:nobody", "key:none", "--json")
    assert done.code == 1
    assert done.json["error"].keys() == {"code", "message"}


def test_a_refused_file_is_exit_1_and_stays_listed(kinkeeper: Kinkeeper, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    done = kinkeeper("import", "plan", str(empty), "--profile", "parent", "--json")
    assert (done.code, done.json["state"]) == (1, "refused")
    assert done.json["problem_counts"] == {"empty-file": 1}
    listed = kinkeeper("import", "list", "--json").json
    assert done.json["import"] in [each["import"] for each in listed]


def test_k06_a_header_alone_is_exit_0_with_a_warning(kinkeeper: Kinkeeper, tmp_path: Path) -> None:
    file = tmp_path / "header.csv"
    file.write_text("SyncID,First name,Last name,ChildID\n")
    done = kinkeeper("import", "run", str(file), "--profile", "parent", "--json")
    assert done.code == 0
    assert done.json["problem_counts"] == {"no-data": 1}


def test_k10_a_stale_plan_is_exit_4_and_names_the_new_one(
    kinkeeper: Kinkeeper, tmp_path: Path
) -> None:
    file = tmp_path / "parents.csv"
    file.write_text("SyncID,First name,Last name\nS-1,Ada,Berg\n")
    plan = kinkeeper("import", "plan", str(file), "--profile", "parent", "--json").json
    kinkeeper("people", "add", "key:S-1", "profile=parent", "given_name=Ada", "family_name=Berg")
    done = kinkeeper("import", "apply", str(plan["import"]), "--json")
    assert (done.code, done.json["state"]) == (4, "stale")
    assert kinkeeper("import", "apply", str(plan["import"])).code == 4  # and stays so
    renewed = kinkeeper("import", "show", str(done.json["replaced_by"]), "--json").json
    assert (renewed["state"], renewed["people"]["unchanged"]) == ("planned", 1)


def test_hand_acts_and_their_refusals(kinkeeper: Kinkeeper) -> None:
    for key, profile in (("R-1", "parent"), ("R-2", "pupil")):
        kinkeeper(
            "people", "add", f"key:{key}", f"profile={profile}", "given_name=A", "family_name=B"
        )
    relationship = ("key:R-1", "key:R-2")
    assert kinkeeper("relationships", "disconnect", *relationship, "--reason", "x").code == 1
    assert kinkeeper("relationships", "connect", *relationship, "--kind", "mother").code == 0
    assert kinkeeper("relationships", "disconnect", *relationship, "--reason", "court").code == 0
    assert kinkeeper("explain", *relationship, "--json").json["sees"] is False
    refused = kinkeeper("relationships", "connect", *relationship, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "held-back")
    assert kinkeeper("relationships", "unblock", *relationship, "--reason", "lifted").code == 0
    assert kinkeeper("relationships", "list", "--state", "ended", "--json").json[0]["parent"][
        "sync_key"
    ] == "R-1"  # fmt: skip


def test_k14_acting_as_a_school_administrator(alone: Kinkeeper, tmp_path: Path) -> None:
    for school in ("Hillside", "Lakeside"):
        assert alone("organisations", "add", school).code == 0
    profile = ("--profile", "school-administrator", "--organisation", "Hillside")
    assert alone("admin", "create", "henry", *profile).code == 0
    pupils = tmp_path / "pupils.csv"
    pupils.write_text("SyncID,First name,Last name\nL-1,Lea,Lake\n")
    alone("import", "run", str(pupils), "--profile", "pupil", "--organisation", "Lakeside")
    parents = tmp_path / "parents.csv"
    parents.write_text("SyncID,First name,Last name,ChildID\nP-1,Ada,Berg,L-1\nL-1,Lea,Lake,\n")
    run = ("import", "run", str(parents), "--profile", "parent")
    done = alone(*run, "--as", "user:henry", "--json")
    assert done.code == 0
    assert done.json["problem_counts"] == {"child-unknown": 1, "not-allowed": 1}
    assert done.json["relationships"]["create"] == 0
    people = alone("people", "list", "--as", "user:henry", "--json").json
    assert {person["username"] for person in people} == {"henry", "ada.berg"}
    refused = alone(*run, "--organisation", "Lakeside", "--as", "user:henry", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "not-allowed")
    hidden, nobody = (
        alone("people", "show", f"key:{key}", "--as", "user:henry", "--json")
        for key in ("L-1", "L-2")
    )
    assert hidden.code == nobody.code == 1
    assert hidden.out.replace("L-1", "") == nobody.out.replace("L-2", "")


def test_an_organisation_that_is_nearly_one_is_refused_and_named(kinkeeper: Kinkeeper) -> None:
    assert kinkeeper("organisations", "add", "Alpha").code == 0
    new = ("people", "add", "key:A-9", "profile=pupil", "given_name=Ida")
    admin = ("admin", "create", "otto", "--profile", "teacher")
    for words in (
        ("organisations", "add", "alpha"),
        (*new, "organisation=alpha"),
        (*admin, "--organisation", "Al pha"),
    ):
        refused = kinkeeper(*words)
        assert refused.code == 1
        assert "Alpha" in refused.out + refused.err
    assert kinkeeper("organisations", "add", "A/../B").code == 1
    assert kinkeeper(*admin, "--organisation", "..").code == 1
    listed = kinkeeper("organisations", "list", "--json").json
    assert {"alpha", "Al pha", "A"}.isdisjoint(node["path"] for node in listed)


def test_a_new_school_that_is_nearly_one_needs_an_option(
    kinkeeper: Kinkeeper, tmp_path: Path
) -> None:
    file = tmp_path / "pupils.csv"
    file.write_text("SyncID,First name,Last name\nZ-1,Ida,Moe\n", encoding="utf-8")
    run = ("import", "run", str(file), "--profile", "pupil", "--organisation")
    assert kinkeeper(*run, "Riverbank").code == 0
    stopped = kinkeeper(*run, "Rivrbank")
    assert stopped.code == 3
    assert "There is no Rivrbank. Did you mean Riverbank?" in stopped.out
    assert "--new-schools" in stopped.out
    assert kinkeeper(*run, "Seaview").code == 0
    assert kinkeeper(*run, "Rivrbank", "--new-schools").code == 0


def test_settings_and_organisations(kinkeeper: Kinkeeper) -> None:
    assert kinkeeper("settings", "show", "--json").json["parent_login"] is False
    assert kinkeeper("settings", "set", "parent_login=on").code == 0
    assert kinkeeper("settings", "show", "--json").json["parent_login"] is True
    assert kinkeeper("organisations", "add", "North/Hillside/7B").code == 0
    listed = kinkeeper("organisations", "list", "--json").json
    assert {"North", "North/Hillside", "North/Hillside/7B"} <= {each["path"] for each in listed}


def test_a_school_has_words_of_its_own(kinkeeper: Kinkeeper) -> None:
    assert kinkeeper("organisations", "add", "Own words/7B").code == 0
    there = ("--organisation", "Own words")
    assert kinkeeper("settings", "set", "office=Own, 123", *there).code == 0
    shown = kinkeeper("settings", "show", "--organisation", "Own words/7B", "--json").json
    assert shown["shown"]["office"] == "Own, 123"
    own = [
        "site_name",
        "office",
        "letterhead",
        "rights",
        "time_zone",
        "means",
        "notifications",
        "notify_rest",
        "notify_name",
        "messages",
        "messages_from",
        "messages_until",
        "block_lift_needs_two",
        "large_imports_need_two",
    ]
    assert shown["own"] == dict.fromkeys(own, "")
    assert "office=Own, 123\n" in kinkeeper("settings", "show", *there).out
    refused = kinkeeper("settings", "set", "parent_login=on", *there)
    assert (refused.code, refused.out) == (1, "")
    assert f"An organisation has its own: {', '.join(own)}." in refused.err
    assert kinkeeper("settings", "set", "office=x", "--organisation", "Nowhere").code == 1


def test_a_password_from_stdin_is_judged_like_any_other(kinkeeper: Kinkeeper) -> None:
    weak = kinkeeper(*ADMIN, "weak", "--password-stdin", stdin="short\n")
    assert weak.code == 1
    assert kinkeeper("people", "show", "user:weak", "--json").code == 1
    good = kinkeeper(*ADMIN, "good", "--password-stdin", stdin="quiet lantern over the lake\n")
    assert good.code == 0


def test_k20_nothing_is_issued_that_cannot_be_written_down(
    kinkeeper: Kinkeeper, tmp_path: Path
) -> None:
    kinkeeper("import", "run", SEED[1], "--profile", "pupil")
    kinkeeper("import", "run", SEED[2], "--profile", "parent")
    issue = ("credentials", "issue", "--person", "key:222", "--json", "--letters")
    first = kinkeeper(*issue, str(tmp_path / "first.pdf"))
    assert (first.code, first.json["replaced"]) == (0, 0)
    refused = kinkeeper(*issue, str(tmp_path / "nowhere" / "second.pdf"))
    assert refused.code == 2
    states = [each["state"] for each in kinkeeper("credentials", "list", "--json").json]
    assert states == ["issued"]
    again = kinkeeper(*issue, str(tmp_path / "second.pdf"))
    assert again.json["replaced"] == 1
    assert "stop working" in again.err


def test_a_usage_error_is_one_document_too(kinkeeper: Kinkeeper) -> None:
    done = kinkeeper("import", "plan", SEED[2], "--json")
    assert done.code == 2
    assert done.json["error"]["code"] == "usage"


@pytest.mark.parametrize(
    ("cells", "code"),
    [("P1,Ada,B," + "9" * 250, "too-long"), ("P\0 1,Ada,B,1", "bad-character")],
)
def test_k24_hostile_cells_are_problems_of_their_row(
    kinkeeper: Kinkeeper, tmp_path: Path, cells: str, code: str
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(f"SyncID,First name,Last name,ChildID\n{cells}\n", encoding="utf-8")
    plan = kinkeeper("import", "plan", str(file), "--profile", "parent", "--json")
    assert plan.code == 0
    assert plan.json["problem_counts"][code] == 1
    assert kinkeeper("import", "apply", str(plan.json["import"]), "--json").code == 0


def test_a_table_cuts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    put_table(["Id", "Question", "Since"], [("q:1", "x" * 200, "2026-11-25")])
    assert capsys.readouterr().out.count("x") == 200


def test_the_journal_is_listed_by_whom_about_whom_what_and_when(kinkeeper: Kinkeeper) -> None:
    assert kinkeeper(*ADMIN, "journal.reader").code == 0
    assert kinkeeper("people", "add", "key:J-1", "given_name=Jo", "profile=pupil").code == 0
    acting = ("people", "edit", "key:J-1", "phone=123", "--as", "user:journal.reader")
    assert kinkeeper(*acting).code == 0
    asked = ("journal", "list", "--about", "key:J-1", "--json")
    seen = kinkeeper(*asked, "--act", "child.viewed").json
    assert [line["seen_at"] for line in seen] == ["people edit", "people add"]
    about = kinkeeper(*asked, "--act", "person").json
    assert [line["act"] for line in about] == ["person.changed", "person.added"]
    assert about[0].keys() == {
        "id", "at", "by", "origin", "act", "outcome", "what", "about", "child", "import",
        "children", "seen_at",
    }  # fmt: skip
    assert about[0]["what"] == "changed Jo: phone"
    assert about[1]["by"] == {"id": None, "name": "command line", "role": ""}
    mine = kinkeeper("journal", "list", "--by", "user:journal.reader", "--act", "person", "--json")
    assert [line["id"] for line in mine.json] == [about[0]["id"]]
    assert kinkeeper("journal", "list", "--until", "2020-01-01", "--json").json == []
    assert "changed" in kinkeeper("journal", "list", "--act", "person.changed").out
    looked = kinkeeper("journal", "verify", "--json")
    assert (looked.code, looked.json["whole"], looked.json["broken"]) == (0, True, [])
    assert looked.json.keys() == {
        "whole", "lines", "unsealed", "seals", "emptied", "sealed_at", "head", "deleted",
        "faults", "broken",
    }  # fmt: skip
    assert "Every sealed line" in kinkeeper("journal", "verify").out
    for wrong in (("--since", "yesterday"), ("--act", "nonsense")):
        assert kinkeeper("journal", "list", *wrong).code == 2
