"""Who comes in through an identity provider, and as whom."""

from typing import Any

import pytest
from django.test import Client

from kinkeeper.accounts import providers
from kinkeeper.accounts.provider_models import Clash, Identity, IdentityProvider
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE, below
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry import edit, remove_identity, restore, start_over, trash
from kinkeeper.registry.refusals import Refusal as RefusedByHand
from tests.accounts import lying_provider
from tests.accounts.lying_provider import Provider
from tests.accounts.provider_steps import OFFICE, acts, back, come, off, set_up, unknown
from tests.accounts.signing_in import is_in
from tests.cast import Cast, connected, person
from tests.merging import merged, unmerged

pytestmark = pytest.mark.django_db


def test_r_018_known_by_issuer_and_subject(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"sub": "kari-there", "key": "P-1"}
    answer = come(school, lying)
    assert answer.status_code == 302
    assert is_in(answer.client, cast.kari)
    identity = Identity.objects.get()
    assert (identity.person_id, identity.issuer, identity.subject) == (
        cast.kari.pk, lying.issuer, "kari-there",
    )  # fmt: skip
    assert acts(cast.kari)[-2:] == ["identity.linked", "session.started"]
    # from then on the claim is not needed, and a changed key of ours changes nothing
    lying.says = {"sub": "kari-there"}
    Person.objects.filter(pk=cast.kari.pk).update(sync_key="P-1-new")
    assert is_in(come(school, lying).client, cast.kari)
    assert Identity.objects.count() == 1


def test_what_is_sent_there_and_asked(lying: Provider, school: IdentityProvider) -> None:
    lying.says = {"key": "P-1"}
    browser = Client()
    there = off(school, browser)
    assert "code_challenge_method=S256" in there
    assert "response_type=code" in there
    code, state = lying.code_for(there)
    back(school, browser, code=code, state=state)
    [(_path, form, headers)] = [each for each in lying.asked if each[0] == "/token"]
    assert form["code_verifier"] not in there
    assert form["redirect_uri"] == f"http://127.0.0.1:8000/sign-in/provider/{school.pk}/back/"
    assert headers["Authorization"].startswith("Basic ")
    assert b"a client's secret" not in bytes(school.sealed_secret or b"")


@pytest.mark.parametrize(
    "says",
    [
        {"email": "kari@example.org"},
        {"email": "kari@example.org", "email_verified": True},
        {"email": "kari@example.org", "email_verified": False, "preferred_username": "kari.berg"},
        {"key": "kari@example.org", "email": "kari@example.org"},
        {"key": "kari.berg"},
        {"key": "P-1 "}, {"key": "p-1"}, {"key": ["P-1"]}, {"key": {"P-1": 1}}, {"key": True},
        {"key": "n/a"}, {"key": "0"}, {"key": "NULL"}, {"key": ""}, {"key": "P-1\0"},
        {"key": "P" * 201}, {"Key": "P-1"},
    ],
)  # fmt: skip
def test_crd_21_nothing_but_the_key_finds_anybody(
    lying: Provider, school: IdentityProvider, says: dict[str, Any]
) -> None:
    lying.says = says
    answer = come(school, lying)
    assert unknown(answer)
    assert not Identity.objects.exists()


def test_crd_21_the_same_subject_at_two_providers_is_two_people(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"sub": "7", "key": "P-1", "email": "same@example.org"}
    assert is_in(come(school, lying).client, cast.kari)
    with lying_provider.running() as second:
        other = set_up(second, name="Town")
        second.says = {"sub": "7", "email": "same@example.org"}
        assert unknown(come(other, second))
        second.says = {"sub": "7", "key": "P-2"}
        assert is_in(come(other, second).client, cast.jonas)
    assert is_in(come(school, lying).client, cast.kari)


