"""The page To decide: what is asked, who is asked, and what the buttons do."""

from typing import Any

import pytest
from django.test import Client

from kinkeeper.families import block
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    PendingState,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Outcome
from tests.asking import CUSTODY, HEAD, only
from tests.cast import Cast, person
from tests.importing import edges, imported, undone
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
PAGE = "/staff/inbox/"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def all_kinds(cast: Cast, office: Actor) -> None:
    block.block(office, cast.stranger, cast.nora, reason="court order")
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-2\nP-9,Vera,Stranger,yes,H-1\n")
    imported(
        HEAD + "P-9,Vera,Stranger,H-11\nP-9,Vera,Stranger,P-1\nP-7,Ada,Lie,H-1\nP-7,Bea,Lie,H-2\n"
    )


def test_every_kind_is_shown_with_its_file_and_its_acts(
    cast: Cast, office: Actor, anna: Client
) -> None:
    all_kinds(cast, office)
    shown = text(anna)
    for sentence in (
        "May Vera Stranger see Elias Berg?",
        "Should the block between Vera Stranger and Nora Berg stay?",
        "court order", "Which child of Vera Stranger does H-11 mean", "Which of the rows",
        "Which child of Vera Stranger should there be where the file says P-1?",
        "Keep the block", "Keep it pending", "Cancel the pending relationship",
        "Connect to this one", "Seen",
        "0.csv", "Approve …", "Decline …", "Lift the block …",
    ):  # fmt: skip
        assert sentence in shown, sentence
    assert '<b class="badge">5</b>' in shown


def test_filters_by_kind_file_and_words(cast: Cast, office: Actor, anna: Client) -> None:
    all_kinds(cast, office)
    number = Question.objects.get(kind=QuestionKind.LIKELY_KEY).latest_import
    assert "Keep the block" not in text(anna, f"{PAGE}?kind=likely-key")
    assert "Keep it pending" in text(anna, f"{PAGE}?import={number}")
    assert "Keep the block" not in text(anna, f"{PAGE}?import={number}")
    found = text(anna, f"{PAGE}?q=h-11+vera")
    assert "Keep it pending" in found
    assert "Approve …" not in found
    assert "Nothing of this kind" in text(anna, f"{PAGE}?q=nobody-of-this-name")
    for odd in (
        "after=x",
        "after=9-9-9",
        f"after={9**17}-1-1",
        "after=٣-1-1",
        "import=x",
        "kind=x",
    ):
        text(anna, f"{PAGE}?{odd}")


def test_the_chips_count_what_the_words_leave(cast: Cast, office: Actor, anna: Client) -> None:
    all_kinds(cast, office)
    found = text(anna, f"{PAGE}?q=h-11")
    assert "All · 1<" in found
    assert "Held back by a block" not in found
    assert "Held back by a block · 0<" in text(anna, f"{PAGE}?q=h-11&kind=held-back")


def test_deciding_a_proposal_leads_back_to_the_list_as_it_was(cast: Cast, anna: Client) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    relationship = Relationship.objects.get(state=RelationshipState.PROPOSED)
    page = f"/staff/relationships/proposed/{relationship.pk}/grant/?q=vera"
    assert page in text(anna, f"{PAGE}?q=vera")
    shown = text(anna, page)
    assert f'href="{PAGE}?q=vera"' in shown
    assert page.replace("grant", "decline") in shown
    assert anna.post(page, {"reason": "it is hers"}).headers["Location"] == f"{PAGE}?q=vera"


def test_an_empty_inbox_says_so(cast: Cast, anna: Client) -> None:
    assert "Nothing to decide" in text(anna)
    assert "Nothing decided yet" in text(anna, f"{PAGE}decided/")


def test_a_block_is_kept_with_one_click_and_asked_again(
    cast: Cast, office: Actor, anna: Client
) -> None:
    block.block(office, cast.stranger, cast.nora, reason="court order")
    imported(HEAD + "P-9,Vera,Stranger,H-1\n")
    it = only(QuestionKind.HELD_BACK)
    done = anna.post(f"{PAGE}{it.pk}/keep/?kind=held-back", follow=True)
    assert "not asked again" in done.content.decode()
    assert done.redirect_chain[0][0] == f"{PAGE}?kind=held-back"
    line = Entry.objects.get(action="question.kept")
    assert (line.person_id, line.child_id) == (cast.stranger.pk, cast.nora.pk)
    assert line.actor_id == cast.admin.pk
    decided = text(anna, f"{PAGE}decided/")
    assert "Stays as it is" in decided
    assert "Anna Admin" in decided
    assert anna.post(f"{PAGE}decided/{it.pk}/again/", {"reason": ""}).status_code == 302
    assert "Keep the block" in text(anna)
    assert "decided to leave it as it is" in text(anna, "/staff/journal/")
    assert "asked again about Vera Stranger" in text(anna, "/staff/journal/")


