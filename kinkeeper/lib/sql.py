"""Pieces of SQL texts, made of lists of columns, so that no list is written twice."""

from collections.abc import Iterable


def listed(columns: Iterable[str], of: str = "") -> str:
    """`a, b`, or `planned.a, planned.b`."""
    return ", ".join(f"{of}.{column}" if of else column for column in columns)


def assigned(columns: Iterable[str], of: str) -> str:
    """`a = planned.a, b = planned.b`, as an UPDATE sets them."""
    return ", ".join(f"{column} = {of}.{column}" for column in columns)


def as_json(columns: Iterable[str], of: str) -> str:
    """`'a', planned.a, 'b', planned.b`, as `jsonb_build_object` takes them."""
    return ", ".join(f"'{column}', {of}.{column}" for column in columns)
