"""Commands and jobs say for whom they work, and write no line in another's name."""

from collections.abc import Iterator

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from kinkeeper.access import viewer
from kinkeeper.access.wall.roles import WORK
from kinkeeper.intake import jobs
from kinkeeper.intake.upload.receive import receive
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import deny, record
from kinkeeper.lib.works_for import works_for
from kinkeeper.readings.imports import place_for
from kinkeeper.roster.options import Options
from tests.cast import Cast

pytestmark = pytest.mark.django_db
REFUSED = (ProgrammingError, InternalError)


@pytest.fixture
def at_work(cast: Cast) -> Iterator[None]:
    """The connection is a command's or a worker's, which has not said anything yet: another test
    may have run a command in this very process."""
    before = connection.settings_dict["ROLE"]
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WORK}")
    connection.settings_dict["ROLE"] = "work"
    with works_for(None):
        yield
    connection.settings_dict["ROLE"] = before
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def henry(cast: Cast) -> Actor:
    return Actor(cast.henry.pk, cast.henry.full_name, "a test")


@pytest.mark.usefixtures("at_work")
def test_who_works_for_somebody_writes_in_that_name_alone(cast: Cast) -> None:
    with works_for(cast.henry.pk):
        record(henry(cast), "person.added", person_id=cast.kari.pk)
        for other in (Actor(cast.lara.pk, "Lara", "a test"), Actor(None, "command line", "")):
            for write in (record, deny):
                with pytest.raises(REFUSED, match="name of another"), transaction.atomic():
                    write(other, "person.added", person_id=cast.kari.pk)
    lines = Entry.objects.filter(action="person.added").values_list("actor_id", flat=True)
    assert list(lines) == [cast.henry.pk]


@pytest.mark.usefixtures("at_work")
def test_who_has_not_said_so_works_for_nobody_in_particular(cast: Cast) -> None:
    record(Actor(None, "command line", ""), "person.added", person_id=cast.kari.pk)
    with pytest.raises(REFUSED, match="name of another"), transaction.atomic():
        record(henry(cast), "person.added", person_id=cast.kari.pk)


@pytest.mark.usefixtures("at_work")
def test_a_line_that_goes_round_the_journal_is_refused() -> None:
    with pytest.raises(REFUSED, match="name of another"), transaction.atomic():
        Entry.objects.create(actor_id=None, actor_name="", origin="", action="person.added")


@pytest.mark.django_db(transaction=True)
def test_a_job_works_for_who_asked(at_work: None, cast: Cast) -> None:
    who = viewer.of_command_line(cast.henry)
    with works_for(cast.henry.pk):
        made = receive(
            who.actor, reach=who.reach, person=cast.henry,
            files=[("p.csv", b"SyncID,First name,Last name,ChildID\nV-1,Vera,Moe,H-1\n")],
            place=place_for(who, "Hillside"), options=Options(profile="parent"),
        )  # fmt: skip
    jobs.prepare_import(made.pk, who.actor.as_argument())
    jobs.apply_import(made.pk, who.actor.as_argument())
    made.refresh_from_db()
    assert made.state == "applied"
    lines = Entry.objects.filter(import_id=made.pk).values_list("action", "actor_id")
    assert set(lines) >= {
        ("import.planned", cast.henry.pk),
        ("import.applied", cast.henry.pk),
    }
