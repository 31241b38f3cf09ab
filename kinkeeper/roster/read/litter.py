"""Lines that are in a file for its reader and name nobody."""

from collections.abc import Sequence

TOTALS = frozenset(
    ["total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "totalt", "i alt"]
    + ["yhteensä", "totaal", "suma", "razem", "totale", "count", "anzahl", "antall", "antal"]
)


def is_totals(line: Sequence[str]) -> bool:
    """One word for a total and at most one number beside it."""
    cells = [cell.strip() for cell in line if cell.strip()]
    if not 1 <= len(cells) <= 2:
        return False
    word, _, rest = cells[0].partition(":")
    counts = [each for each in (rest.strip(), *cells[1:]) if each]
    numbers = all(each.replace(" ", "").replace(".", "").isdigit() for each in counts)
    return word.strip().casefold() in TOTALS and numbers
