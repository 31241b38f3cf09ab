"""Which column is which, and in which order dates are, said on the command line (K31)."""

from pathlib import Path

from tests.commands import Kinkeeper

NAMED = "SyncID,First name,Last name"


def test_k31_columns_are_named_by_position_and_dates_by_an_option(
    alone: Kinkeeper, tmp_path: Path
) -> None:
    """Each refusal says what mends it, and that mends it."""
    file = tmp_path / "parents.csv"
    plan = ("import", "plan", str(file), "--profile", "parent", "--json")
    file.write_text(f"{NAMED},Phone,Phone,Kid,Kid\nP1,Ann,Dal,5555512,7777734,S1,S2\n")
    refused = alone(*plan)
    assert (refused.code, refused.json["problem_counts"]) == (1, {"duplicate-heading": 1})
    assert "--map '#3=ignore'" in refused.json["problems"][0]["message"]
    mended = alone(*plan, "--map", "#5=ignore", "--map", "#6=child", "--map", "#7=child").json
    assert mended["relationships"]["pending"] == 2
    assert mended["ignored_columns"] == ["Phone"]
    chosen = alone(*plan, "--map", "#5=ignore", "--child-column", "#7").json
    assert chosen["relationships"]["pending"] == 1

    file.write_text(f"{NAMED},Birth date\nP1,Ann,Dal,03/04/1980\n")
    refused = alone(*plan)
    assert (refused.code, refused.json["problem_counts"]) == (1, {"date-order": 1})
    assert "--date-order" in refused.json["problems"][0]["message"]
    assert alone(*plan, "--date-order", "day-first").json["people"]["create"] == 1
    assert alone(*plan, "--date-order", "both").code == 2

    file.write_text("SyncID,Name\nP9,Anna & Lars Lie\n")
    assert alone("import", "run", *plan[2:]).json["problem_counts"]["two-people"] == 1
    assert alone("people", "one-person", "key:P9").code == 0
    assert alone("people", "one-person", "key:P9").code == 1
