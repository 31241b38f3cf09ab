"""K20 to K22: random, stored hashed, used once, expiring, and void when issued anew."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.credentials import redeem
from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import Issued, issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.families.disconnect import disconnect
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.sentences import said
from kinkeeper.lib import typed_codes
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.trash import trash
from tests.cast import PASSWORD, Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


def issued(office: Actor, person: Person, channel: Channel = Channel.LETTER) -> Issued:
    return issue_many(office, [person.pk], channel)[0]


def test_k20_neither_code_nor_token_is_stored_or_journaled(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.kari)
    stored = Credential.objects.filter(pk=made.credential.pk).values().get()
    kept = str({name: bytes(v) if isinstance(v, memoryview) else v for name, v in stored.items()})
    kept += str(list(Entry.objects.values()))
    assert made.code is not None
    assert made.code not in kept
    assert made.code[4:] not in kept
    assert made.token not in kept


def test_k20_issuing_anew_voids_the_earlier_one(cast: Cast, office: Actor) -> None:
    """PC-102: there is never a second open one."""
    first, second = issued(office, cast.kari), issued(office, cast.kari)
    with pytest.raises(redeem.Replaced):
        redeem.by_code(office, first.code or "")
    with pytest.raises(redeem.Replaced):
        redeem.by_token(first.token)
    assert redeem.by_code(office, second.code or "").pk == second.credential.pk


def test_k22_opening_consumes_nothing(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.kari)
    for _time in range(5):
        assert redeem.by_token(made.token).state == CredentialState.ISSUED


def test_used_once(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.kari)
    person = redeem.redeem(office, made.credential.pk, PASSWORD)
    assert person.check_password(PASSWORD)
    with pytest.raises(redeem.Used):
        redeem.redeem(office, made.credential.pk, PASSWORD)
    with pytest.raises(redeem.Used):
        redeem.by_token(made.token)


def test_a_bad_password_consumes_nothing(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.kari)
    with pytest.raises(ValidationError):
        redeem.redeem(office, made.credential.pk, "short")
    assert redeem.by_code(office, made.code or "").state == CredentialState.ISSUED


@pytest.mark.parametrize(
    ("channel", "days"), [(Channel.LETTER, 21), (Channel.LIST, 7), (Channel.EMAIL, 1)]
)
def test_codes_expire_by_channel(cast: Cast, office: Actor, channel: Channel, days: int) -> None:
    made = issued(office, cast.kari, channel)
    lasts = made.credential.expires_at - timezone.now()
    assert timedelta(days=days, minutes=-1) < lasts <= timedelta(days=days)
    Credential.objects.update(expires_at=timezone.now())
    with pytest.raises(redeem.Expired):
        redeem.by_token(made.token)


def test_k17_who_has_no_child_any_more_cannot_use_the_code(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.stranger)
    disconnect(office, cast.stranger, cast.mila, reason="moved out")
    with pytest.raises(redeem.Unusable):
        redeem.by_token(made.token)


def test_who_is_in_the_trash_cannot_use_the_code(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.kari)
    trash(office, cast.kari, reach=WHOLE_SITE)
    with pytest.raises(redeem.Unusable):
        redeem.by_code(office, made.code or "")


def test_a_code_dies_of_ten_wrong_tries(cast: Cast, office: Actor) -> None:
    made = issued(office, cast.kari)
    start = (made.code or "")[:4]
    tries = 0
    while tries < 10:
        guess = start + typed_codes.draw()[4:]
        if not typed_codes.well_formed(guess) or guess == made.code:
            continue
        tries += 1
        with pytest.raises(redeem.Unknown):
            redeem.by_code(office, guess)
    with pytest.raises(redeem.Replaced):
        redeem.by_code(office, made.code or "")
    assert Entry.objects.filter(action="credential.guessed", outcome="denied").count() == 1


def test_k29_knowing_facts_proves_nothing(cast: Cast, office: Actor) -> None:
    issued(office, cast.kari)
    for fact in ("P-1", "H-1", "kari.berg", str(cast.kari.pk), "Kari Berg", ""):
        with pytest.raises(redeem.Unusable):
            redeem.by_code(office, fact)


def test_who_is_left_out_and_why(cast: Cast, office: Actor) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(last_login=timezone.now(), password="kept")
    disconnect(office, cast.stranger, cast.mila, reason="moved out")
    trash(office, cast.kari, reach=WHOLE_SITE)
    for one in (cast.jonas, cast.stranger, cast.kari):
        one.refresh_from_db()
    left = choose([cast.jonas, cast.stranger, cast.kari], by_email=False, reach=WHOLE_SITE)
    assert [each.code for each in left] == ["signed-in-already", "no-relationship", "not-active"]
    assert all(said(each.code) != each.code for each in left)


def test_r_064_k25_an_import_sends_and_issues_nothing(cast: Cast) -> None:
    imported("SyncID,First name,Last name,E-mail,ChildID\nP-60,Ada,Berg,a@example.org,H-1\n")
    assert not Credential.objects.exists()


@given(st.integers(0, 11), st.sampled_from(typed_codes.ALPHABET))
def test_a_slip_of_one_character_is_noticed_before_any_look_up(place: int, other: str) -> None:
    code = typed_codes.draw()
    wrong = code[:place] + other + code[place + 1 :]
    assert typed_codes.well_formed(wrong) == (wrong == code)


@pytest.mark.parametrize(
    "typed", ["{0}", " {0} ", "{0}".lower(), "{1}", "{1}".replace("-", "\u2013")]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    code = typed_codes.draw()
    assert typed_codes.tidy(typed.format(code, typed_codes.pretty(code))) == code
    assert typed_codes.tidy(code.lower().replace("0", "o").replace("1", "l")) == code


def test_two_hundred_codes_are_two_hundred() -> None:
    drawn = {typed_codes.draw() for _time in range(200)}
    assert len(drawn) == 200
    assert all(typed_codes.well_formed(code) for code in drawn)
