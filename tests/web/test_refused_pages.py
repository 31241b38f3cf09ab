"""R-070, ACC-01, ACC-07: who was refused a page, and which; nothing of what never was.

`tests/access/test_matrix.py` walks through all pages for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinkeeper.access.viewer import of_command_line
from kinkeeper.credentials.throttle import Throttle
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.readings import journal
from kinkeeper.readings.journal_words import tell
from kinkeeper.registry.protect import protect
from kinkeeper.web import refused_pages
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages' tests

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
NOWHERE = 987_654_321


def denied() -> list[tuple[str, int | None, object, object]]:
    lines = Entry.objects.filter(outcome=Outcome.DENIED).order_by("pk")
    return [
        (line.action, line.person_id, line.data.get("page"), line.data.get("numbers"))
        for line in lines
    ]


def test_r_070_acc_01_acc_07_one_line_says_which_page_and_which_number(
    cast: Cast, signed_in: As
) -> None:
    henry, kari = signed_in(cast.henry), signed_in(cast.kari)
    mila, elias = cast.mila.pk, cast.elias.pk
    for client, address in (
        (henry, f"/staff/people/{mila}/edit/"),
        (henry, "/staff/settings/"),  # by role
        (henry, f"/staff/people/{elias}/view-as/"),  # a bare 404
        (henry, f"/staff/people/{elias}/remove/{mila}/"),
        (kari, f"/children/{mila}/who-looked/"),
        (kari, f"/staff/people/{elias}/"),
    ):
        assert client.get(address).status_code == 404
    assert denied() == [
        ("person.change", mila, "staff:person-edit", [str(mila)]),
        ("page.refused", None, "staff:settings", []),
        ("page.shut", None, "staff:person-view-as", [str(elias)]),
        ("relationship.change", mila, "staff:person-remove", [str(elias), str(mila)]),
        ("child.view", None, "parents:who-looked", [str(mila)]),
        ("page.refused", None, "staff:person", [str(elias)]),
    ]
    said = [each.what for each in tell(of_command_line(), [*Entry.objects.all()])]
    assert f"was refused a page that others may open: viewing as a parent {elias}" in said
    # what Henry reads of his own people does not tell him that there is somebody else
    read = journal.find(of_command_line(cast.henry), journal.Wanted(denied=True))
    assert {line.actor_id for line in read} <= {cast.kari.pk}


@pytest.mark.parametrize("number", [NOWHERE, 2**63, 10**40])
def test_r_070_what_never_was_and_what_somebody_types_leaves_no_line(
    cast: Cast, signed_in: As, number: int
) -> None:
    henry, kari = signed_in(cast.henry), signed_in(cast.kari)
    for client, address in (
        (henry, f"/staff/people/{number}/"),
        (henry, f"/staff/people/{cast.elias.pk}/remove/{number}/"),
        (henry, f"/staff/people/{cast.elias.pk}/merge/{number}/"),
        (henry, f"/staff/no-such-page/{number}/"),
        (kari, f"/children/{number}/"),
        (kari, "/children/' OR 1=1/"),
        (kari, f"/children/{cast.nora.pk}/no-such-block/"),
    ):
        assert client.get(address).status_code == 404
    assert denied() == []


@contextmanager
def statements() -> Iterator[list[str]]:
    """Those that the block sent, without what they hold."""
    told: list[str] = []
    with CaptureQueriesContext(connection) as caught:
        yield told
    told += [each["sql"].split(" ")[0] for each in caught]


def test_acc_01_a_refusal_does_as_much_as_an_answer_to_what_never_was(
    cast: Cast, signed_in: As
) -> None:
    """A line is written either way, and of what never was it is taken back."""
    henry, found = signed_in(cast.henry), []
    for number in (cast.mila.pk, NOWHERE):
        with statements() as sent:
            assert henry.get(f"/staff/people/{number}/").status_code == 404
        found.append([each for each in sent if each not in {"ROLLBACK", "RELEASE"}])
    assert found[0] == found[1]
    assert "INSERT" in found[0]
    assert len(denied()) == 1


def test_r_070_who_tries_without_end_fills_no_journal(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What never was does not use up the lines of a minute."""
    monkeypatch.setattr(refused_pages, "LINES", Throttle("refused-page", 2, 60))
    kari = signed_in(cast.kari)
    for number in (NOWHERE, NOWHERE, NOWHERE, *[cast.mila.pk] * 4):
        assert kari.get(f"/children/{number}/").status_code == 404
    assert len(denied()) == 2


def test_aud_04_other_tries_do_not_drown_those_at_a_protected_pupil(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch, office: Actor
) -> None:
    monkeypatch.setattr(refused_pages, "LINES", Throttle("refused-page", 1, 60))
    protect(office, cast.nora, reason="an order", reach=WHOLE_SITE, staff=[cast.admin])
    henry = signed_in(cast.henry)
    for number in (cast.mila.pk, cast.mila.pk, cast.nora.pk, cast.nora.pk):
        assert henry.get(f"/staff/people/{number}/").status_code == 404
    assert Entry.objects.filter(action="protection.tried", person_id=cast.nora.pk).count() == 1
