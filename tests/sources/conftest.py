"""A folder to watch, and sources in one line."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from kinkeeper.access import viewer
from kinkeeper.people.models import Person
from kinkeeper.readings.imports import home_for
from kinkeeper.roster.options import Options
from kinkeeper.sources import manage
from kinkeeper.sources.fetch import folder as folders
from kinkeeper.sources.fetch import sftp
from kinkeeper.sources.models import Source
from kinkeeper.sources.source_values import Wanted
from tests.cast import Cast

HEAD = "SyncID,First name,Last name,E-mail,ChildID\n"
ALL = ("create", "change", "connect")
SetUp = Callable[..., Source]


@pytest.fixture
def inbox() -> list[mail.EmailMessage]:
    """What was sent."""
    return mail.outbox


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One that the operator has named. Two looks follow each other at once."""
    monkeypatch.setattr(folders, "SETTLE", 0)
    monkeypatch.setattr(sftp, "SETTLE", 0)
    with override_settings(SOURCE_FOLDERS=[tmp_path]):
        yield tmp_path


@pytest.fixture
def set_up(cast: Cast, folder: Path) -> SetUp:
    """A source of parents at Hillside by the system administrator, unless told otherwise."""
    Person.objects.filter(pk=cast.admin.pk).update(email="anna@example.org")
    Person.objects.filter(pk=cast.henry.pk).update(email="henry@example.org")

    def make(*, by: Person | None = cast.admin, exact: bool = False, **more: Any) -> Source:
        who = viewer.of_command_line(by)
        options = Options(profile=more.pop("profile", "parent"))
        wanted = Wanted(
            name="Nightly",
            kind="folder",
            address=f"{folder}/",
            organisation=home_for(who, "Hillside"),
            options=replace(options, links="exact") if exact else options,
            every_minutes=60,
        )
        return manage.add(who.actor, replace(wanted, **more), owner=by, reach=who.reach)

    return make
