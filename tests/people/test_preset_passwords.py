"""K12: passwords from files, hashed in parts that several workers share."""

from typing import Self

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.lib.seal import seal
from kinkeeper.people import preset_passwords
from kinkeeper.people.jobs import HASHES, hash_all, hash_passwords
from kinkeeper.people.models import Person
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
WORDS = "a preset password"


@pytest.fixture(autouse=True)
def no_jobs(db: None) -> None:
    """Other tests commit; what they left waiting is none of these."""
    ProcrastinateJob.objects.all().delete()


class Inline:
    """Computes where it is asked, inside the test's own transaction."""

    map = map

    def __init__(self, _threads: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


def sealed(count: int) -> list[Person]:
    text = seal(WORDS.encode(), secret=settings.SECRET_KEY, purpose=preset_passwords.PURPOSE)
    made = [person(f"ada.lie{number}", "parent") for number in range(count)]
    Person.objects.filter(pk__in=[each.pk for each in made]).update(sealed_password=text)
    return made


def test_k12_the_parts_together_are_everybody_and_none_twice(cast: Cast) -> None:
    made = sealed(40)
    hashed = [preset_passwords.hash_some(100, part=part) for part in range(preset_passwords.PARTS)]
    assert sum(hashed) == 40
    assert preset_passwords.waiting() == 0
    assert all(check_password(WORDS, Person.objects.get(pk=each.pk).password) for each in made[::9])


def test_k12_a_batch_is_no_larger_than_asked_and_the_rest_stays_sealed(cast: Cast) -> None:
    sealed(5)
    assert preset_passwords.hash_some(2, threads=2) == 2
    assert preset_passwords.waiting() == 3


def test_k12_a_password_changed_meanwhile_wins(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = sealed(1)

    def slowly(_password: str) -> str:
        Person.objects.filter(pk=one.pk).update(password="chosen meanwhile", sealed_password=None)
        return "of the file"

    monkeypatch.setattr(preset_passwords, "make_password", slowly)
    monkeypatch.setattr(preset_passwords, "ThreadPoolExecutor", Inline)
    preset_passwords.hash_some(1, part=one.pk % preset_passwords.PARTS)
    one.refresh_from_db()
    assert one.password == "chosen meanwhile"


def test_every_part_is_asked_for_once(cast: Cast) -> None:
    hash_all()
    assert not ProcrastinateJob.objects.exists()  # nothing is sealed: nothing to ask for
    sealed(1)
    hash_all()
    hash_all()
    jobs = ProcrastinateJob.objects.filter(task_name="passwords.hash")
    assert sorted(job.args["part"] for job in jobs) == list(range(preset_passwords.PARTS))


def test_a_part_goes_on_until_none_is_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preset_passwords, "make_password", lambda _password: "hash")
    left = [HASHES, 3]
    monkeypatch.setattr("kinkeeper.people.jobs.hash_some", lambda _most, part: left.pop(0))
    hash_passwords(part=7)
    assert ProcrastinateJob.objects.get().args == {"part": 7}
    hash_passwords(part=7)
    assert ProcrastinateJob.objects.count() == 1
