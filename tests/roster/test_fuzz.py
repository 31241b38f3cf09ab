"""A few hundred of the damaged files of `fuzz`, the same at each run; `make fuzz` tries more."""

from tests.roster import fuzz


def test_a_damaged_file_is_planned_or_refused() -> None:
    found = fuzz.run(400)
    assert found["planned"] > 50
    assert len(found) > 4
