"""K16 on pages: a parent is shown the areas given for this child, from the next request on."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import own_settings
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset
from tests.cast import Cast, connected, person
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
HOME = reverse("parents:children")


def of(child: object) -> str:
    return reverse("parents:child", args=[child.pk])  # type: ignore[attr-defined]  # a person


@pytest.fixture
def kari(cast: Cast, signed_in: As, office: Actor) -> Client:
    """Signed in before anything is set; her children's school has an office."""
    own_settings.change(office, cast.hillside, "office", "Hillside, 2000")
    type(cast.nora).objects.filter(pk=cast.nora.pk).update(birth_date=date(2016, 3, 1))
    client = signed_in(cast.kari)
    assert client.get(of(cast.nora)).status_code == 200
    return client


@pytest.mark.parametrize("preset", Preset)
def test_k16_k17_each_block_is_shown_only_with_its_area(
    cast: Cast, office: Actor, kari: Client, preset: Preset
) -> None:
    set_rights(office, cast.kari, cast.nora, Given(AREAS_OF[preset]), reason="agreed")
    page = kari.get(of(cast.nora))
    assert page.status_code == (404 if preset == Preset.NOTHING else 200)
    school_day, contact = (area in AREAS_OF[preset] for area in (Area.SCHOOL_DAY, Area.CONTACT))
    for words, shown in (("5A", school_day), ("Maria Ortega", school_day), ("2016", contact)):
        assert (words in page.text) == shown, words
    home = kari.get(HOME).text
    assert "Nora Berg" in home
    assert (f'href="{of(cast.nora)}"' in home) == (preset != Preset.NOTHING)
    assert ("5A" in home) == school_day
    assert kari.get(of(cast.elias)).status_code == 200


def test_k16_of_whom_nothing_is_seen_the_school_is_not_told(
    cast: Cast, office: Actor, kari: Client
) -> None:
    for child in (cast.nora, cast.elias):
        set_rights(office, cast.kari, child, Given(()), reason="Order of 3 March.")
    home = kari.get(HOME).text
    assert "The school does not show you anything of this" in home
    for secret in ("Hillside, 2000", "5A", "Order of 3 March", ">Hillside"):
        assert secret not in home


def test_k19_what_another_parent_may_see_changes_nothing(
    cast: Cast, office: Actor, kari: Client
) -> None:
    before = TOKEN.sub("", kari.get(of(cast.nora)).text)
    set_rights(office, cast.jonas, cast.nora, Given(()), reason="Order of 3 March.")
    assert TOKEN.sub("", kari.get(of(cast.nora)).text) == before


def test_k18_a_pupil_reads_who_sees_what(cast: Cast, office: Actor, signed_in: As) -> None:
    given = Given({Area.ABSENCE})
    set_rights(office, cast.kari, cast.nora, given, reason="Order of 3 March.")
    set_rights(office, cast.jonas, cast.nora, Given(()), reason="Order of 4 March.")
    page = signed_in(cast.nora).get(reverse("pupils:me")).text
    assert "Sees: Absence" in page
    assert "Jonas Lund" not in page
    assert "Order of" not in page


def test_k16_as_many_queries_however_many_children(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.kari)
    client.get(HOME)
    with CaptureQueriesContext(connection) as two_children:
        client.get(HOME)
    for number in range(5):
        connected(cast.kari, person(f"ada{number}.berg", "pupil", cast.class_5a))
    with CaptureQueriesContext(connection) as seven_children:
        client.get(HOME)
    assert len(two_children) == len(seven_children)
