"""What an undo, or the end of a merge, would write back to others: the erased person's words go
from it, and nothing else, so that all the rest goes back as it was (K13).

A text in which someone is named is struck as in the row itself, so the two still are the same. A
value that is the erased person's and nobody's today (a shared address was changed since) is
forgotten: an undo then leaves the field as it is, and lists it as changed since.
"""

import json
import re
from typing import Any

from kinkeeper.erasure.names import STRUCK_AS, Names
from kinkeeper.lib import db

# Of what lines of a plan remember: only texts in which others are named, by their names there.
# Days, keys and states stay, whatever somebody's key looks like.
TEXTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("intake_plannedrelationship", "before"): ("reason", "kind_text", "note"),
    ("intake_plannedrecord", "before"): ("teacher", "reported_by"),
    ("intake_plannedrecord", "values"): ("teacher", "reported_by"),
}
STRIKE = """
UPDATE {table} SET {column} = {column} || coalesce((
    SELECT jsonb_object_agg(key, regexp_replace(value #>> '{{}}', %(said)s, %(struck)s, 'g'))
    FROM jsonb_each({column})
    WHERE key = ANY(%(texts)s) AND jsonb_typeof(value) = 'string'), '{{}}')
WHERE jsonb_typeof({column}) = 'object' AND {column}::text ~ %(said)s
"""
UNNAMED = """
UPDATE intake_plannedrelationship SET before = before || '{"changed_by_name": ""}'
WHERE (before ->> 'changed_by')::bigint = ANY(%(people)s)
"""
# Of the values that a file changed in others: those that could be somebody's alone.
VALUES = ("username", "email", "phone", "street", "city", "given_name", "family_name")
FORGET = """
UPDATE intake_plannedperson SET changes = changes || coalesce((
    SELECT jsonb_object_agg(key, '[null, null]'::jsonb) FROM jsonb_each(changes)
    WHERE key = ANY(%(values)s) AND value::text ~ %(said)s), '{}')
WHERE jsonb_typeof(changes) = 'object' AND changes::text ~ %(said)s
"""
# The values that a file gave others, where they have others by now: what they still have is theirs,
# and an undo compares it with these.
GAVE = """
UPDATE intake_plannedperson planned SET {value} = regexp_replace({value}, %(said)s, %(struck)s, 'g')
WHERE {value} ~ %(said)s AND NOT EXISTS (
    SELECT FROM people_person person
    WHERE person.id = planned.person_id AND person.{value} = planned.{value})
"""
MERGES = """
SELECT id, memory FROM people_merge
WHERE memory::text ~ %(said)s OR EXISTS (
    SELECT FROM jsonb_array_elements(memory -> 'relationships') AS moved
    WHERE (moved ->> 'other')::bigint = ANY(%(people)s)
       OR (moved -> 'kept' ->> 'changed_by')::bigint = ANY(%(people)s)
       OR (moved -> 'gone' ->> 'changed_by')::bigint = ANY(%(people)s)
       OR (moved -> 'now' ->> 'changed_by')::bigint = ANY(%(people)s))
"""
SIDES = ("kept", "gone", "now")
# Of the values that an account took from the other: what may name nobody else, or ends a merge.
LEFT = ("sync_key", "birth_date", "language", "country")


def strike(meant: Names) -> None:
    """In the transaction of the erasure, after its rows went."""
    for (table, column), texts in TEXTS.items():
        query = STRIKE.format(table=table, column=f'"{column}"')
        db.run(query, meant.parameters | {"texts": list(texts)})
    if not meant.worked:
        db.run(UNNAMED, meant.parameters)
    db.run(FORGET, meant.parameters | {"values": list(VALUES)})
    for value in (*VALUES, "username_folded"):
        db.run(GAVE.format(value=value), meant.parameters)
    for number, memory in db.rows(MERGES, meant.parameters):
        left = json.dumps(_without(json.loads(memory), meant), ensure_ascii=False)
        db.run("UPDATE people_merge SET memory = %s::jsonb WHERE id = %s", [left, number])


def _without(memory: dict[str, Any], meant: Names) -> dict[str, Any]:
    """A relationship with the person is not there any more, and does not come back."""
    said = re.compile(meant.said)
    moved = [each for each in memory["relationships"] if each["other"] not in meant.people]
    return memory | {
        "fields": {
            name: value if name in LEFT else said.sub(STRUCK_AS, value)
            for name, value in memory["fields"].items()
        },
        "relationships": [
            each | {side: _relationship(each[side], meant, said) for side in SIDES}
            for each in moved
        ],
        "pendings": [
            each | {"note": said.sub(STRUCK_AS, each["note"])} for each in memory["pendings"]
        ],
    }


def _relationship(
    row: dict[str, Any] | None, meant: Names, said: re.Pattern[str]
) -> dict[str, Any] | None:
    if row is None:
        return None
    struck = {name: said.sub(STRUCK_AS, row[name]) for name in ("reason", "kind_text")}
    if row["changed_by"] in meant.people and not meant.worked:
        struck["changed_by_name"] = ""
    return row | struck
