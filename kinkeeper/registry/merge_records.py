"""School records, and what parents sent, go with the account that is kept, and back again."""

from collections.abc import Mapping, Sequence

from kinkeeper.from_home.models import ContactChange, ContactChangeState
from kinkeeper.lib import db
from kinkeeper.meetings import merge_bookings
from kinkeeper.people.models import Person
from kinkeeper.roster.records.kinds import ALL

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
    for name, numbers in moved.items():
        if name == DOUBLED:
            continue
        table, column = ABOUT[name]
        query = f"UPDATE {table} SET {column} = %s WHERE {column} = %s AND id = ANY(%s)"  # noqa: S608  # as above
        db.run(query, [gone.pk, kept.pk, list(numbers)])
    merge_bookings.bring_back(moved.get(DOUBLED, ()))
