"""K19: who has opened a notice is for the school: yes or no, and no other parent learns it."""

import re

import pytest
from django.db import connection

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.models import NoticeOpening
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.records.models import Notice
from kinkeeper.registry.merge_records import ABOUT
from kinkeeper.roster.vocabulary import Area
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast, connected
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
ROWS = "SELECT opened_by_id FROM from_home_noticeopening"


@pytest.fixture
def skates(cast: Cast) -> Notice:
    return small.notice(small.hillside(cast), "Bring skates", body="On Thursday.")


def without_tokens(page: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', "", page)


def parents(page: str) -> dict[str, bool]:
    """Name -> whether the page says that this parent has opened it."""
    found = {}
    for part in page.split('<span class="line">')[1:]:
        name, _tag, rest = part.partition("<span")
        found[name.strip().removeprefix("<bdi>").removesuffix("</bdi>")] = ">Opened<" in rest[:60]
    return found


def test_k19_the_school_learns_who_opened_a_notice_and_nobody_else(
    cast: Cast, skates: Notice, signed_in: As
) -> None:
    page, theirs = f"/staff/notices/{skates.pk}/", f"/children/{cast.nora.pk}/notices/{skates.pk}/"
    kari, jonas, maria = map(signed_in, (cast.kari, cast.jonas, cast.maria))
    before = without_tokens(jonas.get("/children/").text)
    assert set(parents(maria.get(page).text).values()) == {False}
    for _twice in range(2):
        assert kari.get(theirs).status_code == 200
    said = parents(maria.get(page).text)
    assert (said[cast.kari.full_name], said[cast.jonas.full_name]) == (True, False)
    assert without_tokens(jonas.get("/children/").text) == before
    assert asked_as(cast.jonas, ROWS) == []
    assert asked_as(cast.stranger, ROWS) == []
    assert set(asked_as(cast.kari, ROWS)) == {cast.kari.pk}
    assert NoticeOpening.objects.count() == 2  # for each child, once
    columns = connection.introspection.get_table_description(
        connection.cursor(), NoticeOpening._meta.db_table
    )
    assert {each.name for each in columns} == {
        "id", "notice_id", "version", "child_id", "opened_by_id",
    }  # fmt: skip

    Notice.objects.filter(pk=skates.pk).update(body="On Friday.")
    assert set(parents(maria.get(page).text).values()) == {False}
    assert kari.get(theirs).status_code == 200
    db.run("DELETE FROM records_notice WHERE id = %s", [skates.pk])  # as an undo does
    assert not NoticeOpening.objects.exists()


def test_k19_nobody_is_told_of_another_parent_of_their_own_child(
    cast: Cast, skates: Notice, signed_in: As
) -> None:
    """Maria teaches Nora, and is connected with her: neither child nor mother is listed."""
    signed_in(cast.kari).get(f"/children/{cast.nora.pk}/notices/{skates.pk}/")
    connected(cast.maria, cast.nora)
    page = signed_in(cast.maria).get(f"/staff/notices/{skates.pk}/").text
    assert cast.nora.full_name not in page
    assert cast.kari.full_name not in page


def test_k16_a_parent_without_the_school_day_is_not_waited_for(
    cast: Cast, skates: Notice, signed_in: As, office: Actor
) -> None:
    set_rights(office, cast.jonas, cast.nora, Given({Area.ABSENCE}), reason="agreed")
    address = f"/children/{cast.nora.pk}/notices/{skates.pk}/"
    assert signed_in(cast.jonas).get(address).status_code == 404
    assert not NoticeOpening.objects.exists()
    listed = signed_in(cast.henry).get("/staff/notices/").text
    assert "Bring skates" in listed
    page = signed_in(cast.henry).get(f"/staff/notices/{skates.pk}/").text
    assert cast.jonas.full_name not in page
    settle = f"/staff/notices/{skates.pk}/{cast.nora.pk}/"
    assert signed_in(cast.henry).get(settle).status_code == 404
    assert {"openings about", "openings by"} <= ABOUT.keys()


def test_a_teacher_looks_at_one_class_and_finds_what_waits(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.maria)
    page = client.get("/staff/").text
    assert "absence reports to confirm" in page
    of_class = client.get("/staff/", {"class": str(cast.class_5a.pk), "only": "not-reached"}).text
    assert cast.nora.full_name in of_class
    elsewhere = client.get("/staff/", {"class": str(cast.lakeside.pk)}).text
    assert elsewhere.count("<tr>") == page.count("<tr>")  # not one of the own: all of them