def test_k2_a_key_that_differs_by_zeros_finds_nobody(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(sync_key="007")
    lying.says = {"key": "7"}
    assert unknown(come(school, lying))
    lying.says = {"key": 7}
    assert unknown(come(school, lying))
    Person.objects.filter(pk=cast.jonas.pk).update(sync_key="7")
    for key in ("7", "007", "0007", 7):
        lying.says = {"key": key}
        assert unknown(come(school, lying)), key
    Person.objects.filter(pk=cast.jonas.pk).update(sync_key="P-2")
    lying.says = {"key": "007"}
    assert is_in(come(school, lying).client, cast.kari)


def test_a_pupil_a_stranger_and_who_is_not_meant_find_nobody(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    for key in ("H-1", "nobody"):
        lying.says = {"key": key}
        assert unknown(come(school, lying)), key
    IdentityProvider.objects.filter(pk=school.pk).update(audience="staff")
    lying.says = {"key": "P-1"}
    assert unknown(come(school, lying))
    childless = person("ida.alone", Profile.PARENT, cast.hillside, sync_key="P-77")
    IdentityProvider.objects.filter(pk=school.pk).update(audience="parents")
    lying.says = {"key": "P-77"}
    assert unknown(come(school, lying))  # an account is opened for a child's sake alone
    connected(childless, cast.nora)
    assert is_in(come(school, lying).client, childless)


def test_while_parent_login_is_off_nobody_is_connected_or_let_in(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-1"}
    settings.change(OFFICE, "parent_login", False)
    assert unknown(come(school, lying))
    settings.change(OFFICE, "parent_login", True)
    assert is_in(come(school, lying).client, cast.kari)
    settings.change(OFFICE, "parent_login", False)
    answer = come(school, lying)
    assert (answer.status_code, "Not open now" in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in answer.client.session


def test_a_second_subject_for_one_person_is_refused_and_the_office_sees_it(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"sub": "kari-first", "key": "P-1"}
    come(school, lying)
    lying.says = {"sub": "kari-second", "key": "P-1"}
    assert unknown(come(school, lying))
    identity = Identity.objects.get()
    assert (identity.subject, identity.clash) == ("kari-first", Clash.SECOND_SUBJECT)
    assert "identity.refused" in acts(cast.kari)
    office = Client()
    office.force_login(cast.henry)
    page = office.get(f"/staff/people/{cast.kari.pk}/").content.decode()
    assert "came with this person’s key, and was refused" in page
    assert "kari-first" not in page  # as whom, no office is told
    remove_identity.remove(OFFICE, identity, reason="a new account", reach=WHOLE_SITE)
    assert is_in(come(school, lying).client, cast.kari)
    assert Identity.objects.get().subject == "kari-second"


def test_a_subject_whose_claim_names_another_person_now_is_refused(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"sub": "one", "key": "P-1"}
    come(school, lying)
    lying.says = {"sub": "one", "key": "P-2"}
    assert unknown(come(school, lying))
    assert Identity.objects.get().clash == Clash.OTHER_PERSON
    assert "identity.refused" in acts(cast.kari)
    assert not acts(cast.jonas)
    lying.says = {"sub": "one", "key": "P-404"}  # names nobody: known by issuer and subject
    assert is_in(come(school, lying).client, cast.kari)


def test_of_two_at_once_one_account_comes_of_it(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"sub": "one", "key": "P-1"}
    first, second = Client(), Client()
    codes = [lying.code_for(off(school, browser)) for browser in (first, second)]
    for browser, (code, state) in zip((first, second), codes, strict=True):
        assert is_in(back(school, browser, code=code, state=state).client, cast.kari)
    assert Identity.objects.count() == 1


def test_who_is_in_the_trash_is_unknown_until_restored(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-1"}
    browser = come(school, lying).client
    trash.trash(OFFICE, cast.kari, reach=WHOLE_SITE)
    assert browser.get("/children/").status_code == 302
    assert unknown(come(school, lying))
    cast.kari.refresh_from_db()
    restore.restore(OFFICE, cast.kari)
    assert is_in(come(school, lying).client, cast.kari)


def test_a_merged_accounts_owner_is_told_and_does_not_slip_into_the_other(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    gone = person("kari.second", Profile.PARENT, cast.hillside, sync_key="P-11")
    connected(gone, cast.nora)
    lying.says = {"sub": "old", "key": "P-11"}
    assert is_in(come(school, lying).client, gone)
    merge = merged(cast.kari, gone)
    answer = come(school, lying)
    assert answer.status_code == 403
    assert "kari.berg" in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session
    lying.says = {"sub": "new", "key": "P-11"}
    assert unknown(come(school, lying))  # a merged key finds nobody
    unmerged(merge)
    lying.says = {"sub": "old"}
    assert is_in(come(school, lying).client, gone)


def test_starting_over_ends_accounts_there_and_sessions(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-1"}
    browser = come(school, lying).client
    assert browser.get("/children/").status_code == 200
    start_over.start_over(OFFICE, cast.kari, reason="a stolen phone", reach=WHOLE_SITE)
    assert browser.get("/children/").status_code == 302
    assert not Identity.objects.exists()


def test_k38_who_does_not_reach_all_gives_nobody_a_key_that_opens(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    """Jonas has a child at the other school, too."""
    hillside = below([cast.hillside])
    with pytest.raises(RefusedByHand, match="release"):
        edit.edit(OFFICE, cast.jonas, {"sync_key": "mine"}, reach=hillside)
    edit.edit(OFFICE, cast.kari, {"sync_key": "P-1b"}, reach=hillside)
    providers.remove(OFFICE, school)
    edit.edit(OFFICE, cast.jonas, {"sync_key": "P-2b"}, reach=hillside)


def test_k38_an_office_removes_no_account_there_beyond_its_reach(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-2"}
    come(school, lying)
    henry = Actor(cast.henry.pk, "Henry", "")
    with pytest.raises(RefusedByHand, match="release"):
        remove_identity.remove(
            henry, Identity.objects.get(), reason="x", reach=below([cast.hillside])
        )
