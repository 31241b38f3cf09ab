"""How a file is written, for a person to check: as data, and in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.roster.options import FORMATS
from kinkeeper.roster.table import Table

PLAIN = "plain"
DELIMITERS: dict[str, str | Promise] = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}


def written(table: Table) -> dict[str, Any]:
    if table.spreadsheet:
        return {"spreadsheet": True}
    if not table.delimiter:
        return {"document": table.encoding}
    return {"encoding": table.encoding, "delimiter": table.delimiter}


def said(data: Mapping[str, Any], form: str) -> str:
    """What `written` gave, of a file in the format `form`; empty where nothing is known."""
    if "text" in data:  # of an earlier version
        return str(data["text"])
    if data.get("spreadsheet"):
        how = _("spreadsheet")
    elif "document" in data:
        how = str(data["document"])
    elif data:
        delimiter = data["delimiter"]
        how = f"{data['encoding'].upper()}, {DELIMITERS.get(delimiter, delimiter)}"
    else:
        return ""
    return how if form == PLAIN else f"{_(FORMATS[form])}, {how}"
