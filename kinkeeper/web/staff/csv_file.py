"""A CSV file to download."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# What a spreadsheet takes for a formula, whoever wrote it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Cells as they are."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")  # spreadsheets read UTF-8 only with it
    csv.writer(response).writerows(rows)
    return response


def as_text(cell: str) -> str:
    """What a parent may have written: no spreadsheet calculates it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
