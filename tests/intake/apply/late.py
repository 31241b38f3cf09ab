"""A plan that is applied late: random rows, random hands in between, and what must come of it."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import strategies as st

from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import InTrash
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person, Profile
from tests.cast import person
from tests.importing import edges, planned

HEAD = "SyncID,Username,First name,Last name,E-mail,ChildID\n"
OFFICE = Actor(None, "the office", "a test")
BORN = "SyncID,Username,First name,Last name,E-mail,Birth date,ChildID\n"
DAY = "1980-01-01"


ACTS = ("name", "mail", "key", "username", "trash", "connect", "disconnect", "relative", "birthday")
HANDS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5)), max_size=3)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P-1", "P-2", "P-5", ""]),
        st.sampled_from(["kari.berg", "jonas.lund", "ada", ""]),
        st.sampled_from(["Kari,Berg", "Jonas,Lund", "Ada,Moe", "Kari Eva,Berg", "Kari,Holm"]),
        st.sampled_from(["kari@example.org", "jonas@example.org", "ada@example.org", ""]),
        st.sampled_from([DAY, ""]),
        st.sampled_from(["H-1", "H-2", "L-1", "X-1", ""]),
    ),
    min_size=1,
    max_size=4,
)


def stale(roster_import: Import) -> str:
    with pytest.raises(Stale) as caught:
        apply(roster_import, OFFICE)
    return caught.value.reason


def applied_late(
    rows: list[tuple[str, ...]], hands: list[tuple[str, int, int]], options: dict[str, Any]
) -> None:
    """What is planned before the hands and applied after them does what a new plan does, but for
    rows that were shown as left out: they stay so, whatever would let them in by now."""
    file = BORN + "\n".join(",".join(row) for row in rows) + "\n"
    late = planned(file, **options)
    for act, one, other in hands:
        by_hand(act, one, other)
    before = edges()
    anew = planned(file, **options)
    if anew.state != "planned":
        return
    expected = acts(anew)
    try:
        apply(late, OFFICE)
    except Stale:
        assert edges() == before
    else:
        left_out = {row for p in late.people.filter(act="rejected") for row in p.rows}
        assert acts(late) == tuple(
            {each for each in kind if each[0] not in left_out} for kind in expected
        )


def acts(roster_import: Import) -> tuple[set[Any], set[Any]]:
    """What a plan does, without the numbers it gives; each begins with its row."""
    here = set(Person.objects.values_list("pk", flat=True))
    new = "new"
    people = {
        (p.number, p.act, p.person_id if p.person_id in here and p.act != "create" else new)
        for p in roster_import.people.exclude(act="rejected")
    }
    relationships = {
        (p.row, p.act, p.child_id, p.folded)
        for p in roster_import.relationships.exclude(
            act__in=["rejected", "existing", "waiting", "asked"]
        )
    }
    return people, relationships


def by_hand(act: str, one: int, other: int) -> None:
    adults = list(Person.objects.filter(profile=Profile.PARENT).order_by("pk"))
    pupils = list(Person.objects.filter(profile=Profile.PUPIL).order_by("pk"))
    adult, pupil = adults[one % len(adults)], pupils[other % len(pupils)]
    if act == "name":
        Person.objects.filter(pk=adult.pk).update(given_name="Bo", family_name="Tang")
    elif act == "mail":
        mail = adults[other % len(adults)].email
        Person.objects.filter(pk=adult.pk).update(email=mail)
    elif act == "key":
        Person.objects.filter(pk=pupil.pk).update(sync_key=f"X-{other}")
    elif act == "username":
        Person.objects.filter(pk=adult.pk).update(username="ada", username_folded=f"ada{one}")
    elif act in {"relative", "birthday"}:
        comes(act, pupil, one, other)
    elif act == "trash":
        Person.objects.filter(pk=adult.pk).update(state="trashed")
    elif act == "connect":
        if not Relationship.objects.filter(parent=adult, child=pupil).exists():
            with suppress(InTrash):
                connect(OFFICE, adult, pupil)
    elif Relationship.objects.filter(
        parent=adult, child=pupil, state=RelationshipState.ACTIVE
    ).exists():
        disconnect(OFFICE, adult, pupil, reason="a test")


def comes(act: str, pupil: Person, one: int, other: int) -> None:
    """Somebody who may fit a row as well as the one it found."""
    given, family = ("Kari", "Kari Eva")[one % 2], ("Berg", "Holm")[other % 2]
    name = f"new{Person.objects.count()}"
    born = DAY if act == "birthday" else None
    new = person(name, Profile.PARENT, given_name=given, family_name=family, birth_date=born)
    if act == "relative":
        connect(OFFICE, new, pupil)
