"""An import's summary in words, for a person at a terminal."""

import shlex
from collections.abc import Sequence
from typing import Any

NEW = {
    "district": "New districts",
    "school": "New schools",
    "class": "New classes",
    "": "New organisations",
}


def told(
    document: dict[str, Any],
    sections: Sequence[str],
    *,
    empty: bool = False,
    all_skipped: bool = False,
) -> str:
    """`sections`: the names under which the plan counts, in their order. `empty`: applying would
    change nothing; `all_skipped`: because no row can be used."""
    head = f"Import {document['import']} is {document['state']}: {_rows(document['rows'])}"
    if document["blank_rows"]:
        head += f", and {document['blank_rows']} blank"
    lines = [head + "."]
    sections = [name for name in sections if name in document]
    told_of = [name for name in sections if name not in SILENT or any(document[name].values())]
    lines += [_counted(name, document[name]) for name in told_of]
    for name in sections:
        lines += BESIDE.get(name, _nothing)(document)
    lines += _new_places(document.get("new_places", []))
    for reason in (document["guard"] or {}).get("reasons", []):
        lines.append(f"A guard has stopped this plan: {reason['message']}")
    lines += _not_kept(document["ignored_columns"], document.get("standard_columns", 0))
    doubtful = [each["name"] for each in document.get("unread", []) if each["open"]]
    if doubtful:
        lines.append(
            f"Not read: {', '.join(doubtful)}. It may say who has the right to see a child. If so, "
            "use --map HEADING=responsibility or --map HEADING=restriction. If not, say so once "
            "with --map HEADING=ignore."
        )
    if document.get("child_hint"):
        lines.append(f"To read the children so: {_as_typed(document['child_hint'])}")
    counts = document["problem_counts"]
    if counts:
        listed = ", ".join(f"{code} {count}" for code, count in counts.items())
        lines.append(
            f"Problems: {listed}. See: kinkeeper import show {document['import']} --problems"
        )
    if document["state"] == "planned" and empty:
        lines.append(_why_empty(document, all_skipped=all_skipped))
    elif document["state"] == "planned":
        codes = {reason["code"] for reason in (document["guard"] or {}).get("reasons", [])}
        accept = " --new-schools" if "near-school" in codes else ""
        accept += " --accept-guard REASON" if codes - {"near-school"} else ""
        lines.append(
            "Nothing has been changed yet. "
            f"To apply: kinkeeper import apply {document['import']}{accept}"
        )
    return "\n".join(lines)


def _why_empty(document: dict[str, Any], *, all_skipped: bool) -> str:
    """The reasons are behind the problems, a line above."""
    skipped, rows = document["rows_with_errors"], document["rows"]
    verb = "is" if rows == 1 else "are"
    part = f" {skipped} of {_rows(rows)} {verb} skipped." if skipped else ""
    if all_skipped:
        return f"No row of this file can be used.{part} There is nothing to apply."
    if skipped:
        return (
            f"The site already matches the rows that can be used.{part} There is nothing to apply."
        )
    return "The site already matches this file. There is nothing to apply."


def _counted(name: str, counts: dict[str, Any]) -> str:
    if name == "records":
        return "\n".join(
            RECORDS.format(kind=kind.replace("_", " ").capitalize(), **each)
            for kind, each in counts.items()
        )
    if name in COUNTED:
        return COUNTED[name].format(**counts)
    return f"{name}: " + ", ".join(f"{count} {number}" for count, number in counts.items()) + "."


COUNTED = {
    "people": "People: {create} new, {update} changed, {unchanged} unchanged; {rejected} skipped.",
    "relationships": "Relationships: {create} new, {existing} already there, {pending} pending, "
    "{held_back} held back, {proposed} proposed, {remove} ended, {rejected} skipped.",
    "rights": "Rights: {set} set, {narrow} narrowed, {widen} widened, {existing} unchanged.",
    "consents": "Consents: {set} set, {existing} unchanged, {decided} decided by the pupil.",
}
RECORDS = (
    "{kind}: {create} new, {change} changed, {remove} removed, {unchanged} unchanged; {rejected} "
    "skipped."
)
# Of what most files do not speak of at all.
SILENT = ("rights", "consents")


def _of_people(document: dict[str, Any]) -> list[str]:
    people, lines = document["people"], []
    if people.get("asked"):
        lines.append(
            f"To decide, because the file has another name or birth date: {people['asked']}. "
            "Nothing happens to these people until someone decides: kinkeeper inbox list"
        )
    if people.get("to_confirm"):
        tense = "got" if document["state"] == "applied" else "will get"
        lines.append(
            f"Addresses to confirm: {people['to_confirm']} people {tense} a link at the new address"
            f" and {people['notices']} a notice at the old one. They are sent in the background; "
            "you can stop them under Credentials. The old address stays in use until then."
        )
    return lines


def _nothing(document: dict[str, Any]) -> list[str]:
    return []


# What is said beside the counts.
BESIDE = {"people": _of_people}


def _new_places(places: list[dict[str, Any]]) -> list[str]:
    """A line for each kind of organisation that the plan makes, and how many people go there."""
    by_kind: dict[str, list[str]] = {}
    for each in places:
        people = "1 person" if each["people"] == 1 else f"{each['people']} people"
        by_kind.setdefault(each["kind"], []).append(f"{each['path']} ({people})")
    return [f"{NEW.get(kind, NEW[''])}: {', '.join(named)}." for kind, named in by_kind.items()]


def _as_typed(options: dict[str, Any]) -> str:
    """The choices as options of the command line."""
    typed = [
        f"--{name.replace('_', '-')} {shlex.quote(value)}"
        for name, value in options.items()
        if value
    ]
    return " ".join(typed)


def _not_kept(columns: list[str], standard: int) -> list[str]:
    """The format's own columns stand last, and are counted."""
    others = columns[: len(columns) - standard]
    lines = [f"Skipped columns: {', '.join(others)}."] if others else []
    if standard:
        lines.append(f"Columns of the format that are not used: {standard}.")
    return lines


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
