"""K18, K27: whose access ended on the day stays ended, whatever becomes of the birth date; and who
may ask the database about it."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from kinkeeper.access import scopes
from kinkeeper.families.consent import decide
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.readings import coming_of_age
from kinkeeper.registry.edit import edit
from tests.access.obtained import Browser
from tests.cast import Cast, person
from tests.importing import imported, undone
from tests.merging import merged
from tests.wall import as_web

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


def test_k18_while_the_site_waits_after_a_restore_nobody_is_told_of_a_child(
    cast: Cast, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Browser(cast.kari).session

    def told() -> list[str]:
        with as_web():
            db.value("SELECT wall.ask(%s)", [session])
            return coming_of_age.gone(cast.kari)

    assert told() == ["Nora"]
    monkeypatch.setattr(restore_hold, "state", lambda: "waiting")
    assert told() == []


ASKED = """
SELECT families_decides(%(child)s, %(day)s), families_consented(%(parent)s, %(child)s, %(day)s)
"""


def test_k18_k19_the_database_answers_a_page_about_its_askers_own_pairs_alone(
    cast: Cast, nora: Person
) -> None:
    """Of everybody else it says what it says of a small child; asked in whatever way."""
    decide(Actor(nora.pk, "Nora", "a test"), nora, cast.jonas, ["absence"])
    day = today_at("Hillside")

    def said(by: Person | None, parent: Person, child: Person = nora) -> tuple[object, ...]:
        session = Browser(by).session if by else ""
        with as_web():
            db.value("SELECT wall.ask(%s)", [session])
            asked = {"parent": parent.pk, "child": child.pk, "day": day}
            return tuple(db.rows(ASKED, asked)[0])

    unknown = (False, None)
    assert said(cast.jonas, cast.jonas) == (True, ["absence"])
    assert said(cast.kari, cast.kari) == (True, [])
    for near in (nora, cast.maria, cast.henry, cast.admin):
        assert said(near, cast.jonas) == (True, ["absence"])
    assert said(cast.kari, cast.jonas) == (True, None)  # of the other parent nothing
    for by in (None, cast.stranger, cast.elias, cast.lara):
        for parent in (cast.jonas, cast.kari, cast.stranger):
            assert said(by, parent) == unknown
    asked = {"parent": cast.jonas.pk, "child": nora.pk, "day": day}
    assert tuple(db.rows(ASKED, asked)[0]) == (True, ["absence"])  # a worker asks about anybody
    with as_web():  # noqa: SIM117  # what fails is taken back before the role is
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            db.value("SELECT families_is_of_age(%s, %s)", [nora.pk, day])
