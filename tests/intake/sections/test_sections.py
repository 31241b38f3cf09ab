"""A section that nobody but this test knows is decided, counted, shown, applied and taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test import Client

from kinkeeper.access import viewer
from kinkeeper.cli.import_summary import told
from kinkeeper.intake import retention, stored_plan
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.copy_frames import copy_in
from kinkeeper.intake.models import Import
from kinkeeper.intake.sections import subjects
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.intake.undo.undo_import import foresee
from kinkeeper.intake.upload.discard import discard
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.roster.plan.people_section import PEOPLE
from kinkeeper.roster.plan.section import Case, Decided, Decisions
from kinkeeper.roster.vocabulary import About
from kinkeeper.sources.models import Source, TrustedAct
from kinkeeper.sources.trust import OTHER, objections
from tests.cast import Cast
from tests.importing import planned, undone

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "SyncID,First name,Last name,ChildID\n"
FILE = HEAD + "P-5,Ada,Lie,H-1\nP-6,Ida,Moe,H-2\n"
# A lunch is nobody's without the person: it is written after people, and goes before them.
TABLES = """
CREATE TABLE toy_plannedlunch (import_id bigint, number int, act text, person_id bigint);
CREATE TABLE toy_lunch (person_id bigint PRIMARY KEY REFERENCES people_person, source text)
"""
WRITE = """
INSERT INTO toy_lunch SELECT person_id, %(source)s FROM toy_plannedlunch
WHERE import_id = %(roster_import)s AND act = 'serve'
"""


def run(statement: str, *params: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def ask(query: str, *params: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


class Lunches:
    """The core's half: everybody who is new gets a lunch."""

    name = "lunches"
    counted = ("serve", "rejected")
    moving = ("serve",)

    def decide(self, case: Case, earlier: Decisions) -> Decided:
        new = earlier.of(PEOPLE).stage.frame.filter(pl.col("act") == "create")
        lines = new.select("number", "person_id", act=pl.lit("serve"))
        return Decided(lines=lines, counts={"serve": lines.height, "rejected": 0})


@dataclass
class LunchesInDatabase:
    """The database's half. `steps`: what it was asked for, in order."""

    steps: list[str]
    core = Lunches()
    rows_name = "lunch_rows"
    plan_tables = ("toy_plannedlunch",)
    site_tables = ("toy_lunch",)

    def store(self, roster_import: Import, decided: Decided) -> None:
        lines = decided.lines.with_columns(import_id=pl.lit(roster_import.pk))
        copy_in("toy_plannedlunch", lines.columns, lines)

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        return {"tables": 1}

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        query = "SELECT number, act, person_id FROM toy_plannedlunch WHERE import_id = %s LIMIT %s"
        found = ask(query, roster_import.pk, first)
        return [{"row": row, "act": act, "who": f"guest {who}"} for row, act, who in found]

    def clear(self, roster_import: Import) -> None:
        run("DELETE FROM toy_plannedlunch WHERE import_id = %s", roster_import.pk)

    def thin(self, roster_import: Import) -> None:
        self.clear(roster_import)

    def size(self, roster_import: Import) -> int:
        return len(self.rows(roster_import))

    def acts(self, roster_import: Import) -> set[str]:
        return {row["act"] for row in self.rows(roster_import)}

    def broken(self, roster_import: Import) -> str | None:
        return "lunches" if ask("SELECT FROM toy_lunch WHERE source = 'spoilt'") else None

    def write(self, work: ApplyContext) -> None:
        self.steps.append("write")
        work.run(WRITE)

    def ask(self, work: ApplyContext) -> None:
        self.steps.append("ask")

    def judge(self, job: UndoContext) -> None:
        self.steps.append("judge")

    def settle(self, job: UndoContext) -> None:
        self.steps.append("settle")

    def take_back(self, job: UndoContext) -> TakenBack:
        gone = job.run("DELETE FROM toy_lunch WHERE source = %(source)s")
        return TakenBack({"lunches": {"removed": gone}})


@pytest.fixture
def lunches(
    cast: Cast, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LunchesInDatabase]:
    run(TABLES)
    section = LunchesInDatabase([])
    known = subjects.SECTIONS[About.PEOPLE]
    monkeypatch.setattr(subjects, "SECTIONS", {About.PEOPLE: (*known, section)})
    yield section
    run("DROP TABLE toy_lunch, toy_plannedlunch")


