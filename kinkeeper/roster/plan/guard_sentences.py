"""Why a guard objects, in words; translated where they are shown."""

from collections.abc import Callable, Mapping
from typing import Any

from kinkeeper.roster.plan.guards import Objection
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.text.translatable import marked as _

MOST_NAMED = 10


def message(reason: Mapping[str, Any], translate: Callable[[str], str] = str) -> str:
    """The sentence of a reason as `as_json` keeps it."""
    if reason["code"] in OF_COLUMNS:
        columns = reason["columns"]
        shown = [*map(alone, columns[:MOST_NAMED]), *(["…"] if len(columns) > MOST_NAMED else [])]
        words = translate(OF_COLUMNS[reason["code"]])
        return words.format(count=reason["count"], of=reason["of"], columns=", ".join(shown))
    if reason["code"] in OF_PLACES:
        named = {"path": alone(reason["organisation"]), "meant": alone(reason["meant"])}
        return translate(OF_PLACES[reason["code"]]).format(**named)
    words = translate(SENTENCES[reason["code"]]).format(count=reason["count"], of=reason["of"])
    more = translate(LOOK_AGAIN).format(limit=reason["limit"]) if reason["limit"] else ""
    place = f"{reason['organisation']}: " if reason["organisation"] else ""
    return f"{place}{words} {more}".strip()


LOOK_AGAIN = _("More than {limit} need someone to check them.")
SENTENCES: dict[str, str] = {
    Objection.MANY_REMOVED: _("{count} of {of} relationships would end."),
    Objection.MANY_CHANGED: _(
        "{count} of {of} people would get another name, username or birth date."
    ),
    Objection.MOST_UNKNOWN: _(
        "{count} of {of} child keys are unknown; is this another school's file?"
    ),
    Objection.MOVED_COLUMN: _(
        "{count} of {of} new relationships give a parent with children here a very different "
        "child who already has other parents; was one column sorted without the others?"
    ),
    Objection.OTHER_SCHOOL: _("{count} of {of} children belong to another school."),
    Objection.KEYS_MOVED: _(
        "{count} of {of} people in the file have another name here; were keys given to others?"
    ),
    Objection.MANY_LEAVE: _(
        "{count} of {of} pupils would leave the schools and classes that earlier files put them "
        "into."
    ),
    Objection.ALL_DISABLED: _(
        "The file marks all of its {of} adults as disabled or suspended; does that mean "
        "anything here? If you accept the plan, the mark is ignored in this series of files."
    ),
    Objection.OWN_NAMES: _(
        "{count} of {of} new relationships are of parents with the same name as their own "
        "child; is this a file of pupils?"
    ),
    Objection.RIGHTS_WIDENED: _(
        "In {count} of {of} relationships, the parent would see more of the child than now, or, if "
        "new, than the school’s default."
    ),
    Objection.MANY_NARROWED: _(
        "In {count} of {of} relationships, the parent would see less of the child than now."
    ),
    Objection.RECORDS_REMOVED: _("{count} of {of} records would be removed."),
    Objection.LAST_YEARS_FILE: _(
        "{count} of {of} relationships had ended; is this last year's file?"
    ),
}

OF_COLUMNS: dict[str, str] = {
    Objection.UNREAD_RIGHTS: _(
        "Not read: {columns}. This may say who has the right to see a child. If it does, read "
        "it as parental responsibility or as a restriction. If it does not, choose “Skip”; "
        "you are asked only once."
    ),
    Objection.HIDDEN_COLUMNS: _(
        "Hidden columns of the spreadsheet ({count}) contain keys, children or rights, and "
        "are read: {columns}. Show them in the spreadsheet and check."
    ),
}

OF_PLACES: dict[str, str] = {
    Objection.NEAR_SCHOOL: _("There is no {path}. Did you mean {meant}?"),
}
