"""JSON documents that are rosters, as other systems' interfaces answer."""

import json
from collections.abc import Iterator
from typing import Any

from kinkeeper.roster.read.documents.rows import DEEPEST, Rows, refuse_depth
from kinkeeper.roster.read.documents.shapes import JSON
from kinkeeper.roster.table import FileRefused, Table

HOW = "JSON"
ITEM = "item"


def is_json(name: str, head: bytes) -> bool:
    """By its first bytes: an object, or a list of objects."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:400]
    inside = text[1:].lstrip()[:1]
    begins = (text[:1] == b"{" and inside == b'"') or (text[:1] == b"[" and inside == b"{")
    return begins or (name.lower().endswith(".json") and text[:1] in {b"{", b"["})


def tables_in(name: str, data: bytes, most_rows: int) -> dict[str, Table] | None:
    """By the stems of their shape; None where it is no roster, whatever else it is. Numbers are
    kept as they are written. Raises `FileRefused`: `document-refused` with the line, also where an
    object says one thing twice; `too-large`."""
    try:
        found = json.loads(
            data.decode("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        if not _names_records(data):
            return None
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise FileRefused("document-refused", name=name, line=line) from error
    whole = {ITEM: found} if isinstance(found, list) else found
    try:
        shape = next((each for each in JSON if any(_has(whole, path) for path in each.root)), None)
    except FileRefused:
        if _names_records(data):
            raise
        shape = None
    if shape is None:
        return None
    rows = Rows(shape, most_rows)
    rows.open("$", {})
    _walk(rows, whole)
    rows.close()
    return rows.tables(HOW)


def _names_records(data: bytes) -> bool:
    """Whether it has the names by which a roster is known, though it cannot be read."""
    paths = [path.split("/") for shape in JSON for path in shape.root]
    return any(all(f'"{name}"'.encode() in data for name in path if name != ITEM) for path in paths)


def _walk(rows: Rows, value: dict[str, Any]) -> None:
    for name, inner in value.items():
        for each in _each(inner):
            rows.open(name, {})
            if isinstance(each, dict):
                _walk(rows, each)
            else:
                rows.text(each if isinstance(each, str) else json.dumps(each))
            rows.close()


def _each(value: Any, depth: int = 0) -> Iterator[Any]:
    """A value, or those of a list in `depth` others; nothing is none."""
    if depth > DEEPEST:
        raise refuse_depth(depth)
    if isinstance(value, list):
        for inner in value:
            yield from _each(inner, depth + 1)
    elif value is not None:
        yield value


def _has(value: Any, path: str) -> bool:
    first, _, rest = path.partition("/")
    if not isinstance(value, dict) or first not in value:
        return False
    inner = next(_each(value[first]), None)
    return not rest or _has(inner, rest)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("one name twice")
    return found


def _refuse(_constant: str) -> None:
    raise ValueError("no number")
