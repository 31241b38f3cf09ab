"""School records, and what parents sent, go with the account that is kept, and back again.

What files brought since is the account's whose key they named. Where nothing tells, the record is
shown to no parent until a file says again whose it is: it may be another child's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kinkeeper.from_home.models import ContactChange, ContactChangeState
from kinkeeper.lib import db
from kinkeeper.meetings import merge_bookings
from kinkeeper.people.models import Person
from kinkeeper.records import whose_key
from kinkeeper.records.entries import BY_HAND
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import ALL, KINDS
from kinkeeper.roster.vocabulary import PARTED

# By the name under which a merge keeps them: the table of rows about somebody, and the column that
# says whom.
ABOUT = {kind.table: (kind.table, kind.of_person) for kind in ALL if kind.of_person} | {
    "absence reports about": ("from_home_absencereport", "child_id"),
    "absence reports by": ("from_home_absencereport", "reported_by_id"),
    "comments about": ("from_home_learningplancomment", "child_id"),
    "comments by": ("from_home_learningplancomment", "written_by_id"),
    "answers about": ("from_home_noticeanswer", "child_id"),
    "feeds about": ("feeds_feed", "child_id"),
    "openings about": ("from_home_noticeopening", "child_id"),
    "openings by": ("from_home_noticeopening", "opened_by_id"),
    "answers by": ("from_home_noticeanswer", "answered_by_id"),
    "meetings about": ("meetings_booking", "child_id"),
    "meetings by": ("meetings_booking", "parent_id"),
    "meetings for": ("meetings_invitation", "child_id"),
    "contact changes of": ("from_home_contactchange", "person_id"),
    "conversations about": ("messaging_conversation", "child_id"),
    "conversations of": ("messaging_conversation", "parent_id"),
    "conversations with": ("messaging_member", "staff_id"),
    "read by": ("messaging_readmark", "reader_id"),
    "e-mails to": ("notifications_mail", "person_id"),
}

DOUBLED = "meetings of both"  # at one time: they are one meeting as long as the two are one


def move(kept: Person, gone: Person) -> dict[str, list[int]]:
    """Which rows moved."""
    moved: dict[str, list[int]] = {}
    # Nobody has two that wait: the wish of the account that is kept is the one that counts.
    waits = ContactChange.objects.filter(state=ContactChangeState.SENT)
    if waits.filter(person=kept).exists():
        waits.filter(person=gone).update(state=ContactChangeState.WITHDRAWN)
    doubled = merge_bookings.make_room(kept, gone)
    if doubled:
        moved[DOUBLED] = doubled
    for name, (table, column) in ABOUT.items():
        query = f"UPDATE {table} SET {column} = %s WHERE {column} = %s RETURNING id"  # noqa: S608  # names of ours
        found = db.column(query, [kept.pk, gone.pk])
        if found:
            moved[name] = found
    return moved


def back(kept: Person, gone: Person, moved: Mapping[str, Sequence[int]]) -> None:
    """What is still with the account that was kept."""
    merge_bookings.hold(moved.get(DOUBLED, ()))
    for name, numbers in moved.items():
        if name == DOUBLED:
            continue
        table, column = ABOUT[name]
        query = f"UPDATE {table} SET {column} = %s WHERE {column} = %s AND id = ANY(%s)"  # noqa: S608  # as above
        db.run(query, [gone.pk, kept.pk, list(numbers)])
    merge_bookings.bring_back(kept, moved.get(DOUBLED, ()))


@dataclass(frozen=True)
class Brought:
    """What imports since a merge brought about the account that was kept: internal IDs by kind.
    `sources`: imports since, whose lines are no longer kept, so that each record of theirs may be
    one of these."""

    by_kind: Mapping[str, Sequence[int]]
    sources: Sequence[str] = ()


def part(kept: Person, gone: Person, brought: Brought) -> dict[str, int]:
    """How many records of each kind are withheld. After each account has its keys again, and the
    account that went has its records."""
    withheld = {}
    for kind in KINDS:
        if kind.of_person is None:
            continue
        found = {
            "kept": kept.pk,
            "gone": gone.pk,
            "brought": list(brought.by_kind.get(kind.name, ())),
            "sources": list(brought.sources),
            "parted": PARTED,
        }
        if kind.shared_with_hands:
            db.run(_of_its_key(kind), found)
        if found["brought"] or found["sources"]:
            count = db.run(_withhold(kind), found)
            if count:
                withheld[kind.name] = count
    return withheld


def _whose(kind: Kind) -> str:
    """SQL: which of the two accounts the key of the record `said` names; null: neither."""
    fits = whose_key.names(kind, "said.key", "known.folded")
    if fits is None:
        return "NULL::bigint"
    return f"""(SELECT known.person_id FROM people_known_as known
        WHERE known.match = 'sync-key' AND known.person_id IN (%(kept)s, %(gone)s) AND {fits}
        ORDER BY length(known.folded) DESC LIMIT 1)"""  # noqa: S608  # names of ours


def _of_its_key(kind: Kind) -> str:
    return f"""
        UPDATE {kind.table} said SET {kind.of_person} = %(gone)s
        WHERE said.{kind.of_person} = %(kept)s AND said.series <> '{BY_HAND}'
          AND {_whose(kind)} = %(gone)s
    """  # noqa: S608  # as above


def _withhold(kind: Kind) -> str:
    """What cannot be withdrawn goes: the next file makes it again."""
    meant = f"""said.{kind.of_person} = %(kept)s AND said.series <> '{BY_HAND}'
        AND (said.id = ANY(%(brought)s) OR said.source = ANY(%(sources)s))
        AND {_whose(kind)} IS NULL"""
    if "withdrawn_at" not in kind.names:
        return f"DELETE FROM {kind.table} said WHERE {meant}"  # noqa: S608  # as above
    return f"""UPDATE {kind.table} said SET source = %(parted)s, withdrawn_at = now()
        WHERE {meant} AND (said.withdrawn_at IS NULL OR said.withdrawn_at > now())"""  # noqa: S608  # as above
