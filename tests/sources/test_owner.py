"""K14: a source runs with the rights its owner has now, and with nobody else's."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from kinkeeper.access import scopes, viewer
from kinkeeper.access.rules import Verb, may, may_handle_profile
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.registry.trash import trash
from kinkeeper.sources import manage, owner
from kinkeeper.sources.fetch import Fetched
from kinkeeper.sources.models import PROFILES, Source
from kinkeeper.sources.refusals import Refusal
from kinkeeper.sources.run import run
from tests.cast import Cast
from tests.importing import codes
from tests.sources.conftest import ALL, HEAD, SetUp

pytestmark = pytest.mark.django_db
NEW = HEAD + "P-50,Ada,Berg,ada@example.org,L-1\n"
AT: dict[str, Any] = {"kind": "https", "address": "https://sis.example/parents.csv"}


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that a school administrator may name, and what it answers."""
    settings.SOURCE_HOSTS = ["sis.example"]
    answer = Fetched((("parents.csv", NEW.encode()),))
    monkeypatch.setattr("kinkeeper.sources.run.fetch", lambda _ask: answer)


@pytest.mark.usefixtures("server")
def test_k14_what_lies_out_of_the_owners_reach_stays_unknown(cast: Cast, set_up: SetUp) -> None:
    made = run(set_up(by=cast.henry, trusted=ALL, **AT))
    assert made.outcome == "applied"
    assert made.roster_import is not None
    assert codes(made.roster_import) == {"child-unknown": 1}
    assert made.roster_import.made_by == cast.henry


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("how", ["trashed", "teacher", "moved", "deleted"])
def test_k14_an_owner_who_lost_the_rights_ends_the_runs(
    cast: Cast, set_up: SetUp, office: Actor, inbox: list[EmailMessage], how: str
) -> None:
    source = set_up(by=cast.henry, trusted=ALL, **AT)
    if how == "trashed":
        trash(office, cast.henry, reach=WHOLE_SITE)
    elif how == "teacher":
        Person.objects.filter(pk=cast.henry.pk).update(profile=Profile.TEACHER)
    elif how == "moved":
        Membership.objects.filter(person=cast.henry).update(organisation=cast.lakeside)
    else:
        Person.objects.filter(pk=cast.henry.pk).delete()
    made = run(source)
    assert made.outcome == "failed"
    assert made.code.startswith("owner-")
    assert made.roster_import is None
    assert not Person.objects.filter(sync_key="P-50").exists()
    expected = "henry@example.org" if how == "moved" else "anna@example.org"
    assert [told.to for told in inbox] == [[expected]]


@pytest.mark.usefixtures("server")
def test_k14_more_reach_today_does_not_open_the_source_to_others(cast: Cast, set_up: SetUp) -> None:
    """Lara of Lakeside sees neither Henry's source nor the one that Anna set up for Lakeside."""
    set_up(by=cast.henry, **AT)
    anna = viewer.of_person(cast.admin, "a test")
    lara = viewer.of_person(cast.lara, "a test")
    Source.objects.create(
        name="Anna's", kind="https", address=AT["address"], organisation=cast.lakeside,
        profile="parent", every_minutes=5, owner_id=cast.admin.pk, reach=None,
    )  # fmt: skip
    assert scopes.sources(anna).count() == 2
    assert not scopes.sources(lara).exists()
    assert scopes.sources(viewer.of_person(cast.henry, "a test")).count() == 1
    assert not scopes.sources(viewer.of_person(cast.maria, "a test")).exists()


def test_k14_a_folder_is_for_those_who_reach_the_whole_site(
    cast: Cast, set_up: SetUp, folder: Path
) -> None:
    with pytest.raises(Refusal, match="Only a system administrator"):
        set_up(by=cast.henry)
    source = set_up()
    Person.objects.filter(pk=cast.admin.pk).update(profile=Profile.SCHOOL_ADMINISTRATOR)
    Membership.objects.create(person=cast.admin, organisation=cast.hillside)
    assert run(source).code == "owner-out-of-reach"


@pytest.mark.parametrize("profile", ["school-administrator", "system-administrator"])
def test_k14_no_source_brings_administrators(set_up: SetUp, profile: str) -> None:
    with pytest.raises(Refusal, match="cannot import administrators"):
        set_up(profile=profile)


def test_k14_whoever_changes_a_source_answers_for_it(
    cast: Cast, set_up: SetUp, settings: Settings
) -> None:
    settings.SOURCE_HOSTS = ["sis.example"]
    source = set_up(by=cast.henry, **AT)
    before = source.changed_at
    set_up_again = viewer.of_person(cast.admin, "a test")
    from kinkeeper.roster.options import Options  # noqa: PLC0415
    from kinkeeper.sources.source_values import Wanted  # noqa: PLC0415

    wanted = Wanted(
        **AT, name="Nightly", organisation=cast.hillside, options=Options("parent"), every_minutes=5
    )
    manage.change(set_up_again.actor, source, wanted, owner=cast.admin, reach=set_up_again.reach)
    assert (source.owner_id, source.reach) == (cast.admin.pk, None)
    assert source.changed_at >= before


def test_its_rights_are_those_of_the_pages(cast: Cast, folder: Path) -> None:
    """`owner.py` lies below `access` and says the same as its table."""
    place = Organisation.objects.get(path="Hillside")
    for person in cast.everybody():
        who = viewer.of_person(person, "a test")
        source = Source(kind="https", organisation=place, profile="parent", owner_id=person.pk)
        allowed = may(who, Verb.IMPORTS_RUN) and who.reach.covers(place.pk)
        try:
            assert owner.rights(source)[1] == who.reach
        except owner.Lost:
            assert not allowed
        else:
            assert allowed
            assert all(may_handle_profile(who, profile) for profile in PROFILES)
