"""The sentences that say why somebody can, or can't, see a child."""

import pytest

from kinkeeper.families import block, connect, disconnect
from kinkeeper.families.explain import explain
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.registry.trash import trash
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


def said(parent: object, child: object) -> tuple[bool, str]:
    found = explain(parent, child)  # type: ignore[arg-type]  # people of the cast
    return found.sees, " ".join(found.because)


def test_connected(cast: Cast) -> None:
    sees, words = said(cast.kari, cast.nora)
    assert sees
    assert "has been connected to" in words
    assert "never signed in" in words


def test_nobody_in_particular(cast: Cast) -> None:
    assert said(cast.stranger, cast.nora) == (
        False,
        "Vera Stranger and Nora Berg are not connected. Vera Stranger has never signed in.",
    )


def test_blocked_with_who_and_why(cast: Cast, office: Actor) -> None:
    block.block(office, cast.stranger, cast.nora, reason="Court order of 3 March.")
    sees, words = said(cast.stranger, cast.nora)
    assert not sees
    assert "the office" in words
    assert "Court order of 3 March." in words


def test_ended(cast: Cast, office: Actor) -> None:
    disconnect.disconnect(office, cast.kari, cast.nora, reason="A mistake.", block=False)
    assert "ended on" in said(cast.kari, cast.nora)[1]


def test_a_person_in_the_trash_sees_nobody(cast: Cast, office: Actor) -> None:
    trash(office, cast.kari, reach=WHOLE_SITE)
    cast.kari.refresh_from_db()
    sees, words = said(cast.kari, cast.nora)
    assert not sees
    assert "in the trash" in words


def test_parent_login_off_is_an_extra_sentence(cast: Cast, office: Actor) -> None:
    settings.change(office, "parent_login", value=False)
    sees, words = said(cast.kari, cast.nora)
    assert sees
    assert "Parent login is off" in words


def test_a_wait_out_of_reach_is_told(cast: Cast) -> None:
    imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,L-1\n", by=cast.henry)
    sees, words = said(cast.kari, cast.theo)
    assert not sees
    assert "has a pending relationship with a child who has this key" in words


def test_an_import_is_named_as_the_source(cast: Cast) -> None:
    roster_import = imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,L-1\n")
    assert f"import {roster_import.pk}" in said(cast.kari, cast.theo)[1]


def test_connecting_after_an_import_keeps_both_sources(cast: Cast, office: Actor) -> None:
    roster_import = imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,L-1\n")
    relationship = connect.connect(office, cast.kari, cast.theo)
    assert relationship.sources == [f"import:{roster_import.pk}", "manual"]
