"""`kinkeeper relationships block`, `review` and `unblock`, seen from outside."""

import pytest

from tests.commands import Kinkeeper

PAIR = ("key:R-1", "key:RC-1")
GROUNDS = ("--basis", "court-order", "--reference", "12 C 34/26", "--review", "2099-03-03")
COURT = {"basis": "court-order", "reference": "12 C 34/26", "review": "2099-03-03"}


@pytest.fixture(scope="module")
def site(kinkeeper: Kinkeeper) -> Kinkeeper:
    for key, profile in zip(PAIR, ("parent", "pupil"), strict=True):
        names = ("given_name=Ada", "family_name=Lie", f"profile={profile}")
        assert kinkeeper("people", "add", key, *names).code == 0
    return kinkeeper


def test_k15_a_block_with_its_grounds_is_reviewed_and_lifted(site: Kinkeeper) -> None:
    why = ("--reason", "A judge said so.")
    made = site("relationships", "block", *PAIR, *why, *GROUNDS, "--json").json
    assert (made["state"], made["grounds"]) == ("blocked", [COURT])
    (listed,) = site("relationships", "list", "--state", "blocked", "--json").json
    assert listed["grounds"] == [COURT]
    told = site("explain", *PAIR, "--json").json
    assert told["relationship"]["grounds"] == [COURT]
    assert "12 C 34/26" in " ".join(told["because"])

    later = ("--review", "2100-01-01")
    kept = site("relationships", "review", *PAIR, *later, "--json").json
    assert kept["grounds"] == [COURT | {"review": "2100-01-01"}]
    past = site("relationships", "review", *PAIR, "--review", "2020-01-01")
    assert (past.code, "in the future" in past.err) == (1, True)

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
        names = ("given_name=Liv", "family_name=Lie", "profile=pupil")
        assert site("people", "add", f"key:{key}", *names).code == 0
        assert site("relationships", "connect", PAIR[0], f"key:{key}").code == 0
    why = ("--reason", "A judge said so.", "--siblings")
    made = site("relationships", "disconnect", PAIR[0], "key:RC-2", *why, "--json").json
    both = [made["child"], *(each["child"] for each in made["siblings"])]
    assert [each["sync_key"] for each in both] == ["RC-2", "RC-3"]
    states = {each["state"] for each in (made, *made["siblings"])}
    assert states == {"blocked"}
