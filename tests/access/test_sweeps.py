"""AUD-04: whoever opens child after child is slowed down, and told of."""

import pytest
from django.test import Client

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings as site_settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.protect import protect
from tests.cast import Cast, person
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
TOLD = "opened the pages of unusually many children"


def test_aud_04_too_many_children_in_an_hour_wait_and_somebody_is_told(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    olav = person("olav.alone", Profile.PUPIL, cast.hillside, sync_key="H-3")
    peer = person("peer.berg", Profile.PUPIL, cast.class_5a, sync_key="H-4")
    site_settings.change(office, "children_in_an_hour", 2)
    group = small.hillside(cast)
    henry, maria = signed_in(cast.henry), signed_in(cast.maria)

    def opened(who: Client, child: Person) -> int:
        return int(who.get(f"/staff/people/{child.pk}/").status_code)

    assert [opened(henry, child) for child in (cast.nora, cast.elias, cast.nora)] == [200] * 3
    for _time in range(2):
        answer = henry.get(f"/staff/people/{olav.pk}/")
        assert answer.status_code == 429
        assert "Olav" not in answer.content.decode()
        assert answer["Retry-After"]
    assert opened(henry, cast.elias) == 200  # opened already
    small.enrolled(group, olav)
    refused = f"/staff/people/{olav.pk}/remark/"
    assert henry.post(refused, {"token": "x"}).status_code == 429  # a form that stands there again
    assert henry.get("/staff/people/?profile=pupil").status_code == 200  # a list of many
    assert not Entry.objects.filter(action="child.viewed", child_id=olav.pk).exists()
    [line] = Entry.objects.filter(action="child.swept")
    assert (line.person_id, line.outcome, line.data) == (cast.henry.pk, "denied", {"children": 2})
    assert TOLD in signed_in(cast.admin).get("/staff/").content.decode()
    assert TOLD not in signed_in(cast.lara).get("/staff/").content.decode()

    site_settings.change(office, "children_in_an_hour", 1)
    assert [opened(maria, child) for child in (cast.nora, peer)] == [200, 200]  # her class
    site_settings.change(office, "children_in_an_hour", 0)
    assert opened(henry, olav) == 200


def test_aud_04_a_try_at_a_protected_child_is_told_to_those_who_are_named(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    hilda = person("hilda.office", Profile.SCHOOL_ADMINISTRATOR, cast.hillside)
    protect(office, cast.nora, reason="an order", reach=WHOLE_SITE, staff=[hilda])
    assert signed_in(cast.henry).get(f"/staff/people/{cast.nora.pk}/").status_code == 404
    assert signed_in(cast.lara).get(f"/staff/people/{cast.mila.pk}/").status_code == 200
    [line] = Entry.objects.filter(action="protection.tried")
    assert (line.actor_id, line.person_id, line.outcome) == (cast.henry.pk, cast.nora.pk, "denied")
    told = "tried to open 1 protected person"
    assert told in signed_in(hilda).get("/staff/").content.decode()
    for other in (cast.henry, cast.lara):
        assert told not in signed_in(other).get("/staff/").content.decode()
