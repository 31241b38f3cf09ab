"""Answering together beyond names: proposals of one kind, and pupils' former keys."""

import pytest
from django.test import Client

from kinkeeper.families.alike_groups import Group, KeyMove, Withheld
from kinkeeper.families.alike_questions import SAMPLE, lot
from kinkeeper.families.models import Answer, Question, Relationship, RelationshipState
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import FormerKey, Person
from kinkeeper.registry.edit import edit
from tests.alike import INBOX, OFFER, form, name_of, text
from tests.cast import Cast
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
KIND = "SyncID,First name,Last name,Relationship,ChildID\n"
REASON = {"reason": "the office has looked"}


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def proposed(count: int, word: str = "Aunt", prefix: str = "a", rest: str = "") -> Import:
    rows = (f"{prefix}{n},{name_of(n)},Lie{prefix},{word},H-1\n" for n in range(count))
    return imported(KIND + "".join(rows) + rest)


def open_proposals(word: str = "Aunt") -> list[Relationship]:
    found = Relationship.objects.filter(state=RelationshipState.PROPOSED, kind_text=word)
    return sorted(found, key=lot)


def page_of(roster_import: Import, word: str = "other aunt", why: str = Withheld.KIND) -> str:
    return f"{INBOX}alike/{roster_import.pk}/{Group(roster_import.pk, why, word).slug}/"


def decide(client: Client, relationships: list[Relationship], act: str) -> None:
    for each in relationships:
        address = f"/staff/relationships/proposed/{each.pk}/{act}/"
        assert client.post(address, REASON).status_code == 302


def test_k36_aunts_are_granted_after_a_sample_and_other_kinds_are_not(
    cast: Cast, anna: Client
) -> None:
    roster_import = proposed(9, rest="s1,Bo,Tang,Social worker,H-1\ns2,Ida,Moe,Aunt,H-2\n")
    assert "10 questions are of this kind" in text(anna)
    assert "you have answered 0." in text(anna, page_of(roster_import))
    decide(anna, open_proposals()[:SAMPLE], "grant")
    page = text(anna, page_of(roster_import))
    assert page.count(" checked") == 5
    assert "Bo Tang" not in page
    done = anna.post(page_of(roster_import), form(anna, page_of(roster_import)), follow=True)
    assert "5 answered" in done.content.decode()
    assert open_proposals() == []
    assert [each.parent.sync_key for each in open_proposals("Social worker")] == ["s1"]
    lines = Entry.objects.filter(action="relationship.granted", actor_id=cast.admin.pk)
    assert lines.count() == 10
    assert lines.latest("pk").data["reason"] == REASON["reason"]


def test_a_sample_that_differs_leaves_every_proposal_to_be_asked_alone(anna: Client) -> None:
    roster_import = proposed(9)
    decide(anna, open_proposals()[: SAMPLE - 1], "grant")
    decide(anna, open_proposals()[:1], "decline")
    assert OFFER not in text(anna)
    assert anna.get(page_of(roster_import)).status_code == 302
    assert len(open_proposals()) == 4


def test_a_proposal_without_its_tick_is_answered_alone(anna: Client) -> None:
    roster_import = proposed(9)
    decide(anna, open_proposals()[:SAMPLE], "decline")
    sent = form(anna, page_of(roster_import))
    kept = sent["together"].pop()
    anna.post(page_of(roster_import), sent)
    assert [each.pk for each in open_proposals()] == [kept]
    assert anna.get(page_of(roster_import)).status_code == 302
    decide(anna, open_proposals(), "grant")
    assert not Question.objects.filter(answer=Answer.OPEN).exists()


def test_k26_what_the_file_denies_is_declined_together_and_never_granted(anna: Client) -> None:
    head = "SyncID,First name,Last name,Custody,ChildID\n"
    rows = "".join(f"n{n},{name_of(n)},Lie,no,H-1\n" for n in range(9))
    roster_import = imported(head + rows)
    at = page_of(roster_import, "unspecified ", Withheld.NO)
    decide(anna, open_proposals("")[:SAMPLE], "grant")
    assert anna.get(at).status_code == 302
    again = imported(head + rows.replace("n", "m").replace(",mo,", ",no,"))
    at = page_of(again, "unspecified ", Withheld.NO)
    mine = sorted(
        Relationship.objects.filter(state="proposed", parent__sync_key__startswith="m"), key=lot
    )
    decide(anna, mine[:SAMPLE], "decline")
    anna.post(at, form(anna, at))
    assert Relationship.objects.filter(state="blocked").count() == 9


def test_k27_a_restriction_in_words_is_each_childs_own(anna: Client) -> None:
    head = "SyncID,First name,Last name,Restriction,ChildID\n"
    imported(head + "".join(f"r{n},{name_of(n)},Lie,court order,H-1\n" for n in range(9)))
    assert Relationship.objects.filter(state="proposed").count() == 9
    assert "questions are of this kind" not in text(anna)


