"""The tables in which a file's keys meet the site: whoever has them can read them, as long as they
are there."""

import polars as pl
import pytest
from django.db import connection, transaction

from kinkeeper.intake.directory.staged_tables import Dropped, staged_tables
from kinkeeper.intake.series import Series
from kinkeeper.organisations.reach import of_roots
from tests.cast import person

pytestmark = pytest.mark.django_db
COUNT, SCHEMA = "SELECT count(*) FROM met", {"n": pl.Int64}


def keys(*said: str) -> pl.DataFrame:
    return pl.DataFrame([("sync-key", each) for each in said], ["kind", "value"], orient="row")


def test_they_are_filled_when_they_come_and_gone_when_they_are_left() -> None:
    here = person("cleo.berg", "pupil", sync_key="C1")
    with transaction.atomic():
        with staged_tables(keys("C1", "C2"), of_roots(None), Series(None, "parent")) as tables:
            met = tables.frame("SELECT id FROM met", {"id": pl.Int64})
            assert met["id"].to_list() == [here.pk]
            assert tables.holds("SELECT EXISTS (SELECT FROM staged WHERE value = %s)", ["C2"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('met'), to_regclass('closed')")
            assert cursor.fetchone() == (None, None)


def test_what_outlives_them_says_so() -> None:
    with (
        transaction.atomic(),
        staged_tables(keys(), of_roots(None), Series(None, "parent")) as tables,
    ):
        pass
    with pytest.raises(Dropped):
        tables.frame(COUNT, SCHEMA)


def test_a_second_file_in_the_same_transaction_does_not_meet_the_first_ones_people() -> None:
    person("cleo.berg", "pupil", sync_key="C1")
    with transaction.atomic():
        with (
            pytest.raises(KeyError),
            staged_tables(keys("C1"), of_roots(None), Series(None, "parent")) as tables,
        ):
            raise KeyError  # it was left by an error, and nobody dropped them
        with staged_tables(keys("C9"), of_roots(None), Series(None, "parent")) as tables:
            assert tables.frame(COUNT, SCHEMA)["n"].to_list() == [0]
