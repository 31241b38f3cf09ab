"""What a parent is e-mailed about is the parent's own, behind the wall; one click ends it."""

import re
from datetime import datetime

import pytest
from django.test import Client

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor, command_line
from kinkeeper.journal.models import Entry
from kinkeeper.notifications import news
from kinkeeper.notifications.models import Choice, Reader, Told
from kinkeeper.notifications.post import post
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.readings import e_mails
from kinkeeper.readings.merging import brought
from kinkeeper.records.models import Group
from kinkeeper.registry.merge import merge
from kinkeeper.registry.protect import protect
from kinkeeper.registry.unmerge import unmerge
from kinkeeper.roster.vocabulary import Area
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast, person
from tests.notifications.conftest import due_now, sent
from tests.notifications.conftest import hillside as hillside  # fixtures of the e-mails
from tests.notifications.conftest import mailbox as mailbox
from tests.notifications.mailbox import Mailbox
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
PAGE = "/children/e-mails/"
STOP = re.compile(r"/e-mails/stop/[\w-]+/")


def told(hillside: Group, title: str) -> None:
    Mailbox.empty()
    small.notice(hillside, title)
    due_now()
    post()


def test_k19_k23_rows_are_their_parents_own_and_an_office_sees_when(
    cast: Cast, hillside: Group, signed_in: As
) -> None:
    told(hillside, "Trip")
    for table in ("told", "mail", "reader"):
        mine = asked_as(cast.kari, f"SELECT person_id FROM notifications_{table}")
        assert set(mine) == {cast.kari.pk}
    for who in (cast.henry, cast.admin):
        seen = asked_as(who, "SELECT person_id FROM notifications_mail")
        assert set(seen) == {cast.kari.pk, cast.jonas.pk}
        assert asked_as(who, "SELECT person_id FROM notifications_told") == []
    # Jonas has a child at her school, too: when he was e-mailed, and nothing of what
    assert cast.kari.pk not in asked_as(cast.lara, "SELECT person_id FROM notifications_mail")
    for who in (cast.maria, cast.stranger, cast.nora):
        assert asked_as(who, "SELECT person_id FROM notifications_mail") == []
    page = signed_in(cast.henry).get(f"/staff/people/{cast.kari.pk}/").content.decode()
    assert "They are sent to this parent." in page
    assert "Sent" in page
    assert "1 new thing" not in page


def test_k14_an_office_sees_of_e_mails_only_what_its_own_children_explain(
    cast: Cast, hillside: Group
) -> None:
    """Jonas has Nora at Hillside and Theo at Lakeside; Kari's children are both at Hillside."""
    told(hillside, "Trip")

    def at(who: Person, parent: Person) -> tuple[str, int]:
        found = e_mails.of_person(of_command_line(who), Person.objects.get(pk=parent.pk))
        assert found is not None
        return found.standing, len(found.mails)

    assert (at(cast.henry, cast.kari), at(cast.admin, cast.jonas)) == (("on", 1), ("on", 1))
    assert at(cast.lara, cast.jonas) == at(cast.henry, cast.jonas) == ("on", 0)
    own_settings.change(command_line(), cast.lakeside, "notifications", "off")
    assert (at(cast.lara, cast.jonas), at(cast.henry, cast.jonas)) == (("off", 0), ("on", 0))
    assert at(cast.admin, cast.jonas) == ("on", 1)
    assert e_mails.of_person(of_command_line(cast.lara), cast.kari) is None


def test_not_a_parent_chooses_on_a_page_that_says_what_is_so(
    cast: Cast, hillside: Group, signed_in: As
) -> None:
    client = signed_in(cast.kari)
    page = client.get(PAGE).content.decode()
    assert "kari@example.org" in page
    assert "Jonas" not in page
    field = f"{cast.nora.pk}-notices"
    form = {
        name.group(1): "daily" for name in re.finditer(r'<select name="(\d+-[a-z]+)"', page)
    } | {"wanted": "on", "quiet_from": "20:00", "quiet_until": "08:00", field: "weekly"}
    answers = {name: "at-once" for name in form if name.endswith("-answers")}
    foreign = {f"{cast.theo.pk}-notices": "at-once"}
    assert client.post(PAGE, form | answers | foreign).status_code == 302
    chosen = Choice.objects.values_list("person", "child", "kind", "pace")
    assert list(chosen) == [(cast.kari.pk, cast.nora.pk, "notices", "weekly")]  # the rest: as said
    assert Reader.objects.get(person=cast.kari).quiet_from == "20:00"
    assert client.post(PAGE, form | {field: "hourly"}).status_code == 422
    assert Entry.objects.filter(action="notifications.changed").count() == 1
    protect(command_line(), cast.elias, reason="an order", reach=WHOLE_SITE, staff=[])
    assert "No e-mails are sent about" in client.get(PAGE).content.decode()  # K28
    Person.objects.filter(pk=cast.kari.pk).update(email="")
    assert "no address that you have confirmed" in client.get(PAGE).content.decode()
    settings.change(command_line(), "notifications", "off")
    assert "The school sends no e-mails about news." in client.get(PAGE).content.decode()


