"""K13: an organisation that an import made stays as soon as anything rests on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kinkeeper.intake.models import Import
from kinkeeper.intake.undo.empty_organisations import resting_on
from kinkeeper.intake.undo.undo_import import foresee
from kinkeeper.journal.actor import Actor
from kinkeeper.messaging.models import Conversation, Sending
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.sources.models import Source, SourceKind
from tests.cast import Cast
from tests.importing import imported, undone
from tests.meetings.offered import offered

pytestmark = pytest.mark.django_db
FILE = "SyncID,First name,Last name,Class\nX-1,Xen,Berg,1A\n"
KEYS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND confrelid = 'organisations_organisation'::regclass
"""


def offers(cast: Cast, place: Organisation) -> None:
    offered(cast.maria, place)


def has_written(_cast: Cast, place: Organisation) -> None:
    Sending.objects.create(place=place, subject="A walk", conversations=0)


def talks(cast: Cast, place: Organisation) -> None:
    Conversation.objects.create(child=cast.nora, parent=cast.kari, school=place, subject="Hello")


def is_fetched_for(_cast: Cast, place: Organisation) -> None:
    Source.objects.create(
        name="Nightly", kind=SourceKind.FOLDER, address="x", organisation=place, profile="pupil",
        every_minutes=60,
    )  # fmt: skip


@pytest.mark.parametrize("rests", [offers, has_written, talks, is_fetched_for])
def test_k13_a_class_with_which_somebody_has_done_something_stays(
    cast: Cast, rests: Callable[[Cast, Organisation], None]
) -> None:
    roster_import = imported(FILE, profile="pupil", organisation="Hillside")
    made = Organisation.objects.get(path__endswith="/1A")
    rests(cast, made)
    shown = foresee(roster_import, Actor(None, "x", "test"), WHOLE_SITE)
    assert shown.taken_back["people"]["removed"] == 1
    assert shown.taken_back["organisations"] == 0
    assert undone(roster_import).taken_back == shown.taken_back
    assert Organisation.objects.filter(pk=made.pk).exists()


def test_k13_every_foreign_key_to_an_organisation_is_asked(cast: Cast) -> None:
    queries: list[Any] = [rows.query for rows in resting_on(cast.class_5a, Import())]
    asked = {
        (each.model._meta.db_table, each.where.children[0].lhs.target.column) for each in queries
    }
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        there = cursor.fetchall()
    columns = {(table, text.partition("(")[2].partition(")")[0]) for table, text in there}
    assert ("meetings_offer", "organisation_id") in columns
    assert columns == asked
