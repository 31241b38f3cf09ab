"""Files that are allowed row by row and look like the wrong file as a whole."""

import pytest

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from tests.cast import Cast, connected, person
from tests.importing import codes, edges, imported, planned, seed

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
OFFICE = Actor(None, "the office", "a test")


def reasons(roster_import: Import) -> list[str]:
    return [each["code"] for each in (roster_import.counts["guard"] or {}).get("reasons", [])]


def families(cast: Cast, count: int) -> list[tuple[str, str]]:
    """Each a parent with one child of Hillside; (parent's key, child's key)."""
    relationships = []
    for n in range(count):
        child = person(f"kid{n}.guard", "pupil", cast.hillside, sync_key=f"G-{n}")
        parent = person(f"adult{n}.guard", "parent", cast.hillside, sync_key=f"A-{n}")
        connected(parent, child)
        relationships.append((f"A-{n}", f"G-{n}"))
    return relationships


def rows(relationships: list[tuple[str, str]]) -> str:
    return HEAD + "".join(f"{p},Adult{p[2:]},Guard,{c}\n" for p, c in relationships)


def test_a_column_sorted_by_itself_is_stopped(cast: Cast) -> None:
    relationships = families(cast, 30)
    moved = [
        (parent, relationships[(n + 7) % 30][1]) for n, (parent, _child) in enumerate(relationships)
    ]
    roster_import = planned(rows(moved))
    assert reasons(roster_import) == ["moved-column"]
    with pytest.raises(Guarded):
        apply(roster_import, OFFICE)
    assert Import.objects.get(pk=roster_import.pk).state == "planned"


def test_siblings_in_a_file_of_their_own_are_no_accident(cast: Cast) -> None:
    relationships = families(cast, 30)
    for n in range(30):
        person(f"younger{n}.guard", "pupil", cast.hillside, sync_key=f"Y-{n}")
    siblings = [(parent, f"Y-{n}") for n, (parent, _child) in enumerate(relationships)]
    assert reasons(imported(rows(siblings))) == []
    second = [(f"B-{n}", f"G-{n}") for n in range(30)]  # new parents of the elder ones
    assert reasons(imported(rows(second))) == []


def test_the_seeds_own_recipe_passes(db: None) -> None:
    for number in (1, 2, 3):
        roster_import = imported(seed(number), profile="pupil" if number == 1 else "parent")
        assert reasons(roster_import) == []


def test_most_keys_unknown_is_stopped_from_twenty_on(cast: Cast) -> None:
    """IMP-11: the wrong column, or another site's file."""
    some = [(f"B-{n}", f"Z-{n}") for n in range(19)]
    few = planned(rows(some))
    assert reasons(few) == []
    assert codes(few)["most-unknown"] == 1
    assert reasons(planned(rows([*some, ("B-20", "Z-20")]))) == ["most-unknown"]
    known = [(f"C-{n}", key) for n, key in enumerate(["H-1", "H-2"] * 11)]
    assert reasons(planned(rows([*known, *some[:2]]))) == []


def test_in_a_school_without_pupils_unknown_keys_are_nothing_special(db: None) -> None:
    roster_import = planned(rows([(f"B-{n}", f"Z-{n}") for n in range(40)]))
    assert reasons(roster_import) == []
    assert codes(roster_import) == {"child-unknown": 40}


def test_another_schools_file_is_stopped(cast: Cast) -> None:
    """IMP-11."""
    families(cast, 25)
    file = rows([(f"N-{n}", f"G-{n}") for n in range(25)])
    assert reasons(planned(file, organisation="Lakeside")) == ["other-school"]
    assert reasons(planned(file, organisation="Hillside")) == []


def test_last_years_file_is_stopped(cast: Cast) -> None:
    """IMP-11."""
    families(cast, 25)
    Relationship.objects.filter(parent__sync_key__startswith="A-").update(
        state=RelationshipState.ENDED
    )
    roster_import = planned(rows([(f"A-{n}", f"G-{n}") for n in range(25)]))
    assert reasons(roster_import) == ["last-years-file"]


def test_k32_many_people_of_another_name_are_stopped(cast: Cast) -> None:
    families(cast, 25)
    shifted = "SyncID,First name,Last name\n" + "".join(
        f"A-{n},Somebody{n},Else{n}\n" for n in range(25)
    )
    assert reasons(planned(shifted)) == ["keys-moved"]


def test_many_new_family_names_are_stopped(cast: Cast) -> None:
    families(cast, 25)
    wed = "SyncID,First name,Last name\n" + "".join(f"A-{n},Adult{n},Else{n}\n" for n in range(25))
    assert set(reasons(planned(wed))) == {"many-changed"}
    same = "SyncID,First name,Last name,Phone\n" + "".join(
        f"A-{n},Adult{n},Guard,1{n}\n" for n in range(25)
    )
    assert reasons(planned(same)) == []


def test_accepting_a_guard_is_journaled_with_the_reason(cast: Cast) -> None:
    roster_import = planned(rows([(f"B-{n}", f"Z-{n}") for n in range(30)]))
    apply(roster_import, OFFICE, accept="the pupils come tomorrow")
    line = Entry.objects.get(action="guard.accepted")
    assert line.data == {"reason": "the pupils come tomorrow", "guards": ["most-unknown"]}
    assert ("B-1", None) not in edges()
    assert Import.objects.get(pk=roster_import.pk).state == "applied"


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_reason_is_more_than_blanks(cast: Cast, blank: str) -> None:
    roster_import = planned(rows([(f"B-{n}", f"Z-{n}") for n in range(30)]))
    with pytest.raises(Guarded):
        apply(roster_import, OFFICE, accept=blank)


def test_pc_069_each_school_is_counted_by_itself(cast: Cast) -> None:
    """Nine of ten schools are complete; the tenth loses all, which is few in total."""
    whole = []
    for school in range(10):
        place = cast.hillside if school == 0 else cast.lakeside
        for n in range(10):
            person(f"s{school}.n{n}", "pupil", place, sync_key=f"S{school}-{n}")
            whole.append((f"T{school}-{n}", f"S{school}-{n}"))
    for n in range(8):
        person(f"extra.n{n}", "pupil", cast.lakeside, sync_key=f"E-{n}")
    both = [(f"T0-{n}", f"E-{n}") for n in range(8)]
    file = HEAD + "".join(f"{p},Adult,{p[:2]}x{p[3:]},{c}\n" for p, c in [*whole, *both])
    imported(file)
    less = HEAD + "".join(
        f"{p},Adult,{p[:2]}x{p[3:]},{c}\n"
        for p, c in [*whole, *both]
        if not (c.startswith("S0-") and int(c[3:]) < 8)
    )
    roster_import = planned(less, links="exact")
    assert roster_import.counts["relationships"]["remove"] == 8
    found = roster_import.counts["guard"]["reasons"]
    assert [(each["code"], each["organisation"]) for each in found] == [
        ("many-removed", "Hillside")
    ]  # fmt: skip
