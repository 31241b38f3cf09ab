"""Who imports may take the statistics of tables that are just being filled, and pages may not."""

import pytest
from django.db import ProgrammingError, connection, transaction

from kinkeeper.access.wall.roles import WORK
from kinkeeper.lib import db
from kinkeeper.people.models import Person
from tests.wall import as_web

pytestmark = pytest.mark.django_db
TAKEN = "SELECT wall.analyse(ARRAY['people_person'])"


def known() -> float:
    return float(db.value("SELECT reltuples FROM pg_class WHERE relname = 'people_person'"))


def test_commands_take_them_in_their_transaction() -> None:
    """An ANALYZE of its own would be passed over with a warning: the tables are not theirs."""
    Person.objects.bulk_create(
        Person(
            username=f"p{number}",
            username_folded=f"p{number}",
            profile="pupil",
            given_name="P",
            family_name="Q",
        )  # fmt: skip
        for number in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WORK}")
        cursor.execute("ANALYZE people_person")
        before = known()
        cursor.execute(TAKEN)
        cursor.execute("RESET ROLE")
    assert known() == Person.objects.count() != before


def test_pages_do_not() -> None:
    with as_web(), pytest.raises(ProgrammingError), transaction.atomic():
        db.run(TAKEN)