def applied(roster_import: Import) -> Import:
    return apply(roster_import, viewer.of_command_line(None).actor)


def served() -> list[str]:
    found = ask("SELECT sync_key FROM toy_lunch JOIN people_person ON id = person_id ORDER BY 1")
    return [key for (key,) in found]


def test_it_is_decided_counted_and_stored(lunches: LunchesInDatabase) -> None:
    plan = planned(FILE)
    assert plan.counts["lunches"] == {"serve": 2, "rejected": 0, "tables": 1}
    document = stored_plan.summary(plan)
    assert document["lunches"]["serve"] == 2
    assert list(document)[5:9] == ["people", "relationships", "rights", "lunches"]
    assert "lunches: serve 2, rejected 0" in told(document, stored_plan.sections(plan))
    assert [row["row"] for row in stored_plan.rows(plan)["lunch_rows"]] == [2, 3]
    assert served() == []


def test_a_refused_file_counts_nothing_of_it(lunches: LunchesInDatabase) -> None:
    refused = planned(b"\x00\x01\x02")
    assert refused.state == "refused"
    assert stored_plan.summary(refused)["lunches"] == {"serve": 0, "rejected": 0}


def test_it_is_shown_with_the_others(lunches: LunchesInDatabase, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.admin)
    plan = planned(FILE)
    page = client.get(f"/staff/imports/{plan.pk}/").content.decode()
    assert "new people" in page
    assert "<b>2</b>lunches: serve" in page
    assert f"guest {plan.people.earliest('number').person_id}" in page
    applied(plan)
    taking = client.get(f"/staff/imports/{plan.pk}/undo/").content.decode()
    assert "lunches: removed 2" in taking
    undone(plan)
    assert "lunches: removed 2" in client.get(f"/staff/imports/{plan.pk}/").content.decode()


def test_k10_it_is_applied_in_the_one_transaction_and_taken_back(
    lunches: LunchesInDatabase,
) -> None:
    plan = applied(planned(FILE))
    assert served() == ["P-5", "P-6"]
    assert Entry.objects.get(action="import.applied").data["lunches"]["serve"] == 2
    again = planned(FILE)
    assert stored_plan.is_empty(again)
    who = viewer.of_command_line(None)
    assert foresee(plan, who.actor, who.reach).taken_back["lunches"] == {"removed": 2}
    assert served() == ["P-5", "P-6"]  # it was only foreseen
    lunches.steps.clear()
    assert undone(plan).taken_back["lunches"] == {"removed": 2}
    assert lunches.steps == ["judge", "settle"]
    assert served() == []
    assert not Person.objects.filter(sync_key="P-5").exists()


def test_k10_a_premise_of_it_stops_all(lunches: LunchesInDatabase, cast: Cast) -> None:
    plan = planned(FILE)
    run("INSERT INTO toy_lunch VALUES (%s, 'spoilt')", cast.kari.pk)
    with pytest.raises(Stale, match="lunches"):
        applied(plan)
    assert not Person.objects.filter(sync_key="P-5").exists()
    assert lunches.steps == []


def test_k11_what_fails_in_it_leaves_nothing_of_the_others(
    lunches: LunchesInDatabase, cast: Cast
) -> None:
    plan = planned(FILE)
    new = plan.people.earliest("number").person_id or 0
    run("ALTER TABLE toy_lunch ADD CHECK (person_id <> %s)", new)
    with pytest.raises(Stale):
        applied(plan)
    plan.refresh_from_db()
    assert (plan.state, served()) == ("planned", [])
    assert not Person.objects.filter(sync_key="P-6").exists()


def test_it_asks_last_and_is_written_once(lunches: LunchesInDatabase) -> None:
    applied(planned(FILE))
    assert lunches.steps == ["write", "ask"]


def test_a_source_is_not_trusted_with_it(lunches: LunchesInDatabase) -> None:
    source = Source(trusted=list(TrustedAct.values))
    assert objections(planned(FILE), source, None) == [OTHER]


def test_its_lines_go_with_the_plan(
    lunches: LunchesInDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(FILE)
    discard(viewer.of_command_line(None).actor, plan)
    assert lunches.rows(plan) == []
    old = applied(planned(FILE))
    monkeypatch.setattr(settings, "get", lambda _name: -1)
    retention.thin_old()
    assert lunches.rows(old) == []
