"""Questions that are alike from outside: a sample one by one, then the rest in one command."""

from pathlib import Path

from tests.commands import Kinkeeper

PUPILS = "SyncID,First name,Last name\nC-1,Nora,Berg\n"
ROWS = "".join(f"P-{n},Ada{n},Lie,Aunt,C-1\n" for n in range(7))
PARENTS = f"SyncID,First name,Last name,Relationship,ChildID\n{ROWS}P-9,Bo,Tang,Social worker,C-1\n"
REASON = ("--reason", "looked", "--as", "user:anna", "--json")


def test_the_rest_is_answered_together_after_a_sample(alone: Kinkeeper, tmp_path: Path) -> None:
    made = alone("admin", "create", "anna", "--profile", "system-administrator")
    assert made.code == 0
    for name, text, profile in (("pupils", PUPILS, "pupil"), ("parents", PARENTS, "parent")):
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        assert alone("import", "run", str(file), "--profile", profile, "--json").code == 0
    asked = alone("inbox", "list", "--as", "user:anna", "--json").json
    [another] = [each for each in asked if each["parent"]["sync_key"] == "P-9"]
    aunts = [each for each in asked if each is not another]
    assert len({each["alike"] for each in aunts}) == 1
    assert another["alike"] not in {each["alike"] for each in aunts}
    sample = [each["id"] for each in aunts if each["sample"]]
    rest = [each["id"] for each in aunts if not each["sample"]]
    assert (len(sample), another["sample"]) == (5, False)
    assert "(sample)" in alone("inbox", "list", "--as", "user:anna").out

    def refused(*ids: str, act: str = "grant", more: tuple[str, ...] = REASON) -> str:
        done = alone("inbox", "decide", *ids, act, *more)
        assert done.code == 1
        return str(done.json["error"]["code"])

    assert refused(*rest) == "sample-missing"
    for each in sample:
        assert alone("inbox", "decide", each, "grant", *REASON).code == 0
    assert refused(*rest, another["id"]) == "not-alike"
    assert refused(*rest, act="decline") == "sample-missing"
    assert refused(*rest, more=("--as", "user:anna", "--json")) == "reason-missing"
    assert refused(*rest, more=("--reason", "looked", "--json")) == "sample-missing"
    done = alone("inbox", "decide", *rest, sample[0], "grant", *REASON)
    assert (done.code, done.json) == (
        0,
        {"ids": sorted(rest), "act": "grant", "left": [sample[0]]},
    )
    [left] = alone("inbox", "list", "--json").json
    assert left["id"] == another["id"]
