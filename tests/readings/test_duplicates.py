"""Which accounts are suggested as two of one person, to whom, and why."""

from datetime import date

import pytest

from kinkeeper.access import viewer
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.duplicates import find
from kinkeeper.registry.not_duplicates import differ
from tests.cast import Cast, connected, person
from tests.importing import imported
from tests.merging import OFFICE, merged

pytestmark = pytest.mark.django_db


def pairs(by: Person | None = None) -> set[tuple[str, str, str]]:
    found = find(viewer.of_command_line(by))
    return {
        (pair.first.username, pair.second.username, why)
        for pair in found.pairs
        for why in pair.because
    }


MAIL = "a similar name and the same e-mail address"
CHILD = "a similar name and a child in common"
BIRTH = "the same name and the same birth date"


def berg(username: str, *places: object, **more: object) -> Person:
    values = {"given_name": "Kari", "family_name": "Berg", **more}
    return person(username, Profile.PARENT, *places, **values)  # type: ignore[arg-type]  # any field of a person


def test_each_reason_is_told(cast: Cast) -> None:
    assert pairs() == set()
    berg("mail", given_name="Kári", email="KARI@example.org")
    twin = berg("child", given_name="Kari Marie")
    connected(twin, cast.nora)
    Person.objects.filter(pk=cast.kari.pk).update(birth_date=date(1980, 4, 3))
    berg("birth", birth_date=date(1980, 4, 3))
    assert pairs() == {
        ("kari.berg", "mail", MAIL),
        ("kari.berg", "child", CHILD),
        ("kari.berg", "birth", BIRTH),
    }


def test_lnk14_k03_a_shared_mailbox_alone_suggests_nobody(cast: Cast) -> None:
    """Mother and father, a guardian and a pupil, a whole office."""
    berg("father", given_name="Jonas", email="kari@example.org")
    Person.objects.filter(pk=cast.nora.pk).update(
        email="kari@example.org", given_name="Kari", family_name="Berg"
    )
    for number in range(13):
        berg(f"office{number}", email="office@example.org")
    assert pairs() == set()
    before = Person.objects.count()
    imported("SyncID,First name,Last name,E-mail\nM-1,Kari,Berg,kari@example.org\n")
    assert Person.objects.count() == before + 1


def test_pc036_a_replaced_key_is_suggested(cast: Cast) -> None:
    imported("SyncID,First name,Last name,E-mail,ChildID\nNEW-1,Kari,Berg,kari@example.org,H-1\n")
    new = Person.objects.get(sync_key="NEW-1").username
    assert pairs() == {("kari.berg", new, MAIL), ("kari.berg", new, CHILD)}


def test_pupils_only_by_name_and_birth_date_together(cast: Cast) -> None:
    again = person("nora.again", Profile.PUPIL, given_name="Nora", family_name="Berg")
    assert pairs() == set()
    Person.objects.filter(pk__in=[cast.nora.pk, again.pk]).update(birth_date=date(2015, 4, 3))
    assert pairs() == {("nora.berg", "nora.again", BIRTH)}
    assert find(viewer.of_command_line()).pairs[0].pupils


def test_a_parent_who_works_here_is_suggested_a_pupil_never(cast: Cast) -> None:
    person(
        "kari.teacher", Profile.TEACHER, cast.class_5a, given_name="Kari", family_name="Berg",
        email="kari@example.org",
    )  # fmt: skip
    assert pairs() == {("kari.berg", "kari.teacher", MAIL)}


def test_k14_both_lie_in_reach_or_nothing_is_suggested(cast: Cast) -> None:
    twin = berg("mail", cast.lakeside, email="kari@example.org")
    assert pairs(cast.henry) == pairs(cast.lara) == pairs(cast.maria) == set()
    twin.memberships.update(organisation=cast.hillside)
    assert pairs(cast.henry) == {("kari.berg", "mail", MAIL)}
    assert pairs(cast.lara) == set()


def test_k14_a_common_child_out_of_reach_is_no_reason(cast: Cast) -> None:
    twin = berg("jonas2", cast.hillside, given_name="Jonas", family_name="Lund")
    connected(twin, cast.theo)
    assert pairs(cast.henry) == set()
    assert pairs() == {("jonas.lund", "jonas2", CHILD)}


def test_not_the_same_person_is_remembered(cast: Cast) -> None:
    twin = berg("mail", email="kari@example.org")
    differ(OFFICE, twin, cast.kari, reason="mother and daughter")
    differ(OFFICE, cast.kari, twin)
    assert pairs() == set()
    line = Entry.objects.get(action="person.different")
    assert line.data["reason"] == "mother and daughter"


def test_what_is_merged_is_no_longer_suggested(cast: Cast) -> None:
    twin = berg("mail", email="kari@example.org")
    merged(cast.kari, twin)
    assert pairs() == set()


def test_pages_go_on_where_the_last_ended(cast: Cast) -> None:
    for number in range(11):
        berg(f"k{number}", email="many@example.org")
    first = find(viewer.of_command_line())
    assert (len(first.pairs), first.after is None) == (50, False)
    rest = find(viewer.of_command_line(), first.after or (0, 0))
    assert (len(rest.pairs), rest.after) == (5, None)
    ids = {(pair.first.pk, pair.second.pk) for pair in first.pairs + rest.pairs}
    assert len(ids) == 55
