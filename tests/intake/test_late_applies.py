"""K10: what a plan rests on is checked when it is applied, and nothing else is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, State
from kinkeeper.intake.apply import Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, make, person
from tests.importing import edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,Username,First name,Last name,E-mail,ChildID\n"
OFFICE = Actor(None, "the office", "a test")


def stale(roster: Import) -> str:
    with pytest.raises(Stale) as caught:
        apply(roster, OFFICE)
    return caught.value.reason


def test_k10_the_address_that_found_somebody_is_a_premise(cast: Cast) -> None:
    roster = planned(HEAD + ",,Kari,Berg,kari@example.org,H-1\n", match_on="email")
    Person.objects.filter(pk=cast.kari.pk).update(email="new@example.org")
    Person.objects.filter(pk=cast.jonas.pk).update(email="kari@example.org")
    assert stale(roster) == "addresses"


def test_k10_that_nobody_else_has_the_address_is_a_premise(cast: Cast) -> None:
    roster = planned(HEAD + ",,Kari,Berg,kari@example.org,H-1\n", match_on="email")
    Person.objects.filter(pk=cast.jonas.pk).update(email="Kari@example.org")
    assert stale(roster) == "addresses"


def test_k10_that_an_address_found_nobody_is_a_premise(cast: Cast) -> None:
    roster = planned(HEAD + ",ada,Ada,Moe,ada@example.org,H-1\n", match_on="email")
    Person.objects.filter(pk=cast.jonas.pk).update(email="ada@example.org")
    assert stale(roster) == "addresses"


@pytest.mark.parametrize("profile", [Profile.PARENT, Profile.PUPIL])
def test_k02_that_nobody_has_the_key_with_zeros_in_front_is_a_premise(
    cast: Cast, profile: str
) -> None:
    mine, child = ("7", "") if profile == Profile.PARENT else ("P-5", "7")
    roster = planned(HEAD + f"{mine},,Ada,Moe,,{child}\n")
    person("some.body", profile, sync_key="007")
    assert stale(roster) == "padded keys"


def test_k10_a_living_site_does_not_make_a_plan_stale(cast: Cast) -> None:
    roster = planned(HEAD + "P-1,,Kari,Berg,,H-1\n")
    Person.objects.filter(pk=cast.kari.pk).update(phone="1234")
    person("ada.moe", Profile.PARENT, sync_key="P-5")
    apply(roster, OFFICE)


HANDS = st.lists(
    st.tuples(
        st.sampled_from(["name", "mail", "key", "username", "trash", "connect", "disconnect"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=3,
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P-1", "P-2", "P-5", ""]),
        st.sampled_from(["kari.berg", "jonas.lund", "ada", ""]),
        st.sampled_from(["Kari,Berg", "Jonas,Lund", "Ada,Moe", "Kari Eva,Berg"]),
        st.sampled_from(["kari@example.org", "jonas@example.org", "ada@example.org", ""]),
        st.sampled_from(["H-1", "H-2", "L-1", "X-1", ""]),
    ),
    min_size=1,
    max_size=4,
)


@given(ROWS, HANDS, st.sampled_from([None, "sync-key", "username", "email"]), st.randoms())
def test_k10_a_late_apply_does_what_a_new_plan_would_do_or_nothing(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, rows, hands, match_on: str | None, chance: random.Random
) -> None:
    with fresh():
        make()
        file = HEAD + "\n".join(",".join(row) for row in rows) + "\n"
        options = {} if match_on is None else {"match_on": match_on}
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
            assert acts(late) == expected


def acts(roster: Import) -> tuple[set[object], set[object]]:
    """What a plan does, without the numbers it gives."""
    here = set(Person.objects.values_list("pk", flat=True))
    new = "new"
    people = {
        (p.number, p.act, p.person_id if p.person_id in here and p.act != "create" else new)
        for p in roster.people.exclude(act="rejected")
    }
    pairs = {
        (p.row, p.act, p.child_id, p.folded)
        for p in roster.pairs.exclude(act__in=["rejected", "existing", "waiting"])
    }
    return people, pairs


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
    elif act == "trash":
        Person.objects.filter(pk=adult.pk).update(state="trashed")
    elif act == "connect":
        if not Relationship.objects.filter(parent=adult, child=pupil).exists():
            connect(OFFICE, adult, pupil)
    elif Relationship.objects.filter(parent=adult, child=pupil, state=State.ACTIVE).exists():
        disconnect(OFFICE, adult, pupil, reason="a test")


NAMES = ["Anna,Berg", "Anna,Holm", "Anna Eva,Berg", "A.,Berg", "Bo,Tang", "Boo,Tang"]
WEEKS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["P1", "P2", "P3"]),
            st.sampled_from(NAMES),
            st.sampled_from(["C1", "C2", "C3", ""]),
        ),
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)


# Who could ever be one person, written down by hand: nobody of one line is anybody of another.
ONE = [{"Anna,Berg", "Anna,Holm", "Anna Eva,Berg", "A.,Berg"}, {"Bo,Tang"}, {"Boo,Tang"}]


def line_of(name: str) -> int:
    return next(number for number, names in enumerate(ONE) if name in names)


@given(WEEKS)
def test_k32_no_sequence_of_files_makes_somebody_else_of_anybody(fresh, weeks) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    """Nobody becomes somebody of another line, and nobody gains a child by a row about one."""
    with fresh():
        for week in weeks:
            was = {p.sync_key: line_of(f"{p.given_name},{p.family_name}")
                   for p in Person.objects.filter(profile=Profile.PARENT)}  # fmt: skip
            had = edges()
            file = "SyncID,First name,Last name,ChildID\n"
            file += "".join(f"{key},{name},{child}\n" for key, name, child in week)
            imported("SyncID,First name,Last name\nC1,Una,X\nC2,Ivo,Y\nC3,Pia,Z\n", profile="pupil")
            imported(file)
            for now in Person.objects.filter(profile=Profile.PARENT):
                line = line_of(f"{now.given_name},{now.family_name}")
                assert was.get(now.sync_key, line) == line
            for parent, child in edges() - had:
                said = {line_of(name) for key, name, kid in week if (key, kid) == (parent, child)}
                assert len(said) == 1
                assert said == {was.get(parent, min(said))}
