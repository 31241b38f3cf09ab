"""`kinkeeper relationships block`, `review` and `unblock`, seen from outside."""

import pytest

from tests.commands import Kinkeeper

PAIR = ("key:R-1", "key:RC-1")
GROUNDS = ("--basis", "court-order", "--reference", "12 C 34/26", "--review", "2099-03-03")
COURT = {"basis": "court-order", "reference": "12 C 34/26", "review": "2099-03-03"}


@pytest.fixture(scope="module")
def site(kinkeeper: Kinkeeper) -> Kinkeeper:
    for key in ("R-1", "R-2", "R-3", "RC-1", "RC-2", "RC-3", "RC-4"):
        profile = "pupil" if key.startswith("RC") else "parent"
        names = ("given_name=Ada", "family_name=Lie", f"profile={profile}")
        assert kinkeeper("people", "add", f"key:{key}", *names).code == 0
    return kinkeeper


def test_k15_a_block_with_its_grounds_is_reviewed_and_lifted(site: Kinkeeper) -> None:
    why = ("--reason", "A judge said so.")
    made = site("relationships", "block", *PAIR, *why, *GROUNDS, "--json").json
    assert (made["state"], made["grounds"]) == ("blocked", [COURT])
    pair = ("--parent", PAIR[0], "--child", PAIR[1])
    (listed,) = site("relationships", "list", *pair, "--json").json
    assert listed["grounds"] == [COURT]
    told = site("explain", *PAIR, "--json").json
    assert told["relationship"]["grounds"] == [COURT]
    assert "12 C 34/26" in " ".join(told["because"])

    later = ("--review", "2100-01-01")
    kept = site("relationships", "review", *PAIR, *later, "--json").json
    assert kept["grounds"] == [COURT | {"review": "2100-01-01"}]
    past = site("relationships", "review", *PAIR, "--review", "2020-01-01")
    assert (past.code, "in the future" in past.err) == (1, True)

    assert site("settings", "set", "block_lift_needs_two=off").code == 0
    lifted = site("relationships", "unblock", *PAIR, "--reason", "The order ended.", "--json").json
    assert (lifted["state"], lifted["grounds"]) == ("ended", [])
    assert "12 C 34/26" not in site("journal", "list", "--json").out
    gone = site("relationships", "review", *PAIR)
    assert (gone.code, "are not blocked" in gone.err) == (1, True)


def test_no_grounds_without_a_block(site: Kinkeeper) -> None:
    done = site("relationships", "disconnect", *PAIR, "--reason", "x", "--no-block", *GROUNDS)
    assert done.code == 2


def test_k15_the_siblings_are_blocked_too(site: Kinkeeper) -> None:
    for key in ("RC-2", "RC-3"):
        assert site("relationships", "connect", "key:R-2", f"key:{key}").code == 0
    why = ("--reason", "A judge said so.", "--siblings")
    made = site("relationships", "disconnect", "key:R-2", "key:RC-2", *why, "--json").json
    both = [made["child"], *(each["child"] for each in made["siblings"])]
    assert [each["sync_key"] for each in both] == ["RC-2", "RC-3"]
    states = {each["state"] for each in (made, *made["siblings"])}
    assert states == {"blocked"}


def test_k27_two_people_lift_a_block(site: Kinkeeper) -> None:
    for name in ("one", "two"):
        made = ("admin", "create", f"{name}.admin", "--profile", "system-administrator")
        assert site(*made).code == 0
    pair = ("key:R-3", "key:RC-4")
    assert site("relationships", "block", *pair, "--reason", "A judge said so.").code == 0
    assert site("settings", "set", "block_lift_needs_two=on").code == 0
    lift = ("relationships", "unblock", *pair, "--reason", "The order ended.")
    nobody = site(*lift)
    assert (nobody.code, "--as" in nobody.err) == (1, True)
    first = site(*lift, "--as", "user:one.admin")
    assert (first.code, "stands until someone else" in first.out) == (0, True)
    assert site(*lift, "--as", "user:one.admin").code == 1
    (asked,) = site("inbox", "list", "--kind", "block-lift", "--json").json
    assert asked["kind"] == "block-lift"
    second = site(*lift, "--as", "user:two.admin", "--json").json
    assert second["state"] == "ended"
