"""K17, LNK-01: what ends a relationship ends access in every channel, from the next request on.

Everything is under way before: a browser is signed in, an e-mail is queued, letters are ordered,
made and not fetched, a link is in the parent's hands. Then it ends, in each of the ways there are.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kinkeeper.cli.main import main
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.families.block import block
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import age_notices, mail_batch, pdf_batch
from kinkeeper.letters.models import Batch, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.organisations import own_settings
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.protect import protect
from kinkeeper.registry.trash import trash
from tests.access.obtained import rows
from tests.cast import Cast, connected, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
NEW = "green harbour seven ladders"
TWO = ("key:P-9", "key:L-9")
OFFICE = Actor(None, "the office", "a test")


def soon(*, days: int) -> date:
    """The birth date of who comes of age in so many days, or a little before."""
    day = today_at("Lakeside") + timedelta(days)
    return day.replace(year=day.year - 18, day=min(day.day, 28))


@dataclass
class UnderWay:
    """Vera, the mother of Mila alone, in every channel; `lara` is the office of their school, which
    made the letters and queued the e-mail among others'."""

    cast: Cast
    browser: Client
    letters: Batch
    ordered: Batch
    queued: Batch
    link: str

    @property
    def vera(self) -> Person:
        return Person.objects.get(pk=self.cast.stranger.pk)


@pytest.fixture
def under_way(cast: Cast) -> UnderWay:
    Person.objects.filter(pk=cast.mila.pk).update(birth_date=soon(days=25))
    own_settings.change(OFFICE, cast.lakeside, "office", "Lakeside 3000")
    lara = Actor(cast.lara.pk, cast.lara.full_name, "a test")
    many = [cast.stranger, *_others(cast)]
    made, ordered, queued = (
        order(lara, many, form) for form in (Form.PAGES, Form.LIST, Form.EMAIL)
    )
    pdf_batch.produce(made.pk, lara)
    [issued] = issue_many(OFFICE, [cast.stranger.pk], Channel.EMAIL)
    browser = Client()
    browser.force_login(cast.stranger)
    Person.objects.filter(pk=cast.stranger.pk).update(last_login=None)
    made.refresh_from_db()
    return UnderWay(cast, browser, made, ordered, queued, issued.token)


def _others(cast: Cast) -> list[Person]:
    """Two more parents of the school; what ends for Vera changes nothing for them."""
    found = []
    for name in ("per.moe", "pia.moe"):
        one = person(name, Profile.PARENT, cast.lakeside, email=f"{name}@example.org")
        connected(one, cast.theo)
        found.append(one)
    return found


def parted(now: UnderWay) -> None:
    disconnect(OFFICE, now.vera, now.cast.mila, reason="moved out", block=False)


def parted_for_good(now: UnderWay) -> None:
    disconnect(OFFICE, now.vera, now.cast.mila, reason="moved out")


def blocked(now: UnderWay) -> None:
    block(OFFICE, now.vera, now.cast.mila, reason="an order")


def over(now: UnderWay) -> None:
    yesterday = today_at("Lakeside") - timedelta(days=1)
    Relationship.objects.filter(parent=now.vera).update(ends_on=yesterday)


def of_age(now: UnderWay) -> None:
    Person.objects.filter(pk=now.cast.mila.pk).update(birth_date=soon(days=-40))


def child_gone(now: UnderWay) -> None:
    trash(OFFICE, now.cast.mila, reach=WHOLE_SITE)


WAYS = (parted, parted_for_good, blocked, over, of_age, child_gone)