def test_two_people_decide_at_once(cast: Cast, anna: Client, office: Actor) -> None:
    imported(HEAD + "P-9,Vera,Stranger,H-11\n")
    it = only(QuestionKind.LIKELY_KEY)
    assert anna.post(f"{PAGE}{it.pk}/cancel/").status_code == 302
    assert anna.post(f"{PAGE}{it.pk}/keep/").status_code == 404
    assert Question.objects.get().answer == Answer.CANCELLED


def test_a_likely_child_is_connected_after_a_look(cast: Cast, anna: Client) -> None:
    imported(HEAD + "P-9,Vera,Stranger,H-11\n")
    page = f"{PAGE}{only(QuestionKind.LIKELY_KEY).pk}/connect/{cast.nora.pk}/"
    shown = text(anna, page)
    assert "H-11" in shown
    assert "H-1<" in shown
    assert anna.get(page.replace(str(cast.nora.pk), str(cast.mila.pk))).status_code == 404
    assert anna.post(page, {"kind": "mother", "reason": ""}).status_code == 302
    assert ("P-9", "H-1") in edges()
    assert Relationship.objects.get(parent=cast.stranger, child=cast.nora).kind == "mother"
    assert PendingRelationship.objects.get().state == PendingState.CANCELLED


def test_k26_a_withheld_key_needs_a_reason(cast: Cast, anna: Client) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-11\n")
    page = f"{PAGE}{only(QuestionKind.LIKELY_KEY).pk}/connect/{cast.nora.pk}/"
    assert "no right to see the child" in text(anna, page)
    assert anna.post(page, {"kind": "mother", "reason": " "}).status_code == 422
    assert ("P-9", "H-1") not in edges()
    assert anna.post(page, {"kind": "mother", "reason": "the court"}).status_code == 302
    assert ("P-9", "H-1") in edges()


def test_k15_a_blocked_relationship_is_refused_with_a_sentence(
    cast: Cast, anna: Client, office: Actor
) -> None:
    imported(HEAD + "P-9,Vera,Stranger,H-11\n")
    block.block(office, cast.stranger, cast.nora, reason="court order")
    page = f"{PAGE}{only(QuestionKind.LIKELY_KEY).pk}/connect/{cast.nora.pk}/"
    refused = anna.post(page, {"kind": "mother", "reason": ""})
    assert refused.status_code == 422
    assert "lift the block first" in refused.content.decode()


def test_k26_a_proposal_is_declined_with_a_reason(cast: Cast, anna: Client) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    relationship = Relationship.objects.get(state=RelationshipState.PROPOSED)
    page = f"/staff/relationships/proposed/{relationship.pk}/decline/"
    assert anna.post(page, {"reason": ""}).status_code == 422
    assert anna.post(page, {"reason": "not the mother"}).headers["Location"] == PAGE
    relationship.refresh_from_db()
    assert (relationship.state, relationship.reason) == (
        RelationshipState.BLOCKED,
        "not the mother",
    )
    again = f"{PAGE}decided/{Question.objects.get().pk}/again/"
    assert "The block is lifted" in text(anna, again)
    shown = " ".join(text(anna, again).split())
    assert '<bdi class="name">Vera Stranger</bdi> – <bdi class="name">' in shown
    assert anna.post(again, {"reason": ""}).status_code == 422
    assert anna.post(again, {"reason": "she is"}).status_code == 302
    relationship.refresh_from_db()
    assert relationship.state == RelationshipState.PROPOSED


def test_k14_a_school_sees_what_is_its_own(cast: Cast, office: Actor, signed_in: As) -> None:
    all_kinds(cast, office)  # of the whole site's files
    henry, lara = signed_in(cast.henry), signed_in(cast.lara)
    seen = text(henry)
    assert "Keep the block" in seen  # the child is his school's
    assert "May Vera Stranger see Elias Berg?" in seen
    assert "0.csv" not in seen  # but not the file
    assert "Keep it pending" not in seen
    assert "Which of the rows" not in seen
    assert "Nothing to decide" in text(lara)
    for question in Question.objects.all():
        for act in ("keep", "cancel", f"connect/{cast.nora.pk}"):
            answer = lara.post(f"{PAGE}{question.pk}/{act}/", {"kind": "mother", "reason": "x"})
            assert answer.status_code == 404
    assert not Question.objects.exclude(answer="").exists()
    assert Entry.objects.filter(action="question.view", outcome=Outcome.DENIED).exists()
    imported(HEAD + "P-9,Vera,Stranger,L-11\n", by=cast.lara)
    assert "does L-11 mean" in text(lara)
    assert "L-11" not in text(henry)


