"""K13: the undo of one import leaves what no import, or another one, has asked."""

import pytest

from kinkeeper.families.consent import continue_after, decide
from kinkeeper.families.consent_models import Basis
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.families.models import Part, Question, QuestionKind
from kinkeeper.families.release import ask, concerned
from kinkeeper.intake.sections.people.undo_statements import DELETE, JUDGE
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.models import AgeNotice
from kinkeeper.lib import db
from kinkeeper.organisations.reach import WHOLE_SITE, below
from kinkeeper.people.models import Person
from kinkeeper.people.protection_models import NamedStaff
from kinkeeper.registry.protect import protect
from tests.asking import HEAD, kinds
from tests.cast import Cast
from tests.importing import imported, undone

pytestmark = pytest.mark.django_db


def asked_for(cast: Cast, office: Actor) -> Question:
    """Lakeside asks to be let open Jonas's account, who is of both schools."""
    found = ask(office, below([cast.lakeside]), [cast.jonas.pk], WAY_IN)
    assert found is not None
    return found


def test_k13_k38_an_undo_leaves_the_releases_that_somebody_asked_for(
    cast: Cast, office: Actor
) -> None:
    release = asked_for(cast, office)
    parts = list(concerned(WHOLE_SITE).filter(question=release).values_list("pk", flat=True))
    back = imported(HEAD + "P-9,Vera,Stranger,H-11\n")
    assert kinds() == [QuestionKind.LIKELY_KEY, QuestionKind.RELEASE]
    undone(back)
    assert kinds() == [QuestionKind.RELEASE]
    assert list(Part.objects.values_list("pk", flat=True)) == parts


def test_k13_an_undo_leaves_what_no_import_is_known_to_have_asked(
    cast: Cast, office: Actor
) -> None:
    """A question of an earlier version, or one set apart from others, may have no import."""
    key = {"match": "sync-key", "value": "H-1l", "folded": "H-1l"}
    alone = Question.objects.create(kind=QuestionKind.WRONG_KEY, parent=cast.kari, **key)
    undone(imported(HEAD + "P-9,Vera,Stranger,H-11\n"))
    assert list(Question.objects.all()) == [alone]


POINTING = """
SELECT key.conrelid::regclass::text, attname FROM pg_constraint key
JOIN pg_attribute ON attrelid = key.conrelid AND attnum = ANY (key.conkey)
WHERE key.contype = 'f' AND key.confrelid = 'people_person'::regclass ORDER BY 1, 2
"""
# Whose rows keep a person, or go with a section that is undone before.
KEEP = {"people_merge", "people_protection"}
BEFORE = {"families_relationship", "access_sessionowner"}
# The database itself deletes them with the person.
CASCADES = {
    "access_homevisit", "access_viewas", "messaging_readmark",
    "notifications_choice", "notifications_mail",
    "notifications_reader", "notifications_told", "notifications_device", "feeds_feed",
    "from_home_noticeopening",
}  # fmt: skip


def test_k13_an_undo_knows_every_row_that_points_at_a_person() -> None:
    """One that it forgets would make it fail at its very end, when the references are checked."""
    written = " ".join((*DELETE, JUDGE))
    pointing = {table for table, _column in db.rows(POINTING)}
    assert {each for each in pointing if each not in written} - KEEP - BEFORE - CASCADES == set()


def test_k13_k18_an_undo_leaves_whose_access_somebody_decided(cast: Cast, office: Actor) -> None:
    """What a pupil of age or an office said of the two is as good as a right set by hand."""
    back = imported(HEAD + "P-71,Una,Ny,H-1\nP-72,Ulf,Ny,H-1\nP-73,Uwe,Ny,H-1\n")
    una, ulf, uwe = (Person.objects.get(sync_key=f"P-7{number}") for number in (1, 2, 3))
    Person.objects.filter(pk=cast.nora.pk).update(birth_date="2000-01-01")
    decide(Actor(cast.nora.pk, "Nora", "a test"), cast.nora, una, ["absence"])
    continue_after(office, ulf, cast.nora, Basis.GUARDIANSHIP, reason="an order")
    AgeNotice.objects.create(person=uwe, pupil=cast.nora, comes_on="2018-01-01")
    kept = {each["code"] for each in undone(back).kept}
    assert "rights-set" in kept
    here = {each for each in (una, ulf, uwe) if Person.objects.filter(pk=each.pk).exists()}
    assert here == {una, ulf}


def test_k13_k28_an_undo_takes_new_staff_who_were_named(cast: Cast, office: Actor) -> None:
    back = imported("SyncID,First name,Last name\nT-1,Terje,Moe\n", profile="teacher")
    terje = Person.objects.get(sync_key="T-1")
    protect(office, cast.nora, reason="an order", reach=WHOLE_SITE, staff=[terje, cast.henry])
    undone(back)
    assert not Person.objects.filter(pk=terje.pk).exists()
    assert NamedStaff.objects.get().staff_id == cast.henry.pk
