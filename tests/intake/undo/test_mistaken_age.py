"""An import made pupils of age by mistake: what ended comes back by a hand alone (K18)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.access import scopes, viewer
from kinkeeper.families.consent import decide
from kinkeeper.families.refusals import ReasonMissing
from kinkeeper.intake.models import Import
from kinkeeper.intake.undo.mistaken_age import made_of_age
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from kinkeeper.readings import mistaken_age as readings
from kinkeeper.registry.edit import edit
from kinkeeper.registry.mistaken_age import take_back
from tests.cast import Cast, connected
from tests.importing import imported, undone

pytestmark = pytest.mark.django_db

HEAD = "SyncID,First name,Last name,Birth date\n"
WRONG, RIGHT = "2001-05-05", "2014-05-05"


def row(pupil: Person, born: str) -> str:
    return f"{pupil.sync_key},{pupil.given_name},{pupil.family_name},{born}\n"


def file(pupil: Person, born: str = WRONG) -> Import:
    made = imported(HEAD + row(pupil, born), profile="pupil", organisation="Hillside")
    pupil.refresh_from_db()
    return made


def back(made: Import, pupil: Person) -> Import:
    undone(made)
    made.refresh_from_db()
    pupil.refresh_from_db()
    return made


def sees(parent: Person, child: Person) -> bool:
    return scopes.children(parent).filter(pk=child.pk).exists()


@pytest.fixture
def nora(cast: Cast) -> Person:
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=None)
    cast.nora.refresh_from_db()
    assert sees(cast.kari, cast.nora)
    return cast.nora


def test_k18_what_a_mistaken_file_closed_opens_by_a_hand_after_its_undo(
    cast: Cast, office: Actor, nora: Person
) -> None:
    made = file(nora)
    assert not sees(cast.kari, nora)
    assert made_of_age(made) == {}  # it stands
    back(made, nora)
    assert not sees(cast.kari, nora)
    assert made_of_age(made) == {nora.pk: date(2001, 5, 5)}
    with pytest.raises(ReasonMissing):
        take_back(office, [nora], reason=" ", import_id=made.pk)
    assert take_back(office, [nora], reason="the export was wrong", import_id=made.pk) == 1
    assert sees(cast.kari, nora)
    assert made_of_age(made) == {}
    line = Entry.objects.get(action="person.not-of-age")
    assert (line.person_id, line.import_id, line.actor_id) == (nora.pk, made.pk, office.person_id)
    assert line.data == {"since": "2019-05-05", "reason": "the export was wrong"}


def test_k18_no_later_file_opens_anything(cast: Cast, nora: Person) -> None:
    made = back(file(nora), nora)
    file(nora, RIGHT)
    assert not sees(cast.kari, nora)
    assert list(made_of_age(made)) == [nora.pk]


def test_k18_a_file_that_stands_names_nobody(cast: Cast, nora: Person) -> None:
    made = file(nora)
    Person.objects.filter(pk=nora.pk).update(birth_date=date(2014, 5, 5))
    assert made_of_age(made) == {}


def test_k18_who_is_of_age_by_the_present_birth_date_is_not_named(cast: Cast, nora: Person) -> None:
    made = back(file(nora), nora)
    Person.objects.filter(pk=nora.pk).update(birth_date=date(2000, 1, 1))
    assert made_of_age(made) == {}


def test_k18_who_was_marked_before_the_import_is_not_named(cast: Cast, nora: Person) -> None:
    """Of age indeed; a file that is wrong and one that is right do not bring it into doubt."""
    Person.objects.filter(pk=nora.pk).update(birth_date=date(2001, 5, 5))
    Person.objects.filter(pk=nora.pk).update(birth_date=None)  # by whatever was wrong
    yesterday = timezone.now() - timedelta(days=1)
    Person.objects.filter(pk=nora.pk).update(of_age_marked_at=yesterday)
    nora.refresh_from_db()
    made = back(file(nora), nora)
    assert nora.of_age_since == date(2019, 5, 5)
    assert made_of_age(made) == {}


def test_k18_who_has_decided_as_an_adult_stays_of_age(cast: Cast, nora: Person) -> None:
    made = file(nora)
    decide(Actor(nora.pk, "", ""), nora, cast.kari, ["absence"])
    assert made_of_age(back(made, nora)) == {}


def test_k18_a_hand_that_corrects_the_birth_date_needs_no_more(
    cast: Cast, office: Actor, nora: Person
) -> None:
    made = back(file(nora), nora)
    edit(office, nora, {"birth_date": RIGHT}, reach=viewer.of_command_line().reach, same_person="x")
    nora.refresh_from_db()
    assert nora.of_age_since is nora.of_age_marked_at is None
    assert made_of_age(made) == {}


def test_k14_an_office_is_told_of_its_own_pupils_alone(cast: Cast, nora: Person) -> None:
    made = back(file(nora), nora)
    henry, lara = (viewer.of_command_line(each) for each in (cast.henry, cast.lara))
    assert [each.pupil for each in readings.pupils(henry, made)] == [nora]
    assert readings.pupils(lara, made) == []


def test_acc_14_nobody_is_told_of_the_own_child(cast: Cast, nora: Person) -> None:
    made = back(file(nora), nora)
    connected(cast.henry, nora)
    assert readings.pupils(viewer.of_command_line(cast.henry), made) == []


def test_k18_the_page_of_the_import_leads_there(cast: Cast, nora: Person) -> None:
    made = back(file(nora), nora)
    client = Client()
    client.force_login(cast.admin)
    address = f"/staff/imports/{made.pk}/of-age/"
    assert address in client.get(f"/staff/imports/{made.pk}/").content.decode()
    assert nora.full_name in client.get(address).content.decode()
    assert client.post(address, {"pupil": nora.pk, "reason": ""}).status_code == 422
    assert client.post(address, {"pupil": "", "reason": "wrong"}).status_code == 422
    assert not sees(cast.kari, nora)
    assert client.post(address, {"pupil": nora.pk, "reason": "wrong"}).status_code == 302
    assert sees(cast.kari, nora)
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/staff/imports/{made.pk}/").content.decode()