def test_k14_likely_pupils_of_another_school_are_not_named(cast: Cast, signed_in: As) -> None:
    imported(HEAD + "P-2,Jonas,Lund,H-11\n")
    question = Question.objects.get(kind=QuestionKind.LIKELY_KEY)
    Question.objects.filter(pk=question.pk).update(reach=[cast.lakeside.pk])
    PendingRelationship.objects.update(reach=[cast.lakeside.pk])
    lara = signed_in(cast.lara)
    assert "No pupil in your organisations" in text(lara)
    page = f"{PAGE}{question.pk}/connect/{cast.nora.pk}/"
    assert lara.post(page, {"kind": "mother", "reason": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["maria", "kari", "nora", "stranger"])
def test_for_nobody_else(cast: Cast, signed_in: As, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for page in (PAGE, f"{PAGE}decided/", f"{PAGE}decided/1/again/", f"{PAGE}1/connect/1/"):
        assert client.get(page).status_code == 404


def many_pending(cast: Cast, number: int) -> None:
    PendingRelationship.objects.bulk_create(
        PendingRelationship(
            parent=cast.kari,
            match="sync-key",
            value=f"X-{each:04}",
            folded=f"X-{each:04}",
            source="import:1",
        )
        for each in range(number)
    )


def walk(client: Client, address: str, name: str) -> list[Any]:
    """The rows of one list, page by page."""
    rows: list[Any] = []
    while address:
        section = client.get(address).context["sections"][name]
        rows += section.page.rows
        address = f"/staff/relationships/{section.next}" if section.next else ""
    return rows


def test_lists_of_relationships_go_on_page_by_page(cast: Cast, anna: Client, office: Actor) -> None:
    many_pending(cast, 120)
    for number in range(60):
        block.block(office, cast.kari, person(f"child.{number}", "pupil"), reason="x")
    shown = text(anna, "/staff/relationships/")
    assert "99+" in shown
    rows = walk(anna, "/staff/relationships/?show=waiting", "waiting")
    assert len({row.pk for row in rows}) == 120
    turned = walk(anna, "/staff/relationships/?show=waiting&order=oldest", "waiting")
    assert [row.pk for row in turned] == [row.pk for row in reversed(rows)]
    assert len(walk(anna, "/staff/relationships/?show=blocked", "blocked")) == 60
    found = walk(anna, "/staff/relationships/?show=waiting&q=x-0117", "waiting")
    assert [row.value for row in found] == ["X-0117"]
    assert "Nothing matches" in text(anna, "/staff/relationships/?q=nobody")


def test_the_inbox_goes_on_page_by_page(cast: Cast, anna: Client, office: Actor) -> None:
    lines = "".join(f"Q-{each},A{each},Lie,no,H-1\n" for each in range(70))
    imported(CUSTODY + lines)
    imported(HEAD + "".join(f"Q-{each},A{each},Lie,P-1\n" for each in range(70)))
    seen, address = [], PAGE
    while address:
        answer = anna.get(address)
        seen += [(each.kind, each.number) for each in answer.context["page"].rows]
        address = PAGE + answer.context["next"] if answer.context["next"] else ""
    assert len(seen) == len(set(seen)) == 140
    assert "99+" in text(anna)


def test_the_inbox_asks_the_database_no_more_for_more(
    cast: Cast, anna: Client, django_assert_max_num_queries: Any
) -> None:
    imported(HEAD + "".join(f"Q-{each},A{each},Lie,P-1\n" for each in range(40)))
    with django_assert_max_num_queries(50):
        text(anna)


def test_k32_decided_offers_to_ask_again_what_undone_imports_had_asked(
    cast: Cast, anna: Client
) -> None:
    made = imported(HEAD + "P-1,Bo,Tang,L-1\nP-9,Vera,Stranger,H-11\n")
    question = only(QuestionKind.OTHER_PERSON)
    assert anna.post(f"{PAGE}{question.pk}/same/").status_code == 302
    key = only(QuestionKind.LIKELY_KEY)
    assert anna.post(f"{PAGE}{key.pk}/cancel/").status_code == 302
    undone(made)
    shown = text(anna, f"{PAGE}decided/")
    again = f"{PAGE}decided/{question.pk}/again/"
    assert again in shown
    assert f"{PAGE}decided/{key.pk}/again/" not in shown  # what waited went with the import
    assert anna.post(again, {"reason": ""}).status_code == 302
    assert only(QuestionKind.OTHER_PERSON) == question
