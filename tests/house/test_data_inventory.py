"""docs/security/data.md has every table and every field, in exactly one class."""

import re
import runpy
from pathlib import Path

from django.apps import apps

from kinkeeper.credentials import sign_in_notices
from kinkeeper.notifications import post
from kinkeeper.sources import earlier_runs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/security/data.md"
CELLS = runpy.run_path(str(ROOT / "docs/make/cases.py"))["cells_of"]

# What the record of processing must say of the data of each app.
SAID_OF = {
    "access": ("sessions", "views as a parent"),
    "accounts": ("passkeys", "recovery codes", "identity provider"),
    "breaches": ("register of breaches",),
    "credentials": ("letters and codes",),
    "families": ("relationships", "blocks", "consents"),
    "feeds": ("calendar",),
    "from": ("absence", "answers to notices", "comments on learning plans"),
    "intake": ("the plan of an import", "the uploaded file"),
    "journal": ("the journal",),
    "letters": ("to whom one went",),
    "meetings": ("meetings",),
    "messaging": ("messages",),
    "notifications": ("push service",),
    "parent": ("arranged",),
    "people": ("synchronisation key", "protected identity", "erased"),
    "records": ("results", "attendance", "documents", "learning plans", "remarks"),
    "sources": ("sources",),
}
UNSAID = {"django", "procrastinate", "auth"}  # of the framework


def told() -> dict[str, list[str]]:
    """Table -> what for, how long, and the fields of the four classes."""
    lines = PAGE.read_text("utf-8").partition("## Every table")[2].splitlines()
    rows = [CELLS(line) for line in lines if line.startswith("| `")]
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0].strip("`"): row[1:3] + [each.strip("`") for each in row[3:]] for row in rows}


def test_r_078_every_field_has_a_class() -> None:
    """A new one is written into the row of its table; a new table gets a row of its own, and one
    that is gone loses it, as does a field."""
    there = {
        model._meta.db_table: {
            field.name for field in model._meta.get_fields() if getattr(field, "column", None)
        }
        for model in apps.get_models(include_auto_created=True)
    }
    written = {table: " ".join(row[2:]).split() for table, row in told().items()}
    assert written.keys() - there.keys() == set()
    assert [table for table, names in written.items() if len(set(names)) != len(names)] == []
    lacking = {table: names - set(written.get(table, ())) for table, names in there.items()}
    assert {table: names for table, names in lacking.items() if names} == {}
    gone = {table: set(names) - there[table] for table, names in written.items()}
    assert {table: names for table, names in gone.items() if names} == {}


def test_r_078_every_table_says_what_for_and_how_long() -> None:
    assert [table for table, row in told().items() if not row[0] or not row[1]] == []


def test_r_080_what_is_said_of_fixed_days_is_what_the_jobs_do() -> None:
    fixed = {
        "credentials_signinnotice": sign_in_notices.KEPT,
        "notifications_mail": post.KEPT,
        "notifications_told": post.KEPT,
        "sources_run": earlier_runs.KEPT,
    }
    said = {table: told()[table][1] for table in fixed}
    assert said == {table: f"{days.days} days" for table, days in fixed.items()}


def test_r_078_what_opens_something_is_secret() -> None:
    """By its name: a field that is called so holds what must never be shown."""
    named = re.compile(r"(?:^|_)(?:password|secret|hash|session_data)$|^sealed_")
    open_ones = [
        f"{table}.{name}"
        for table, row in told().items()
        for name in " ".join(row[3:]).split()
        if named.search(name) and name != "must_change_password"
    ]
    assert open_ones == []


def test_r_079_nothing_is_kept_of_health_faith_origin_or_national_numbers() -> None:
    """By its name. What a school needs of these it keeps elsewhere; nobody fills in here what there
    is no field for. (`national` alone would find a phone's international number.)"""
    sensitive = re.compile(
        r"national_?id|ssn|social_security|passport|health|medical|diagnos|allerg|disab|religio|"
        r"faith|ethnic|nationality|citizen|gender|income|free_meal|fingerprint|photo"
    )
    found = [
        f"{table}.{name}"
        for table, row in told().items()
        for name in " ".join(row[2:]).split()
        if sensitive.search(name)
    ]
    assert found == []


def test_r_086_the_record_of_processing_speaks_of_everything_that_is_kept_about_people() -> None:
    """Each app that keeps something protected or personal, by the words of the record for it."""
    record = (ROOT / "docs/security/processing-record.md").read_text("utf-8")
    apps_with_people = {
        table.partition("_")[0] for table, row in told().items() if row[3] or row[4]
    } - UNSAID
    assert apps_with_people - SAID_OF.keys() == set()
    lacking = {app: word for app, words in SAID_OF.items() for word in words if word not in record}
    assert lacking == {}


def test_r_086_the_template_of_the_impact_assessment_speaks_of_each_part_of_it() -> None:
    said = (ROOT / "docs/security/impact-assessment.md").read_text("utf-8")
    for word in ("messages", "meetings", "learning plans", "documents", "erased", "Article 35"):
        assert word in said, word
