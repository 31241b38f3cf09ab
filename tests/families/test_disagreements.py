"""Relationships that a hand and a file disagree on, sources that die half-way, and codes."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from kinkeeper.credentials.issue import Issued, issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import typed_codes
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.restore import restore
from kinkeeper.registry.trash import trash
from tests.cast import PASSWORD, Cast, connected, person
from tests.importing import codes as problems_of
from tests.importing import edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"


def issued(one: Person, channel: Channel = Channel.LETTER) -> Issued:
    return issue_many(Actor(None, "the office", "a test"), [one.pk], channel)[0]


def test_pc_060_pc_122_a_child_comes_back_with_the_parents_it_had(
    cast: Cast, office: Actor
) -> None:
    third = connected(cast.stranger, cast.nora)
    disconnect(office, cast.jonas, cast.nora, reason="court order")
    trash(office, cast.nora, reach=WHOLE_SITE)
    restore(office, Person.objects.get(pk=cast.nora.pk))
    active = Relationship.objects.filter(child=cast.nora, state=RelationshipState.ACTIVE)
    assert set(active.values_list("parent_id", flat=True)) == {cast.kari.pk, third.parent_id}


def test_pc_062_what_a_hand_connected_stays(cast: Cast, office: Actor) -> None:
    connect(office, cast.kari, cast.theo)
    imported(HEAD + "P-1,Kari,Berg,H-1\nP-1,Kari,Berg,H-2\n")
    assert ("P-1", "L-1") in edges()


def test_pc_063_a_block_holds_through_five_imports(cast: Cast, office: Actor) -> None:
    block(office, cast.stranger, cast.nora, reason="court order")
    for _night in range(5):
        roster_import = imported(HEAD + "P-9,Vera,Stranger,H-1\n")
        assert problems_of(roster_import) == {"held-back": 1}
        assert roster_import.counts["relationships"]["held_back"] == 1
    relationship = Relationship.objects.get(parent=cast.stranger, child=cast.nora)
    assert (relationship.state, relationship.reason) == (RelationshipState.BLOCKED, "court order")


def test_pc_103_imp_18_a_file_that_says_nothing_ends_nothing(cast: Cast) -> None:
    before = edges()
    imported("SyncID,First name,Last name\nP-1,Kari,Berg\n")
    imported(HEAD + "P-1,Kari,Berg,\n")
    assert edges() == before


def test_pc_076_an_import_that_names_somebody_again_finds_the_same(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    imported(HEAD + "P-2,Jonas,Lund,H-1\n")
    imported(HEAD + "P-1,Kari,Berg,H-1\n")
    kari = Person.objects.get(sync_key="P-1")
    assert (kari.pk, kari.username, kari.last_login is not None) == (
        cast.kari.pk,
        "kari.berg",
        True,
    )


def test_pc_137_two_hands_at_once_make_two_people_with_own_children(cast: Cast) -> None:
    first = planned(HEAD + "P-5,Ada,Lie,H-1\n")
    imported(HEAD + "P-6,Ida,Lie,L-1\n")
    imported(HEAD + "P-5,Ada,Lie,H-1\n")
    assert {("P-5", "H-1"), ("P-6", "L-1")} <= edges()
    assert Import.objects.get(pk=first.pk).state == "planned"


def test_imp_10_nothing_is_written_when_one_row_cannot_be(cast: Cast) -> None:
    """The database itself refuses the last row; the first seven hundred go with it."""
    rows = "".join(f"P-{n},Ada,Lie{n},H-1\n" for n in range(100, 800))
    roster_import = planned(HEAD + rows)
    person("late.comer", "parent", sync_key="P-799")
    before = edges()
    with pytest.raises(Stale):
        apply(roster_import, Actor(None, "the office", "a test"))
    assert edges() == before
    assert not Person.objects.filter(sync_key="P-100").exists()


def test_r_069_imp_13_markup_in_names_is_only_ever_text(cast: Cast) -> None:
    odd = "<img src=x onerror=alert(1)>{{7*7}}{% load x %}${7*7}"
    imported(HEAD + f"P-5,{odd},'); DROP TABLE people_person; --,H-1\n")
    client = Client()
    client.force_login(cast.admin)
    ada = Person.objects.get(sync_key="P-5")
    for address in ("/staff/people/", f"/staff/people/{ada.pk}/", "/staff/journal/"):
        page = client.get(address).content.decode()
        assert "<img src=x" not in page
        assert "{{7*7}}" in page or address == "/staff/journal/"


def test_crd_01_a_scanner_that_opens_and_submits_consumes_nothing(cast: Cast) -> None:
    token = issued(cast.kari, Channel.EMAIL).token
    robot = Client()
    robot.head(f"/activate/{token}/")
    robot.get(f"/activate/{token}/", follow=True)
    robot.post("/activate/password/", {})
    robot.post("/activate/password/", {"password": ""})
    parent = Client()
    parent.get(f"/activate/{token}/")
    assert parent.post("/activate/password/", {"password": PASSWORD}).status_code == 302
    assert Credential.objects.get().state == CredentialState.REDEEMED


def test_crd_02_a_used_code_says_nothing_about_anybody(cast: Cast, office: Actor) -> None:
    made = issued(cast.kari)
    Credential.objects.update(state=CredentialState.REDEEMED)
    for typed in (made.code or "", typed_codes.pretty(made.code or "").lower()):
        answer = Client().post("/activate/", {"code": typed}, follow=True)
        assert answer.status_code in {410, 422}
        for trace in (b"Kari", b"kari", b"Nora", b"example.org"):
            assert trace not in answer.content


@pytest.mark.parametrize("channel", list(Channel))
def test_crd_03_a_minute_late_is_late(cast: Cast, channel: Channel) -> None:
    made = issued(cast.kari, channel)
    Credential.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/activate/{made.token}/").status_code == 410


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("x7Kq!mP2vRw9&Z", False),  # 14 characters
        ("passwordpassword", False),
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("kari.berg kari.berg", False),
        ("quiet lantern over the lake", True),
        ("мама мыла раму вечером", True),
        ("🦊 fox 🦊 jumps 🦊 high", True),
        ("y" + "ab cd ef gh " * 10, True),
    ],
)
def test_crd_09_weak_is_refused_with_a_reason_and_long_is_welcome(
    cast: Cast, password: str, *, fine: bool
) -> None:
    if fine:
        validate_password(password, cast.kari)
        return
    with pytest.raises(ValidationError) as refused:
        validate_password(password, cast.kari)
    assert all(reason.endswith(".") for reason in refused.value.messages)


def test_crd_09_nothing_is_cut_off(cast: Cast) -> None:
    start = "ab cd ef gh " * 6
    cast.kari.set_password(start + "one")
    assert not cast.kari.check_password(start + "two")


def test_crd_13_only_the_newest_of_three_works(cast: Cast) -> None:
    first, _second, third = (issued(cast.kari, Channel.EMAIL) for _time in range(3))
    old = Client().get(f"/activate/{first.token}/")
    assert old.status_code == 410
    assert b"newer" in old.content
    assert Client().get(f"/activate/{third.token}/").status_code == 302


def test_crd_20_codes_follow_no_formula() -> None:
    drawn = [typed_codes.draw() for _time in range(10_000)]
    assert len(set(drawn)) == 10_000
    for place in range(11):  # the twelfth is the check character
        seen = Counter(code[place] for code in drawn)
        expected = 10_000 / len(typed_codes.ALPHABET)
        chi = sum((seen[char] - expected) ** 2 / expected for char in typed_codes.ALPHABET)
        assert chi < 4 * len(typed_codes.ALPHABET), place


def test_pc_089_a_newer_letter_says_so(cast: Cast) -> None:
    first = issued(cast.kari)
    issued(cast.kari)
    answer = Client().post("/activate/", {"code": first.code}, follow=True)
    assert b"newer" in answer.content


def test_pc_092_a_code_is_typed_as_people_type(cast: Cast) -> None:
    made = issued(cast.kari)
    pretty = typed_codes.pretty(made.code or "")
    assert not set("0O1Il") & set(pretty.replace("-", "")) or set(pretty) <= set(
        typed_codes.ALPHABET + "-"
    )
    for typed in (f"  {pretty.lower()} ", pretty.replace("-", "—"), pretty.replace("-", " ")):
        assert Client().post("/activate/", {"code": typed}).status_code == 302


def test_aud_03_a_line_is_a_line(cast: Cast) -> None:
    for odd in ("x\r\n\x1b[31mfake line", "my secret password\ttoo", "y" * 10_000):
        Client().post("/sign-in/", {"username": odd, "password": "my secret password"})
    lines = str(list(Entry.objects.values()))
    assert len(lines) < 2000
    assert not [trace for trace in ("\\r", "\\x1b", "fake", "secret", "yyy") if trace in lines]
