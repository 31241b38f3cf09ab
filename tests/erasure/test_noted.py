"""After a restore: whoever was erased is back, and the machine knows it."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from kinkeeper.cli.main import main
from kinkeeper.erasure import noted
from kinkeeper.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: SimpleNamespace, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_prv_01_whoever_is_back_by_a_restore_is_erased_again(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # of pytest-django
        assert main(["people", "erase", "user:kari.berg", "--reason", "request", "--yes"]) == 0
    [(when, people)] = noted.noted()
    assert people == [cast.kari.pk]
    assert noted.back() == []
    cast.kari.save(force_insert=True)  # as the backup had her
    assert noted.back() == [cast.kari]
    assert main(["people", "erase-noted"]) == 0
    assert Person.objects.filter(pk=cast.kari.pk).exists()
    assert main(["people", "erase-noted", "--yes"]) == 0
    assert not Person.objects.filter(pk=cast.kari.pk).exists()
    assert when <= timezone.now()


def test_prv_01_who_got_the_number_later_is_somebody_else(cast: Cast) -> None:
    before = (timezone.now() - timedelta(days=1)).isoformat()
    noted.file().write_text(f"{before} {cast.kari.pk}\nnothing\n2026 1\n")
    assert len(list(noted.noted())) == 1
    assert noted.back() == []
