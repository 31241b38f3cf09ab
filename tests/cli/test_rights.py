"""`kinkeeper rights`, seen from outside."""

from pathlib import Path

import pytest

from tests.commands import Kinkeeper

PAIR = ("key:R-1", "key:RC-1")
EVERY = [
    "school-day", "work-results", "absence", "behaviour", "messages", "contact", "documents",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(kinkeeper: Kinkeeper) -> Kinkeeper:
    for key, profile in zip(PAIR, ("parent", "pupil"), strict=True):
        names = ("given_name=Ada", "family_name=Lie", f"profile={profile}")
        assert kinkeeper("people", "add", key, *names).code == 0
    assert kinkeeper("relationships", "connect", *PAIR).code == 0
    return kinkeeper


def test_k16_set_and_show(site: Kinkeeper) -> None:
    shown = site("rights", "show", *PAIR, "--json").json
    assert shown.keys() == {
        "parent", "child", "day", "state", "kind", "areas", "acts", "preset", "given", "default",
        "statements",
    }  # fmt: skip
    assert shown["areas"] == shown["acts"] == shown["given"] == shown["default"] == EVERY
    assert (shown["preset"], shown["statements"], shown["state"]) == ("everything", [], "active")

    days = ("--from", "2026-09-01", "--until", "2027-07-31")
    why = ("--reason", "Order of 3 March.", "--standing", "court-order")
    preset = ("--preset", "day-to-day", "--sees-only", "absence")
    done = site("rights", "set", *PAIR, *preset, *days, *why, "--json")
    assert done.code == 0
    for moment, areas in (
        ("2026-08-31T23:59", []),
        ("2026-09-01T00:00", ["school-day", "absence", "messages"]),
        ("2027-07-31T23:59", ["school-day", "absence", "messages"]),
        ("2027-08-01", []),
    ):
        assert site("rights", "show", *PAIR, "--at", moment, "--json").json["areas"] == areas
    (said,) = site("rights", "show", *PAIR, "--at", "2026-10-01", "--json").json["statements"]
    assert said.pop("set_at")
    assert said == {
        "source": "manual", "areas": ["school-day", "absence", "messages"],
        "sees_only": ["absence"], "from": "2026-09-01", "until": "2027-07-31", "in_force": True,
        "standing": "court-order", "reason": "Order of 3 March.", "set_by": "command line",
    }  # fmt: skip

    assert site("rights", "set", *PAIR, "--default", "--reason", "a slip").code == 0
    assert site("rights", "show", *PAIR, "--json").json["preset"] == "everything"


def test_k16_explain_and_the_defaults(site: Kinkeeper) -> None:
    assert site("settings", "set", "rights=results-only").code == 0
    assert site("rights", "show", *PAIR, "--json").json["areas"] == ["work-results", "documents"]
    told = site("explain", *PAIR, "--json").json
    assert told["sees"] is True
    assert "Work and results, Documents and plans" in " ".join(told["because"])
    assert site("rights", "set", *PAIR, "--areas", "none", "--reason", "order").code == 0
    assert site("explain", *PAIR, "--json").json["sees"] is False
    assert site("rights", "show", *PAIR).out.startswith("nothing\n")
    assert site("rights", "set", *PAIR, "--default", "--reason", "withdrawn").code == 0
    assert site("settings", "set", "rights=everything").code == 0
    refused = site("settings", "set", "rights=slip")
    assert refused.code == 1
    assert "everything, without-contact" in refused.err


def test_k27_a_file_narrows_and_a_person_ends_it(site: Kinkeeper, tmp_path: Path) -> None:
    file = tmp_path / "rights.csv"
    file.write_text("SyncID,First name,Last name,ChildID,Areas\nR-1,Ada,Lie,RC-1,absence\n")
    told = site("import", "run", str(file), "--profile", "parent")
    assert "Rights: 1 set, 0 narrowed, 0 widened, 0 unchanged." in told.out
    number = str(site("import", "list", "--json").json[0]["import"])
    rows = site("import", "show", number, "--rows", "--json").json["rights_rows"]
    assert rows == [
        {"row": 2, "act": "set", "match": "sync-key", "value": "RC-1", "areas": ["absence"],
         "before": EVERY},
    ]  # fmt: skip
    assert site("rights", "show", *PAIR, "--json").json["areas"] == ["absence"]
    lift = ("rights", "lift", *PAIR, "--import", number, "--reason", "the order was lifted")
    assert site(*lift, "--json").json["areas"] == EVERY
    assert site(*lift, "--json").json["error"]["code"] == "nothing-set"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--areas", "absence,slip", "--reason", "x"], 2),
        (["--default", "--from", "2026-09-01", "--reason", "x"], 2),
        (["--preset", "nothing", "--from", "1.9.2026", "--reason", "x"], 2),
        (["--preset", "nothing"], 2),
        (["--areas", "absence", "--sees-only", "contact", "--reason", "x"], 1),
    ],
)
def test_k24_wrong_words_are_refused(site: Kinkeeper, words: list[str], code: int) -> None:
    done = site("rights", "set", *PAIR, *words, "--json")
    assert (done.code, done.json.keys()) == (code, {"error"})
