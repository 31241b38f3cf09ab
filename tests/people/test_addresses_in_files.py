"""What a file says of an address is not proof of it (K39); nor what a merge brings along."""

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.apply_context import Stale
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.letters.models import Batch, LetterState
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import NewAddress, Person
from kinkeeper.registry import confirm_address
from tests.addressing import (
    FILE,
    FORMER,
    NEW,
    OFFICE,
    as_stored,
    confirmed,
    given,
    link,
    posted,
    signed_in,
)
from tests.cast import Cast
from tests.importing import imported, planned, undone
from tests.merging import merged, unmerged

pytestmark = pytest.mark.django_db


def test_k39_an_import_gives_an_address_to_confirm_and_leaves_the_former(kari: Person) -> None:
    roster_import = imported(FILE)
    assert (
        roster_import.counts["people"] | {"to_confirm": 1, "notices": 1}
        == roster_import.counts["people"]
    )
    assert as_stored(kari).email == FORMER
    assert as_stored(kari).stated_email == NEW


def test_k39_who_never_signed_in_gets_the_address_at_once(cast: Cast) -> None:
    roster_import = imported(FILE)
    assert "to_confirm" not in roster_import.counts["people"]
    assert as_stored(cast.kari).email == NEW
    assert not NewAddress.objects.exists()
    assert not Batch.objects.exists()


def test_k39_who_chose_a_password_before_parent_login_opened_has_been_in(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(way_in_at=timezone.now())
    imported(FILE)
    assert as_stored(cast.kari).email == FORMER


def test_k39_to_name_the_former_address_again_withdraws_the_new_one(kari: Person) -> None:
    imported(FILE)
    imported(FILE.replace(NEW, FORMER.upper()))
    assert not NewAddress.objects.exists()
    assert as_stored(kari).stated_email == FORMER.upper()
    assert posted() == []
    [letter] = Batch.objects.get().letters.all()
    assert letter.state == LetterState.LEFT_OUT


def test_k39_nothing_goes_out_for_whom_a_merge_or_the_trash_took(kari: Person, cast: Cast) -> None:
    given(kari)
    made = merged(cast.jonas, as_stored(kari))
    assert posted() == []
    assert as_stored(cast.jonas).email == "jonas@example.org"
    unmerged(made)
    assert as_stored(kari).stated_email == NEW


def test_k39_a_merge_gives_no_address_to_whom_has_signed_in(kari: Person, cast: Cast) -> None:
    Person.objects.filter(pk=kari.pk).update(email="")
    merged(as_stored(kari), cast.jonas)
    assert as_stored(kari).email == ""


def test_k39_an_undo_withdraws_the_address_that_waits(kari: Person) -> None:
    told = undone(imported(FILE))
    assert told.failed == []
    assert as_stored(kari).stated_email == FORMER
    assert not NewAddress.objects.exists()
    assert posted() == []


def test_k39_an_undo_gives_back_the_address_that_had_waited_without_a_link(kari: Person) -> None:
    imported(FILE)
    posted()
    token = link()
    undone(imported(FILE.replace(NEW, "newer@example.org")))
    assert as_stored(kari).stated_email == NEW
    assert confirmed(signed_in(kari), token) == 404
    assert {each.to[0] for each in posted()} <= {FORMER, NEW}


def test_k39_an_undo_never_sets_back_the_address_of_who_signed_in_since(cast: Cast) -> None:
    roster_import = imported(FILE)
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    told = undone(roster_import)
    assert as_stored(cast.kari).email == NEW
    [left] = told.failed
    assert left["field"] == "email"
    assert left["code"] == "owned"
    assert told.taken_back["people"]["restored"] == 0


def test_k9_the_same_file_again_is_an_empty_plan_while_the_address_waits(kari: Person) -> None:
    imported(FILE)
    again = planned(FILE)
    assert is_empty(again)
    assert "to_confirm" not in again.counts["people"]
    by_address = planned("FirstName;LastName;Email\nKari;Berg;new@example.org\n", match_on="email")
    assert is_empty(by_address)


def test_k10_a_first_sign_in_that_would_send_other_mails_makes_the_plan_stale(cast: Cast) -> None:
    roster_import = planned(FILE)
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    with pytest.raises(Stale):
        apply(roster_import, OFFICE)


@pytest.mark.parametrize("act", ["given", "confirmed", "withdrawn"])
def test_k10_a_plan_that_rests_on_another_address_is_stale(kari: Person, act: str) -> None:
    if act != "given":
        given(kari, "other@example.org")
        posted()
    # changed by hand, an address is left alone unless all is to be overwritten
    roster_import = planned(FILE, overwrite="all")
    assert roster_import.counts["people"]["update"] == 1
    if act == "given":
        given(as_stored(kari), "other@example.org")
    elif act == "confirmed":
        confirm_address.confirm(OFFICE, as_stored(kari), link())
    else:
        confirm_address.withdraw(OFFICE, as_stored(kari), reach=WHOLE_SITE)
    with pytest.raises(Stale):
        apply(roster_import, OFFICE)


@pytest.mark.django_db(transaction=True)
def test_the_plan_says_who_will_be_asked(kari: Person, cast: Cast) -> None:
    roster_import = planned(FILE)
    client = Client()
    client.force_login(cast.admin)
    page = client.get(f"/staff/imports/{roster_import.pk}/").content.decode()
    assert "will get a link to confirm the new address" in page
    assert "1 notice goes to the old address" in page
    apply(Import.objects.get(pk=roster_import.pk), OFFICE)
    assert (
        "gets a link to confirm"
        in client.get(f"/staff/imports/{roster_import.pk}/").content.decode()
    )