def test_k32_whose_child_may_be_somebody_else_is_answered_alone(anna: Client) -> None:
    roster_import = proposed(9)
    decide(anna, open_proposals()[:SAMPLE], "grant")
    assert len(form(anna, page_of(roster_import))["listed"]) == 4
    imported("SyncID,First name,Last name\nH-1,Zoe,Tang\n", profile="pupil")
    assert Question.objects.filter(kind="other-person", answer="").exists()
    assert OFFER not in text(anna)
    assert anna.get(page_of(roster_import)).status_code == 302


def test_what_was_ended_meanwhile_is_not_connected(anna: Client) -> None:
    roster_import = proposed(9)
    decide(anna, open_proposals()[:SAMPLE], "grant")
    sent = form(anna, page_of(roster_import))
    gone = Relationship.objects.filter(pk=sent["listed"][0])
    gone.update(state=RelationshipState.ENDED)
    done = anna.post(page_of(roster_import), sent, follow=True).content.decode()
    assert "3 answered" in done
    assert "1 has been decided or changed in the meantime" in done
    assert gone.get().state == RelationshipState.ENDED


def test_k14_a_proposal_out_of_reach_is_refused(cast: Cast, signed_in: As) -> None:
    roster_import = proposed(9, rest="b1,Bo,Tang,Aunt,L-1\n")
    theirs = Relationship.objects.get(parent__sync_key="b1")
    henry = signed_in(cast.henry)
    mine = [each for each in open_proposals() if each != theirs]
    decide(henry, mine[:SAMPLE], "grant")
    sent = form(henry, page_of(roster_import))
    assert theirs.pk not in sent["listed"]
    sent["listed"].append(theirs.pk)
    sent["together"].append(theirs.pk)
    assert henry.post(page_of(roster_import), sent).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == RelationshipState.PROPOSED


def moved_keys(office: Actor, count: int, parents: str = "") -> Import:
    """So many pupils whom a hand gave new keys, and a file that gives the old ones to others."""
    head = "SyncID,First name,Last name\n"
    imported(head + "".join(f"k{n},{name_of(n)},Moe\n" for n in range(count)), profile="pupil")
    if parents:
        imported("SyncID,First name,Last name,ChildID\n" + parents)
    for n in range(count):
        pupil = Person.objects.get(sync_key=f"k{n}")
        edit(office, pupil, {"sync_key": f"new{n}"}, reach=WHOLE_SITE)
    others = "".join(f"k{n},Zoe{name_of(n)},Lie\n" for n in range(count))
    return imported(head + others, profile="pupil")


def in_lot() -> list[Question]:
    return sorted(Question.objects.filter(answer=""), key=lot)


def test_k34_keys_with_which_nobody_comes_move_together(office: Actor, anna: Client) -> None:
    roster_import = moved_keys(office, 8)
    at = f"{INBOX}alike/{roster_import.pk}/{KeyMove.FREE}/"
    for each in in_lot()[:SAMPLE]:
        assert anna.post(f"{INBOX}{each.pk}/move/", REASON).status_code == 302
    anna.post(at, form(anna, at))
    assert Question.objects.filter(answer=Answer.MOVED).count() == 8
    assert not FormerKey.objects.filter(sync_key__startswith="k").exists()


def test_k34_keys_with_which_parents_come_are_only_kept_together(
    office: Actor, anna: Client
) -> None:
    parents = "".join(f"p{n},Ada,{name_of(n)},k{n}\n" for n in range(8))
    roster_import = moved_keys(office, 8, parents)
    at = f"{INBOX}alike/{roster_import.pk}/{KeyMove.WITH_PARENTS}/"
    assert f"Ada {name_of(3)}" in text(anna, INBOX)
    for each in in_lot()[:SAMPLE]:
        assert anna.post(f"{INBOX}{each.pk}/move/", REASON).status_code == 302
    assert anna.get(at).status_code == 302
    assert Question.objects.filter(answer="").count() == 3


def test_k34_keys_that_stay_are_kept_together_with_the_parents_shown(
    office: Actor, anna: Client
) -> None:
    parents = "".join(f"p{n},Ada,{name_of(n)},k{n}\n" for n in range(8))
    roster_import = moved_keys(office, 8, parents)
    at = f"{INBOX}alike/{roster_import.pk}/{KeyMove.WITH_PARENTS}/"
    for each in in_lot()[:SAMPLE]:
        anna.post(f"{INBOX}{each.pk}/keep/")
    page = text(anna, at)
    assert page.count("Files name these parents under the key") == 3
    anna.post(at, form(anna, at))
    assert Question.objects.filter(answer=Answer.KEPT).count() == 8
