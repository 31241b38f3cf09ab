"""K18 behind the wall: who may ask the database about a pupil who has come of age."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from kinkeeper.families.consent import decide
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.local_date import today_at
from kinkeeper.people.models import Person
from kinkeeper.readings import coming_of_age
from tests.access.obtained import Browser
from tests.cast import Cast
from tests.wall import as_web

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(cast: Cast) -> Person:
    """Of age, and has not decided anything yet."""
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=date(2005, 5, 3))
    return cast.nora


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
