"""K18, K27: whose access ended on the day stays ended, whatever becomes of the birth date."""

from datetime import date

import pytest

from kinkeeper.access import scopes
from kinkeeper.families.consent import decide
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from tests.cast import Cast, person
from tests.importing import imported, undone
from tests.merging import merged

pytestmark = pytest.mark.django_db
PUPILS = "SyncID,First name,Last name,Birth date\n"
LATER = date(2015, 5, 3)


def born(pupil: Person, day: date | None) -> None:
    Person.objects.filter(pk=pupil.pk).update(birth_date=day)


def sees(parent: Person, child: Person) -> bool:
    return scopes.children(parent).filter(pk=child.pk).exists()


@pytest.fixture
def nora(cast: Cast) -> Person:
    """Of age, and has not decided anything yet."""
    born(cast.nora, date(2005, 5, 3))
    assert not sees(cast.kari, cast.nora)
    return cast.nora


@pytest.mark.parametrize("day", [LATER, None])
def test_k18_k27_no_other_birth_date_brings_access_back(
    cast: Cast, nora: Person, day: date | None
) -> None:
    """Whatever writes it: a file, an undo, a merge, a restored row."""
    born(nora, day)
    assert not sees(cast.kari, nora)
    born(nora, date(2016, 1, 1))
    assert not sees(cast.kari, nora)


def test_k18_k27_no_file_and_no_undo_brings_access_back(cast: Cast) -> None:
    back = imported(f"{PUPILS}H-1,Nora,Berg,2005-05-03\n", profile="pupil", overwrite="all")
    cast.nora.refresh_from_db()
    assert cast.nora.birth_date == date(2005, 5, 3)
    assert not sees(cast.kari, cast.nora)
    undone(back)
    cast.nora.refresh_from_db()
    assert cast.nora.birth_date is None
    assert not sees(cast.kari, cast.nora)


def test_k18_a_minor_whose_birth_date_changes_is_none_the_less_one(cast: Cast) -> None:
    for day in (LATER, date(2016, 1, 1), None, LATER):
        born(cast.nora, day)
        assert sees(cast.kari, cast.nora)


def test_k18_a_hand_that_corrects_the_birth_date_gives_access_back(
    cast: Cast, nora: Person, office: Actor
) -> None:
    why = "a slip: it is 2015"
    edit(office, nora, {"birth_date": LATER}, reach=WHOLE_SITE, same_person=why)
    assert sees(cast.kari, nora)
    edit(office, nora, {"birth_date": date(2005, 5, 3)}, reach=WHOLE_SITE, same_person=why)
    assert not sees(cast.kari, nora)


def test_k18_a_pupil_who_stays_of_age_decides(cast: Cast, nora: Person) -> None:
    born(nora, LATER)
    decide(Actor(nora.pk, "Nora", "a test"), nora, cast.kari, ["absence"])
    assert sees(cast.kari, nora)


def test_k18_k27_a_merge_brings_along_that_somebody_was_of_age(cast: Cast, nora: Person) -> None:
    born(nora, LATER)
    other = person("nora.berg2", "pupil", cast.hillside, given_name="Nora", family_name="Berg")
    merged(other, nora)
    assert not sees(cast.kari, other)
