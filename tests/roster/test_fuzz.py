"""A few hundred of the damaged files of `fuzz`, the same at each run; `make fuzz` tries more."""

from tests.examples import EXAMPLES
from tests.roster import fuzz


def test_a_damaged_file_is_planned_or_refused() -> None:
    files = min(400, 30 * EXAMPLES)
    found = fuzz.run(files)
    assert found["planned"] > files // 8
    assert len(found) > 4