def fetched(now: UnderWay) -> int:
    """By the office that had them made; how many bytes."""
    lara = Client()
    lara.force_login(now.cast.lara)
    answer = lara.get(reverse("staff:batch-letters", args=[now.letters.pk]))
    if answer.status_code != 200:
        assert answer.headers["Location"] == reverse("staff:batch", args=[now.letters.pk])
        page = lara.get(answer.headers["Location"]).text
        assert "must not be handed out any more" in page
        return 0
    return len(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # a stream


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    main([*words, "--as", "user:lara.office", "--json"])
    return json.loads(capsys.readouterr().out)


def mailed(now: UnderWay) -> set[str]:
    """Who got one of what was queued; the worker does its job now."""
    mail.outbox.clear()
    mail_batch.post(now.queued.pk, Actor(now.cast.lara.pk, "Lara", "a test"))
    return {each.to[0] for each in mail.outbox}


def test_k17_lnk_01_before_anything_ends_every_channel_is_open(
    under_way: UnderWay, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the other tests would show nothing."""
    now = under_way
    assert now.browser.get(reverse("parents:child", args=[now.cast.mila.pk])).status_code == 200
    assert "Mila" in now.browser.get("/children/").text
    assert "mila" in " ".join(rows(now.vera).values())
    assert fetched(now) > 0
    assert said(capsys, "explain", *TWO)["sees"] is True
    assert pdf_batch.produce(now.ordered.pk, OFFICE) == 3
    assert "vera@example.org" in mailed(now)
    assert now.browser.get(f"/activate/{now.link}/").status_code == 410  # the e-mail replaced it


@pytest.mark.parametrize("end", WAYS)
def test_k17_k18_lnk_01_what_ends_a_relationship_ends_every_channel(
    under_way: UnderWay, capsys: pytest.CaptureFixture[str], end: Callable[[UnderWay], None]
) -> None:
    now = under_way
    assert now.browser.get(reverse("parents:child", args=[now.cast.mila.pk])).status_code == 200
    assert Client().get(f"/activate/{now.link}/").status_code == 302
    begun = Client()  # stands before the form already
    begun.get(f"/activate/{now.link}/")
    end(now)
    # the open browser
    assert now.browser.get(reverse("parents:child", args=[now.cast.mila.pk])).status_code == 404
    home = now.browser.get("/children/").text
    for word in ("Mila Stranger", "Lakeside", "3000"):
        assert word not in home
    assert ("Mila" in home) == (end is of_age)  # who is told that she decides now
    assert "mila.stranger" not in " ".join(rows(now.vera).values())
    # what was made, ordered and queued before
    assert fetched(now) == 0
    assert not Entry.objects.filter(action="letters.fetched").exists()
    assert mailed(now) == {"per.moe@example.org", "pia.moe@example.org"}
    assert pdf_batch.produce(now.ordered.pk, OFFICE) == 2
    left = now.ordered.letters.get(person=now.vera)
    assert left.state == LetterState.LEFT_OUT
    mail.outbox.clear()
    Person.objects.filter(pk=now.vera.pk).update(last_login="2026-01-01T00:00Z")
    age_notices.post()
    assert "vera@example.org" not in {each.to[0] for each in mail.outbox}
    # the link in the parent's hands, opened and not
    assert Client().get(f"/activate/{now.link}/").status_code == 410
    assert begun.post("/activate/password/", {"password": NEW}).status_code == 410
    # the command line in somebody's name
    assert said(capsys, "explain", *TWO)["sees"] is False


def test_k16_k17_rights_that_are_withdrawn_close_what_was_made_before(
    under_way: UnderWay, capsys: pytest.CaptureFixture[str]
) -> None:
    """The account and the child's name stay the parent's; all else goes, and the letters that name
    the school are handed out no more."""
    now = under_way
    set_rights(OFFICE, now.vera, now.cast.mila, Given(()), reason="an order")
    assert now.browser.get(reverse("parents:child", args=[now.cast.mila.pk])).status_code == 404
    assert "Lakeside" not in now.browser.get("/children/").text
    assert fetched(now) == 0
    assert said(capsys, "rights", "show", *TWO)["areas"] == []
    mail.outbox.clear()
    mail_batch.post(now.queued.pk, Actor(now.cast.lara.pk, "Lara", "a test"))
    [hers] = [each for each in mail.outbox if each.to == ["vera@example.org"]]
    assert "3000" not in str(hers.body)


@pytest.mark.parametrize("who", ["mila", "stranger"])
def test_k17_k28_who_is_protected_is_in_nothing_that_was_made_before(
    under_way: UnderWay, capsys: pytest.CaptureFixture[str], who: str
) -> None:
    """A child or a parent: nobody but the named staff is shown them, from the next request on; the
    office that had the letters made is not among them."""
    now = under_way
    protected: Person = getattr(now.cast, who)
    lara = Client()
    lara.force_login(now.cast.lara)
    page = reverse("staff:person", args=[protected.pk])
    assert lara.get(page).status_code == 200
    protect(OFFICE, protected, reason="an order", reach=WHOLE_SITE, staff=[now.cast.henry])
    assert lara.get(page).status_code == 404
    assert protected.full_name not in lara.get("/staff/people/").text
    assert fetched(now) == 0
    assert mailed(now) == {"per.moe@example.org", "pia.moe@example.org"}
    assert pdf_batch.produce(now.ordered.pk, OFFICE) == 2
    assert "error" in said(capsys, "people", "show", f"key:{protected.sync_key}")
    # the family goes on
    assert now.browser.get(reverse("parents:child", args=[now.cast.mila.pk])).status_code == 200
    assert Client().get(f"/activate/{now.link}/").status_code == 302


def test_k28_a_protected_person_at_the_end_of_many_is_not_alone(
    cast: Cast, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many are looked at piece by piece, and made piece by piece; the last piece may hold one."""
    many = [cast.kari, cast.jonas, cast.stranger]
    monkeypatch.setattr("kinkeeper.people.chunks.PIECE", 2)
    monkeypatch.setattr("kinkeeper.letters.typeset.PIECE", 2)
    early = order(office, many, Form.PAGES)
    protect(office, cast.stranger, reason="an order", reach=WHOLE_SITE)
    late = order(office, many, Form.EMAIL)
    assert late.letters.get(person=cast.stranger).code == "protected"
    assert pdf_batch.produce(early.pk, office) == 2
    assert early.letters.get(person=cast.stranger).state == LetterState.LEFT_OUT
