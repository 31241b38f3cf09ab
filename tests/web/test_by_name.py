"""K14: a page names no office, child or organisation that lies out of the reader's reach."""

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.access.viewer import of_person
from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.decided_proposals import proposal
from kinkeeper.families.explain import explain
from kinkeeper.families.may_open_account import merging
from kinkeeper.families.models import Answer, Relationship
from kinkeeper.families.release import ask, release
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Membership, NewAddress, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.people.shown_names import ByName
from kinkeeper.registry.merge import merge
from tests.cast import Cast, connected, person
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
AWAY = "203.0.113.77"


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, AWAY)


def shown(browser: Client, *addresses: str) -> str:
    pages = [browser.get(address) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    return " ".join(page.content.decode() for page in pages)


@pytest.fixture
def shared(cast: Cast) -> Cast:
    """Kari and Nora are Lakeside's, too, and Lara did one and the other thing there."""
    for each in (cast.kari, cast.nora):
        Membership.objects.create(person=each, organisation=cast.lakeside)
    block(by(cast.lara), cast.jonas, cast.nora, reason="a court")
    proposal(
        by(cast.lara), Relationship.objects.get(parent=cast.kari, child=cast.nora),
        Answer.DECLINED, {"reason": "", "kind": "", "kind_text": "", "sources": ["import:1"]}, "no",
    )  # fmt: skip
    return cast


def test_k14_no_page_names_an_office_out_of_reach(shared: Cast, signed_in: As) -> None:
    cast = shared
    connect(by(cast.lara), cast.kari, cast.theo)
    relationship = Relationship.objects.get(parent=cast.jonas, child=cast.nora)
    twin = person("kari.twin", "parent", cast.hillside, cast.lakeside)
    made = merge(
        by(cast.lara), cast.kari, twin, reason="x", same_person="x", reach=reach_of(cast.admin)
    )
    pages = [
        "/staff/journal/",
        f"/staff/people/{cast.kari.pk}/",
        f"/staff/people/{cast.nora.pk}/",
        "/staff/relationships/?show=blocked",
        "/staff/inbox/decided/",
        f"/staff/relationships/blocked/{relationship.pk}/lift/",
        f"/staff/people/{cast.kari.pk}/unmerge/{made.gone_id}/",
    ]
    told = shown(signed_in(cast.henry), *pages)
    assert "another office" in told
    assert "Lara" not in told
    assert AWAY not in told
    told = shown(signed_in(cast.admin), *pages)
    assert told.count("Lara Office") >= len(pages)


def test_k14_the_own_office_and_system_administrators_are_named(cast: Cast) -> None:
    named = ByName(reach_of(cast.henry), cast.henry.pk)
    named.look([cast.henry.pk, cast.admin.pk, cast.maria.pk, cast.lara.pk, None])
    for one in (cast.henry, cast.admin, cast.maria):
        assert named(one.pk, one.full_name) == one.full_name
    assert named(None, "the command line") == "the command line"
    assert named(cast.lara.pk, "Lara") == "another office"


def test_k14_nor_does_an_explanation(shared: Cast) -> None:
    cast = shared
    henry, told = of_person(cast.henry, ""), explain(cast.jonas, cast.nora)
    assert "Lara" in told.because[0]
    assert "Lara" not in " ".join(explain(cast.jonas, cast.nora, henry.by_name).because)


def test_k14_nor_does_what_an_undo_leaves(cast: Cast, signed_in: As) -> None:
    file = "SyncID,First name,Last name,ChildID\nP-5,Ada,Moe,H-2\n"
    roster_import = imported(file, by=cast.henry)
    ada = Person.objects.get(sync_key="P-5")
    block(by(cast.lara), ada, cast.elias, reason="a court")
    told = shown(signed_in(cast.henry), f"/staff/imports/{roster_import.pk}/undo/")
    assert "was blocked by" in told
    assert "Lara" not in told


def test_k14_a_released_merge_names_nobody_beyond(cast: Cast, signed_in: As) -> None:
    twin = person("kari.twin", "parent", cast.hillside)
    connected(twin, cast.theo)
    Membership.objects.create(person=twin, organisation=cast.lakeside)
    act = merging(cast.kari.pk, twin.pk)
    asked = ask(by(cast.henry), reach_of(cast.henry), [cast.kari.pk, twin.pk], act)
    assert asked is not None
    release(by(cast.lara), asked, reach=reach_of(cast.lara))
    browser, address = signed_in(cast.henry), f"/staff/people/{cast.kari.pk}/merge/{twin.pk}/"
    told = shown(browser, address)
    assert "Someone outside your organisations" in told
    assert "what is outside your organisations" in told
    done = browser.post(address, {"reason": "one woman"}, follow=True).content.decode()
    told += done + shown(browser, "/staff/journal/", f"/staff/people/{cast.kari.pk}/")
    assert "Theo" not in told
    assert "Lakeside" not in told


def test_the_page_of_the_own_password_tells_of_an_address_that_waits(
    cast: Cast, signed_in: As
) -> None:
    browser = signed_in(cast.kari)
    assert "is waiting for you to confirm it" not in shown(browser, "/account/password/")
    NewAddress.objects.create(person=cast.kari, email="new@example.org", set_at=timezone.now())
    told = shown(browser, "/account/password/")
    assert "is waiting for you to confirm it" in told
    assert "new@example.org" in told
