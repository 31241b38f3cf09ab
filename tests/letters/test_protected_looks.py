"""R-053: who else is named for a protected pupil is told of each look."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from kinkeeper.credentials.models import SignInNotice
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.letters import alerts, jobs, protected_looks
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Reason, Why
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.protect import protect
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_addresses(cast: Cast) -> None:
    for each in (cast.admin, cast.henry, cast.lara, cast.maria):
        each.email = f"{each.username}@example.org"
        each.save()


def mark(office: Actor, who: Person, *staff: Person) -> None:
    protect(office, who, reason="an order of 3 May", reach=WHOLE_SITE, staff=staff)


def told() -> set[str]:
    """Who was; the mail says neither who nor whom."""
    mail.outbox.clear()
    assert protected_looks.post() == len(mail.outbox)
    for each in mail.outbox:
        assert "protected identity" in each.body
        assert "opened a person" not in each.body
        assert not [name for name in ("Nora", "Maria", "Hillside") if
                    name in each.body.replace("Dear Maria", "")]  # fmt: skip
    return {each.to[0] for each in mail.outbox}


def test_r_053_k28_who_else_is_named_is_told_once_a_day_of_each_look_at_a_protected_pupil(
    cast: Cast, office: Actor, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = signed_in(cast.maria), reverse("staff:person", args=[cast.nora.pk])
    client.get(page)  # before the mark
    mark(office, cast.nora, cast.henry, cast.maria)
    assert told() == set()
    client.get(page)
    assert told() == {"henry.office@example.org"}  # neither Anna nor who looked
    line = Entry.objects.get(action="protection.told")
    assert (line.person_id, line.child_id, line.data) == (
        cast.maria.pk, cast.nora.pk, {"sent": 1, "whom": "named"},
    )  # fmt: skip
    client.get(page)
    assert told() == set()
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert told() == {"henry.office@example.org"}  # of the look that was not told yet
    assert told() == set()


def test_r_053_a_list_with_the_pupil_in_it_is_a_look(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    signed_in(cast.henry).get(reverse("staff:people") + "?profile=pupil")
    [line] = Entry.objects.filter(action="child.viewed", children__contains=[cast.nora.pk])
    assert line.child_id is None
    assert told() == {"maria.ortega@example.org"}


def test_r_053_where_no_one_else_is_named_the_owner_of_the_account_is_told(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    mark(office, cast.nora, cast.maria)
    signed_in(cast.maria).get(reverse("staff:person", args=[cast.nora.pk]))
    signed_in(cast.henry).get(reverse("staff:person", args=[cast.elias.pk]))  # no one protected
    assert told() == set()
    notice = SignInNotice.objects.get()
    assert (notice.person, notice.what) == (cast.maria, "protected-opened")


def test_k28_the_line_of_it_is_only_for_who_is_named(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    signed_in(cast.maria).get(reverse("staff:person", args=[cast.nora.pk]))
    told()
    page = reverse("staff:journal")
    line = "that Maria Ortega looked at the page of Nora Berg"
    assert line in signed_in(cast.henry).get(page).text
    assert line not in signed_in(cast.admin).get(page).text


def test_r_053_what_no_server_takes_is_told_later(
    cast: Cast, office: Actor, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    signed_in(cast.maria).get(reverse("staff:person", args=[cast.nora.pk]))
    with monkeypatch.context() as away:
        away.setattr(protected_looks, "handed_over", lambda *_: Reason(Why.MAIL_NOT_TAKEN))
        with pytest.raises(alerts.NotNow):
            protected_looks.post()
    assert not Entry.objects.filter(action="protection.told").exists()
    mail.outbox.clear()
    jobs.post_alerts(0)
    assert [each.to for each in mail.outbox] == [["henry.office@example.org"]]


def test_r_053_a_look_of_which_no_mail_was_taken_stays_due_beside_one_that_was_told(
    cast: Cast, office: Actor, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    mark(office, cast.elias, cast.admin, cast.henry)
    signed_in(cast.maria).get(reverse("staff:person", args=[cast.nora.pk]))
    signed_in(cast.henry).get(reverse("staff:person", args=[cast.elias.pk]))
    with monkeypatch.context() as partly:
        partly.setattr(
            protected_looks,
            "handed_over",
            lambda server, each: (
                handed_over(server, each)
                if each.to == [cast.henry.email]
                else Reason(Why.MAIL_NOT_TAKEN)
            ),
        )
        assert told() == {cast.henry.email}
    assert told() == {cast.admin.email}


def test_r_053_k28_who_is_named_and_has_left_is_not_told(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    signed_in(cast.henry).get(reverse("staff:person", args=[cast.nora.pk]))
    cast.maria.memberships.all().delete()
    assert told() == set()
    assert SignInNotice.objects.get().person == cast.henry
    page = signed_in(cast.henry).get(reverse("staff:journal")).text
    assert "told the owner of the account by e-mail that" in page
    assert "the other named staff" not in page


def test_r_053_of_a_command_where_no_one_is_named_whoever_runs_the_site_is_told(
    cast: Cast, office: Actor
) -> None:
    mark(office, cast.nora)
    record(office, "child.viewed", child_id=cast.nora.pk)
    assert told() == {cast.admin.email}
    assert Entry.objects.get(action="protection.told").data == {"sent": 1, "whom": "site"}


def test_r_053_an_owner_who_has_no_address_is_not_journaled_as_told(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    mark(office, cast.nora, cast.maria)
    signed_in(cast.maria).get(reverse("staff:person", args=[cast.nora.pk]))
    Person.objects.filter(pk=cast.maria.pk).update(email="")
    assert told() == set()
    assert not Entry.objects.filter(action="protection.told").exists()
