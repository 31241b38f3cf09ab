"""What of a spreadsheet nobody sees, where that decides about people (K31)."""

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import OF_RELATIONSHIP
from kinkeeper.roster.headings.heading_subject import said_of
from kinkeeper.roster.headings.rights_words import speaks_of_rights
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import Links

KEYS = ("sync_key", "username", "child")


def telling(table: Table, mapping: Mapping, options: Options) -> list[str]:
    """The headings of hidden columns that say who is meant, whose child it is, or who may see it.
    What a format takes from columns of its own is not known here: any may be such a one."""
    fields = {*KEYS, *OF_RELATIONSHIP, "areas", (options.match_on or "").replace("-", "_")}
    taken = {heading for field, heading in mapping.headings.items() if field in fields}
    heeded = {table.headings[place] for place in table.heeded}
    return [
        heading
        for heading in table.hidden_columns
        if table.fields is not None
        or heading in taken
        or heading in heeded
        or said_of(heading).what in fields
        or speaks_of_rights(heading)
    ]


def refuse_exact(table: Table, options: Options) -> None:
    """What was left out because nobody sees it ends nothing (K6). Raises `FileRefused`:
    `exact-needs-all-shown`."""
    if options.links == Links.EXACT and (table.hidden_rows or table.hidden_columns):
        raise FileRefused("exact-needs-all-shown")
