"""After a restore: whoever was erased is back, and the machine knows it."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from kinkeeper.cli.main import main
from kinkeeper.erasure import noted
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.models import Person
from kinkeeper.registry.merge import merge
from kinkeeper.registry.protect import protect
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: SimpleNamespace, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_r_085_prv_01_whoever_is_back_by_a_restore_is_erased_again(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # of pytest-django
        assert main(["people", "erase", "user:kari.berg", "--reason", "request", "--yes"]) == 0
    [(when, people)] = noted.noted()
    assert people == [cast.kari.pk]
    assert noted.back().people == []
    cast.kari.save(force_insert=True)  # as the backup had her
    assert noted.back().people == [cast.kari]
    assert main(["people", "erase-noted"]) == 0
    assert Person.objects.filter(pk=cast.kari.pk).exists()
    assert main(["people", "erase-noted", "--yes"]) == 0
    assert not Person.objects.filter(pk=cast.kari.pk).exists()
    assert when <= timezone.now()


def test_prv_01_who_got_the_number_later_is_somebody_else(cast: Cast) -> None:
    before = (timezone.now() - timedelta(days=1)).isoformat()
    noted.file().write_text(f"{before} {cast.kari.pk}\nnothing\n2026 1\n")
    assert len(list(noted.noted())) == 1
    assert noted.back().people == []


def test_prv_01_who_was_merged_when_the_backup_was_made_is_not_erased_with_another(
    cast: Cast, office: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kari was erased after that merge had been taken back; Vera never was."""
    merge(
        office, cast.stranger, cast.kari, reason="one", reach=WHOLE_SITE, same_person="asked them"
    )
    later = (timezone.now() + timedelta(days=1)).isoformat()
    for one, other in ((cast.kari, cast.stranger), (cast.stranger, cast.kari)):
        noted.file().write_text(f"{later} {one.pk}\n")
        assert noted.back() == noted.Back([], {one.pk: [other.pk]})
        assert main(["people", "erase-noted", "--yes"]) == 1
        assert f"id:{one.pk} was erased and is merged with id:{other.pk}" in capsys.readouterr().out
    assert Person.objects.filter(pk__in=[cast.kari.pk, cast.stranger.pk]).count() == 2


def test_prv_01_who_cannot_be_erased_keeps_no_one_else(
    cast: Cast, office: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    later = (timezone.now() + timedelta(days=1)).isoformat()
    Person.objects.filter(pk=cast.stranger.pk).update(family_name="Back")
    protect(office, cast.nora, reason="an order", reach=WHOLE_SITE, staff=[])
    noted.file().write_text(f"{later} {cast.nora.pk},{cast.stranger.pk}\n")
    assert main(["people", "erase-noted", "--yes"]) == 1
    assert f"id:{cast.nora.pk} has not been erased" in capsys.readouterr().out
    assert not Person.objects.filter(pk=cast.stranger.pk).exists()


def test_prv_01_what_a_killed_process_did_not_note_is_noted_later(cast: Cast) -> None:
    done = Erasure.objects.create(people=[cast.kari.pk], profile="parent", done_at=timezone.now())
    noted.complete()
    noted.complete()
    assert list(noted.noted()) == [(done.done_at, [cast.kari.pk])]
