"""Of a column that may say who the children are, the first different cells are looked at."""

import pytest

from kinkeeper.roster.columns.children_in_cells import SAMPLE, candidates
from kinkeeper.roster.options import Options
from tests.roster.core import read

MANY = 11 * SAMPLE
FEW = SAMPLE // 3
COLUMNS = {
    "each another": [f"H-{number}" for number in range(MANY)],
    "few": [f"H-{number % FEW}" for number in range(MANY)],
    "others only at the end": ["H-0"] * MANY + [f"H-{number}" for number in range(2 * SAMPLE)],
    "nothing at first": [" "] * MANY + [" H-1", "H-1 ", "H-2"],
    "too long at first": ["x" * 201] * MANY + ["H-1"],
    "short": ["H-2", "", "H-1", "H-2"],
    "nothing": ["", " "],
}


@pytest.mark.parametrize("cells", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("heading", ["ChildID", "Kid"])
def test_the_first_different_cells_are_looked_at_wherever_they_stand(
    heading: str, cells: list[str]
) -> None:
    rows = "".join(f"P-{number},A,B,{cell}\n" for number, cell in enumerate(cells))
    file = f"SyncID,First name,Last name,{heading}\n{rows}".encode()
    _format, table = read([("parents.csv", file)])
    tidy = (cell.strip() for cell in cells if len(cell) <= 200)
    different = tuple(dict.fromkeys(cell for cell in tidy if cell))[:SAMPLE]
    found = [each.texts for each in candidates(table, Options(profile="parent"))]
    assert found == ([different] if different else [])
