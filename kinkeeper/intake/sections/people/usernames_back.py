"""Gives people their earlier usernames back, one by one."""

from collections.abc import Sequence
from typing import Any

from kinkeeper.people.models import Person
from kinkeeper.roster.text.normalise import fold_username


def rename_back(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Gives (id, names, old username) their old usernames. Returned are those whose name somebody
    else has by now, as (id, names, "username"). Names may have been swapped, so the constraint
    looks at the end."""
    going = {row[0] for row in rows}
    folded = {row[0]: fold_username(row[3]) for row in rows}
    owners = Person.objects.filter(username_folded__in=list(folded.values()))
    taken = set(owners.exclude(pk__in=going).values_list("username_folded", flat=True))
    failed = []
    for person_id, given, family, username in rows:
        if folded[person_id] in taken:
            failed.append((person_id, given, family, "username"))
            continue
        Person.objects.filter(pk=person_id).update(
            username=username, username_folded=folded[person_id]
        )
    return failed
