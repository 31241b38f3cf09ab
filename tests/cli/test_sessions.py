"""R-034: sessions are ended on the command line."""

from tests.commands import Kinkeeper

ADA = ("profile=parent", "given_name=Ada", "family_name=Berg")


def test_r_034_one_person_or_everyone(kinkeeper: Kinkeeper) -> None:
    assert kinkeeper("people", "add", "key:S-1", *ADA).code == 0
    assert kinkeeper("people", "end-sessions", "key:S-1", "--json").json == {"ended": 0}
    assert kinkeeper("people", "end-sessions", "key:S-1").out == "Sessions ended: 0.\n"
    done = kinkeeper("people", "end-sessions", "--everyone", "--reason", "a lost disk", "--json")
    assert done.json == {"ended": 0}
    lines = kinkeeper("journal", "list", "--act", "session", "--json").json
    assert {each["act"] for each in lines} == {"session.ended-for", "session.ended-everywhere"}


def test_r_034_what_is_refused(kinkeeper: Kinkeeper) -> None:
    end = ("people", "end-sessions")
    assert kinkeeper(*end).code == 2
    assert kinkeeper(*end, "key:S-1", "--everyone", "--reason", "x").code == 2
    assert kinkeeper(*end, "key:nobody").code == 1
    without = kinkeeper(*end, "--everyone", "--json")
    assert (without.code, without.json["error"]["code"]) == (1, "reason-missing")
    made = ("admin", "create", "--profile", "school-administrator", "--organisation", "Hillside")
    assert kinkeeper(*made, "henry").code == 0
    school = kinkeeper(*end, "--everyone", "--reason", "x", "--as", "user:henry", "--json")
    assert (school.code, school.json["error"]["code"]) == (1, "not-allowed")
