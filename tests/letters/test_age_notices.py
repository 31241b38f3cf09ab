"""K18: pupil and parents are told before the day, each once and each alone."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.core import mail
from django.utils.html import strip_tags

from kinkeeper.families.block import block
from kinkeeper.families.consent import continue_after
from kinkeeper.families.majority import comes_of_age_on
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import age_notices
from kinkeeper.letters.models import AgeNotice
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.organisations import settings
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.protect import protect
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon(cast: Cast) -> date:
    """Nora comes of age within the days of the notice; both parents have signed in."""
    day = today_at("Hillside") + timedelta(days=20)
    while (day.month, day.day) == (2, 29):
        day += timedelta(days=1)
    birth = day.replace(year=day.year - 18)
    assert comes_of_age_on(birth, 18) == day
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=birth, email="nora@example.org")
    parents = Person.objects.filter(pk__in=[cast.kari.pk, cast.jonas.pk])
    parents.update(last_login="2026-01-01T00:00Z")
    return day


def told() -> dict[str, str]:
    """Address -> text; each mail is to one."""
    assert all(len(each.recipients()) == 1 for each in mail.outbox)
    assert len({each.to[0] for each in mail.outbox}) == len(mail.outbox)
    for each in mail.outbox:
        [(html, kind)] = each.alternatives  # type: ignore[union-attr]  # it has two forms
        assert kind == "text/html"
        shown = unescape(strip_tags("<body" + str(html).partition("<body")[2]))
        assert shown.split() == each.body.split()
    return {each.to[0]: f"{each.subject}\n{each.body}" for each in mail.outbox}


def test_k18_k19_pc_124_each_is_told_once_and_of_nobody_else(cast: Cast, soon: date) -> None:
    assert age_notices.post() == 3
    assert age_notices.post() == 0
    found = told()
    assert set(found) == {"kari@example.org", "jonas@example.org", "nora@example.org"}
    assert str(soon.year) in found["kari@example.org"]
    assert "Jonas" not in found["kari@example.org"]
    assert "Kari" not in found["jonas@example.org"]
    assert not {"Kari", "Jonas"} & set(found["nora@example.org"].split())
    assert "the law" not in found["nora@example.org"]
    assert "/sign-in/" in found["nora@example.org"]


def test_k18_a_parent_without_contact_details_is_not_told_the_day(
    cast: Cast, soon: date, office: Actor
) -> None:
    set_rights(office, cast.kari, cast.nora, Given({Area.ABSENCE}), reason="Order.")
    age_notices.post()
    text = told()["kari@example.org"]
    assert "comes of age soon" in text
    assert str(soon.year) not in text


def test_k18_k17_whom_it_does_not_concern_is_not_told(
    cast: Cast, soon: date, office: Actor
) -> None:
    block(office, cast.kari, cast.nora, reason="Order.")
    continue_after(office, cast.jonas, cast.nora, "guardianship", reason="Order.")
    age_notices.post()
    assert set(told()) == {"nora@example.org"}
    assert "where the law says that access continues" in told()["nora@example.org"]


def test_k18_an_address_nobody_has_used_is_not_told(cast: Cast, soon: date) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login=None)
    age_notices.post()
    assert "kari@example.org" not in told()


def test_k28_nobody_is_told_of_a_protected_pupil(cast: Cast, soon: date, office: Actor) -> None:
    protect(office, cast.kari, reason="Order.", reach=WHOLE_SITE)
    age_notices.post()
    assert set(told()) == {"jonas@example.org", "nora@example.org"}
    AgeNotice.objects.all().delete()
    mail.outbox.clear()
    protect(office, cast.nora, reason="Order.", reach=WHOLE_SITE)
    assert age_notices.post() == 0


def test_k18_the_setting_stops_it(cast: Cast, soon: date, office: Actor) -> None:
    settings.change(office, "age_notice_days", 0)
    assert age_notices.post() == 0


def test_k18_it_stops_between_two_mails(
    cast: Cast, soon: date, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*asked: object) -> object:
        settings.change(office, "age_notice_days", 0)
        return handed_over(*asked)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(age_notices, "handed_over", stops)
    assert age_notices.post() == 1


@pytest.mark.parametrize("sends", [False, True], ids=["before it left", "after it left"])
def test_k18_who_dies_at_the_mail_server_never_sends_twice(
    cast: Cast, soon: date, monkeypatch: pytest.MonkeyPatch, sends: bool
) -> None:
    def dies(*asked: object) -> object:
        if sends:
            handed_over(*asked)  # type: ignore[arg-type]  # as it was called
        raise KeyboardInterrupt

    monkeypatch.setattr(age_notices, "handed_over", dies)
    with pytest.raises(KeyboardInterrupt):
        age_notices.post()
    monkeypatch.setattr(age_notices, "handed_over", handed_over)
    age_notices.post()
    told()
    assert AgeNotice.objects.filter(sent_at=None).count() == 1
