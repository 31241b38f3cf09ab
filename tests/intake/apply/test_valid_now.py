"""What is not valid now connects and places nobody, and is seen by nobody (K35)."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_person
from kinkeeper.cli.main import main
from kinkeeper.credentials.eligible import choose
from kinkeeper.families.connect import connect
from kinkeeper.families.explain import explain
from kinkeeper.families.models import Relationship
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings import children, seen_by
from tests.cast import Cast
from tests.dated import HEAD, LATER, SOON, TODAY, Clock, ada, empty, relationship, row, sees
from tests.importing import codes, edges, imported
from tests.merging import merged, unmerged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_k35_what_is_to_come_begins_on_the_day(cast: Cast, clock: Clock) -> None:
    made = imported(HEAD + row(first=SOON, last=LATER))
    assert made.counts["relationships"]["create"] == 1
    assert (relationship().state, str(relationship().starts_on), str(relationship().ends_on)) == (
        "active",
        SOON,
        LATER,
    )
    assert not sees(cast.nora)
    assert children.to_come(ada(), {}).first_day == date(2027, 8, 1)
    assert "Ada Lie" not in [each.name for each in seen_by.everyone(cast.nora).seers]
    for day, seen in ((date(2027, 7, 31), False), (date(2027, 8, 1), True)):
        clock.set(day)
        assert sees(cast.nora) is seen
    for day, seen in ((date(2028, 7, 31), True), (date(2028, 8, 1), False)):
        clock.set(day)
        assert sees(cast.nora) is seen


def test_k35_the_day_begins_at_the_sites_midnight(cast: Cast, clock: Clock) -> None:
    imported(HEAD + row(first=SOON))
    clock.at(date(2027, 7, 31), 23, 59)
    assert not sees(cast.nora)
    clock.at(date(2027, 8, 1), 0, 1)  # while it is still July in UTC
    assert sees(cast.nora)


def test_k35_letters_and_reach_begin_at_once_and_end_with_the_relationship(
    cast: Cast, clock: Clock
) -> None:
    imported(HEAD + row(first=SOON, last=LATER))
    teacher = of_person(cast.maria, "a test")

    def gets_one() -> bool:
        return choose([ada()], by_email=False, reach=Reach(None))[0].gets_one

    assert gets_one()
    assert ada() in scopes.people(teacher)
    clock.set(date(2028, 8, 1))
    assert not gets_one()
    assert ada() not in scopes.people(teacher)


def test_k35_explain_and_the_list_tell_the_days(
    cast: Cast, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> Any:
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    imported(HEAD + row(first=SOON, last=LATER))
    told = explain(ada(), cast.nora)
    assert not told.sees
    assert "can see the child only from 1 August 2027 until 31 July 2028" in told.because[0]
    listed = said("relationships", "list", "--parent", "key:P-5")
    assert (listed[0]["from"], listed[0]["until"]) == (SOON, LATER)
    answer = said("explain", "key:P-5", "key:H-1")
    assert answer["relationship"]["from"] == SOON
    clock.set(date(2028, 8, 1))
    told = explain(ada(), cast.nora)
    assert not told.sees
    assert "can no longer see the child" in told.because[0]
    listed = said("relationships", "list", "--parent", "key:P-1")
    assert {(each["from"], each["until"]) for each in listed} == {(None, None)}


def test_k35_what_is_over_connects_nobody_and_makes_nobody(cast: Cast) -> None:
    rows = [
        row("ended"),
        row("deleted", who="P-6,Bo,Lie,H-1"),
        row(last="2026-11-27", who="P-7,Cy,Lie,H-1"),
    ]
    made = imported(HEAD + "".join(rows))
    assert codes(made)["not-valid-now"] == 3
    assert made.counts["relationships"] == dict.fromkeys(made.counts["relationships"], 0)
    assert not Person.objects.filter(sync_key__in=["P-5", "P-6", "P-7"]).exists()
    assert is_empty(made)


def test_k35_on_its_last_day_it_still_counts(cast: Cast) -> None:
    imported(HEAD + row(last=str(TODAY)))
    assert sees(cast.nora)


def test_k35_who_is_connected_by_hand_sees_at_once(cast: Cast, office: Actor) -> None:
    imported(HEAD + row(first=SOON))
    connect(office, ada(), cast.nora)
    assert sees(cast.nora)
    assert empty(HEAD + row(first=SOON))


def test_k35_a_proposal_keeps_its_days_when_it_is_granted(cast: Cast, office: Actor) -> None:
    head = HEAD.replace("Status", "Parental responsibility")
    imported(head + row("no", first=SOON))
    assert str(relationship().starts_on) == SOON
    connect(office, ada(), cast.nora, reason="asked")
    assert not sees(cast.nora)
    assert empty(head + row("no", first=SOON)) is True


def test_k35_a_status_of_unknown_words_is_left_unread(cast: Cast) -> None:
    made = imported(HEAD + row("married") + row("single", who="P-6,Bo,Lie,H-1"))
    assert made.counts["ignored_columns"] == ["Status"]
    assert codes(made) == {}
    assert sees(cast.nora)


def test_k35_a_word_or_date_that_cannot_be_read_leaves_its_row_out(cast: Cast) -> None:
    rows = row("active") + row("activ", who="P-6,B,L,H-1") + row(last="soon", who="P-7,C,L,H-1")
    made = imported(HEAD + rows)
    assert codes(made) == {"bad-status": 1, "bad-date": 1}
    assert {key for key, child in edges() if child == "H-1"} == {"P-1", "P-2", "P-5"}


def test_k35_a_suspended_pupil_is_still_a_child(cast: Cast) -> None:
    head = "SyncID,First name,Last name,Class,Status\n"
    imported(head + "X-1,Ida,Lie,5A,suspended\nX-2,Per,Lie,5A,active\n", profile="pupil")
    assert Person.objects.get(sync_key="X-1").state == "active"
    assert Membership.objects.filter(person__sync_key="X-1").exists()


def test_k35_days_go_with_a_merge_and_come_back(cast: Cast) -> None:
    imported(HEAD + row(first=SOON) + row(first=SOON, who="P-6,Bo,Lie,H-2"))
    made = merged(ada(), Person.objects.get(sync_key="P-6"))
    days = Relationship.objects.filter(parent=ada()).values_list("starts_on", flat=True)
    assert set(map(str, days)) == {SOON}
    unmerged(made)
    both = Relationship.objects.filter(parent__sync_key__in=["P-5", "P-6"])
    assert set(map(str, both.values_list("starts_on", flat=True))) == {SOON}


def test_k35_pages_show_the_days(cast: Cast, client: Client) -> None:
    made: Import = imported(HEAD + row(first=SOON))
    client.force_login(cast.admin)
    for address in (
        f"/staff/people/{cast.nora.pk}/",
        f"/staff/imports/{made.pk}/",
        f"/staff/imports/{made.pk}/children/",
    ):
        page = client.get(address).content.decode()
        assert "from 1 August 2027" in page, address


def test_k35_lnk_17_the_last_day_counts_whole(cast: Cast, clock: Clock) -> None:
    imported(HEAD + row(last=str(TODAY)))
    clock.at(TODAY, 23, 59)
    assert sees(cast.nora)
    clock.at(TODAY + timedelta(days=1), 0, 1)
    assert not sees(cast.nora)
