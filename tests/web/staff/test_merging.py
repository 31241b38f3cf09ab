"""The pages on which two accounts become one, and two again."""

import pytest
from django.test import Client

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Membership, Merge, Person, Profile
from tests.cast import PASSWORD, Cast, connected, person
from tests.merging import merged
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
REASON = {"reason": "she called"}


@pytest.fixture
def twin(cast: Cast) -> Person:
    twin = person(
        "kari.berg2", Profile.PARENT, cast.hillside, given_name="Kari", family_name="Berg",
        sync_key="X-1", email="kari@example.org",
    )  # fmt: skip
    connected(twin, cast.elias)
    return twin


def test_from_the_list_to_one_account_and_back(cast: Cast, twin: Person, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    page = anna.get("/staff/people/duplicates/").content.decode()
    assert "the same e-mail address" in page
    merge = f"/staff/people/{cast.kari.pk}/merge/{twin.pk}/"
    assert merge in page
    shown = anna.get(merge).content.decode()
    for said in ("kari.berg2", "X-1", "Elias Berg", "Nora Berg", "never", "still needs a letter"):
        assert said in shown
    assert anna.post(merge, {"reason": " "}).status_code == 422
    assert anna.post(merge, REASON).headers["Location"] == f"/staff/people/{cast.kari.pk}/"
    assert b"No duplicates found" in anna.get("/staff/people/duplicates/").content
    back = f"/staff/people/{cast.kari.pk}/unmerge/{twin.pk}/"
    assert back in anna.get(f"/staff/people/{cast.kari.pk}/").content.decode()
    went = anna.get(f"/staff/people/{twin.pk}/").content.decode()
    assert "was merged into" in went
    assert "restore/" not in went
    said = "merged the account of Kari Berg (kari.berg2) into that of Kari Berg (kari.berg)"
    assert said in anna.get("/staff/journal/").content.decode()
    kept = anna.get(f"/staff/people/{cast.kari.pk}/").content.decode()
    assert kept.count(said) == 1
    assert b"applies to both" in anna.get(back).content
    done = anna.post(back, REASON).headers["Location"]
    assert done == f"/staff/people/{cast.kari.pk}/unmerged/{twin.pk}/"
    for _time in range(2):
        assert b"Everything is as it was" in anna.get(done).content
    assert not Merge.objects.exists()
    assert anna.get(back).status_code == 404
    assert b"are two accounts" not in anna.get("/staff/journal/").content


def test_k32_the_page_asks_whether_two_names_are_one_person(
    cast: Cast, twin: Person, signed_in: As
) -> None:
    anna = signed_in(cast.admin)
    merge = f"/staff/people/{cast.kari.pk}/merge/{twin.pk}/"
    assert "Still the same person?" not in anna.get(merge).content.decode()
    Person.objects.filter(pk=twin.pk).update(given_name="Bo", family_name="Tang")
    shown = anna.get(merge).content.decode()
    assert "Still the same person?" in shown
    assert shown.index("<bdi>Bo Tang</bdi>") > shown.index("Still the same person?")
    assert 'name="same_person"' in shown
    for unsaid in (REASON, REASON | {"same_person": " "}):
        assert anna.post(merge, unsaid).status_code == 422
    assert not Merge.objects.exists()
    assert anna.post(merge, REASON | {"same_person": "new papers"}).status_code == 302
    told = Entry.objects.get(action="person.merged").data
    assert (told["reason"], told["same_person"]) == (REASON["reason"], "new papers")


def test_what_stayed_is_listed_after_taking_back(cast: Cast, twin: Person, signed_in: As) -> None:
    merged(cast.kari, twin)
    Relationship.objects.filter(parent=cast.kari, child=cast.elias).update(
        state=RelationshipState.BLOCKED, reason="court order", changed_by_name="Anna"
    )
    back = f"/staff/people/{cast.kari.pk}/unmerge/{twin.pk}/"
    told = signed_in(cast.admin).post(back, REASON, follow=True).content.decode()
    assert "Elias Berg: was blocked by Anna" in told


def test_the_other_account_can_be_kept_instead(cast: Cast, twin: Person, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    page = anna.get(f"/staff/people/{cast.kari.pk}/merge/{twin.pk}/").content.decode()
    assert f"/staff/people/{twin.pk}/merge/{cast.kari.pk}/" in page


def test_k24_what_cannot_be_merged_says_so(cast: Cast, signed_in: As) -> None:
    answer = signed_in(cast.admin).get(f"/staff/people/{cast.kari.pk}/merge/{cast.nora.pk}/")
    assert b"different profiles" in answer.content
    assert b'name="reason"' not in answer.content


def test_not_the_same_person(cast: Cast, twin: Person, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    anna.post(f"/staff/people/{cast.kari.pk}/merge/{twin.pk}/different/")
    assert b"No duplicates found" in anna.get("/staff/people/duplicates/").content
    assert b"are two people" in anna.get("/staff/journal/").content


def test_pc037_any_second_account_can_be_searched_for(
    cast: Cast, twin: Person, signed_in: As
) -> None:
    page = signed_in(cast.henry).get(f"/staff/people/{cast.kari.pk}/merge/?q=kari")
    assert [each.pk for each in page.context["candidates"]] == [twin.pk]


def test_k14_out_of_reach_is_as_if_there_were_nobody(
    cast: Cast, twin: Person, signed_in: As
) -> None:
    henry = signed_in(cast.henry)
    for one, other in (
        (cast.kari.pk, cast.stranger.pk),
        (cast.stranger.pk, cast.kari.pk),
        (cast.kari.pk, 999_999),
        (cast.kari.pk, 10**20),
        (cast.kari.pk, cast.henry.pk),
    ):
        answers = [
            henry.get(f"/staff/people/{one}/merge/{other}/"),
            henry.post(f"/staff/people/{one}/merge/{other}/", REASON),
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
    shared = f"/staff/people/{cast.kari.pk}/merge/{cast.jonas.pk}/"  # whose Theo is Lakeside's
    for answer in (henry.get(shared), henry.post(shared, REASON)):
        told = answer.content.decode()
        assert "needs a release" in told
        assert "Theo" not in told
        assert "Lakeside" not in told
    different = f"/staff/people/{cast.kari.pk}/merge/{cast.stranger.pk}/different/"
    assert henry.post(different).status_code == 404
    assert not Merge.objects.exists()
    assert Entry.objects.filter(outcome="denied", action="person.merge").exists()
    merged(cast.stranger, twin)
    # she belongs to Hillside now, but not to Hillside alone
    refused = henry.post(f"/staff/people/{cast.stranger.pk}/unmerge/{twin.pk}/", REASON)
    assert refused.status_code == 422
    assert "needs a release" in refused.content.decode()
    assert henry.post(f"/staff/people/{cast.kari.pk}/unmerge/{twin.pk}/", REASON).status_code == 404
    for number in (cast.stranger.pk, cast.kari.pk):
        assert henry.get(f"/staff/people/{number}/unmerged/{twin.pk}/").status_code == 404
    assert Merge.objects.exists()
    Membership.objects.filter(person=cast.stranger, organisation=cast.hillside).delete()
    assert "vera" not in henry.get(f"/staff/people/{twin.pk}/").content.decode().lower()


def test_pc054_the_old_name_says_where_to_sign_in_but_only_to_its_owner(
    cast: Cast, twin: Person
) -> None:
    twin.set_password(PASSWORD)
    twin.save()
    merged(cast.kari, twin)

    def tried(password: str) -> str:
        answer = Client().post("/sign-in/", {"username": "Kari.Berg2", "password": password})
        assert answer.status_code == 422
        assert "_auth_user_id" not in answer.client.session
        return answer.content.decode()

    assert "Sign in as kari.berg," in tried(PASSWORD)
    wrong = tried("something else entirely")
    assert "Sign in as" not in wrong
    assert "That did not work" in wrong


def test_explain_tells_of_the_merge(cast: Cast, twin: Person, signed_in: As) -> None:
    merged(cast.kari, twin)
    page = signed_in(cast.henry).get(f"/staff/people/{cast.kari.pk}/").content.decode()
    assert "Another account of Kari Berg was merged into this one" in page