def test_k16_a_kind_of_which_nothing_is_shown_is_not_asked_about(
    cast: Cast, hillside: Group, signed_in: As, office: Actor
) -> None:
    set_rights(office, cast.jonas, cast.nora, Given({Area.SCHOOL_DAY}), reason="agreed")
    page = signed_in(cast.jonas).get(PAGE).content.decode()
    asked = re.findall(rf'<select name="{cast.nora.pk}-([a-z]+)"', page)
    assert asked == ["answers", "notices", "calendar"]


def test_not_rec_061_one_click_stops_them_and_a_scanner_does_not(
    cast: Cast, hillside: Group, signed_in: As
) -> None:
    told(hillside, "Trip")
    [link] = set(STOP.findall(sent()["kari@example.org"]))
    anybody = Client(enforce_csrf_checks=True)
    opened = anybody.get(link).content
    assert b"Kari" not in opened
    assert Reader.objects.filter(stopped_at=None, person=cast.kari).exists()
    one_click = {"List-Unsubscribe": "One-Click"}
    answers = [anybody.post(where, one_click) for where in (link, link, "/e-mails/stop/never/")]
    assert {each.status_code for each in answers} == {200}
    assert len({re.sub(rb"nonce-\S+", b"", each.content) for each in answers}) == 1
    assert Entry.objects.filter(action="notifications.stopped").count() == 1
    told(hillside, "After it")
    assert set(sent()) == {"jonas@example.org"}
    client = signed_in(cast.kari)
    assert "Now you get none." in client.get(PAGE).content.decode()
    form = {"wanted": "on", "quiet_from": "00:00", "quiet_until": "00:00"}
    page = client.get(PAGE).content.decode()
    form |= dict.fromkeys(re.findall(r'<select name="(\d+-[a-z]+)"', page), "daily")
    client.post(PAGE, form)
    told(hillside, "Again")
    assert "1 notice" in sent()["kari@example.org"]  # and nothing of meanwhile


def test_a_merge_keeps_what_a_parent_has_stopped_and_the_rarer_pace(
    cast: Cast, hillside: Group, office: Actor
) -> None:
    told(hillside, "Trip")
    [link] = set(STOP.findall(sent()["kari@example.org"]))
    other = person("kari.berg2", "parent", cast.hillside, email="k@example.org", family_name="Berg")
    again = person("nora.berg2", "pupil", cast.hillside, given_name="Nora", family_name="Berg")
    for who, child, kind, pace in (
        (cast.kari, cast.nora, "work", "never"),
        (other, cast.nora, "work", "daily"),
        (cast.kari, cast.nora, "record", "at-once"),
        (other, cast.nora, "record", "weekly"),
        (cast.kari, cast.elias, "work", "weekly"),
        (cast.jonas, again, "notices", "never"),
        (cast.jonas, cast.nora, "notices", "daily"),
    ):
        Choice.objects.create(person=who, child=child, kind=kind, pace=pace)
    why = {"reason": "one person", "same_person": "one person", "reach": WHOLE_SITE}
    made = merge(office, other, cast.kari, **why)  # type: ignore[arg-type]  # texts and a reach
    merge(office, cast.nora, again, **why)  # type: ignore[arg-type]  # as above
    chosen = {
        (who, child, kind): pace
        for who, child, kind, pace in Choice.objects.values_list("person", "child", "kind", "pace")
    }
    assert chosen[other.pk, cast.nora.pk, "work"] == "never"
    assert chosen[other.pk, cast.nora.pk, "record"] == "weekly"
    assert chosen[other.pk, cast.elias.pk, "work"] == "weekly"
    assert chosen[cast.jonas.pk, cast.nora.pk, "notices"] == "never"

    # an e-mail from before the merge stops the account that is kept, which was never told anything
    assert not Reader.objects.filter(person=other).exists()
    Client().post(link, {"List-Unsubscribe": "One-Click"})
    stopped = Reader.objects.get(person=other).stopped_at
    assert stopped is not None

    # what was stopped goes on with the account that is kept, from the earliest moment on
    unmerge(office, made, reason="two", reach=WHOLE_SITE, undone=lambda: (), brought=brought)
    early = "2026-01-01T00:00Z"
    Reader.objects.filter(person=cast.kari).update(stopped_at=early)
    merge(office, other, cast.kari, **why)  # type: ignore[arg-type]  # as above
    assert Reader.objects.get(person=other).stopped_at == datetime.fromisoformat(early)


def test_a_merged_parent_is_not_told_twice(cast: Cast, hillside: Group, office: Actor) -> None:
    told(hillside, "Trip")
    other = person("kari.berg2", "parent", cast.hillside, email="k@example.org", family_name="Berg")
    merge(office, other, cast.kari, reason="one person", reach=WHOLE_SITE)
    Person.objects.filter(pk=other.pk).update(last_login="2026-01-01T00:00Z")
    Reader.objects.create(person=other, settled_at="2026-01-01T00:00Z", quiet_until="21:00")
    told(hillside, "More")
    assert "1 notice" in sent()["k@example.org"]
    assert Told.objects.filter(person=other).count() == 1


def test_k16_whatever_an_e_mail_tells_can_be_chosen_by_who_is_shown_it() -> None:
    kinds = {model._meta.db_table: told.kind for model, told in news.TOLD.items()}
    for seen in news.WANTED:
        assert seen.area in e_mails.AREAS[kinds[seen.table]], seen.table
