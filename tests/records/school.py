"""An invented district of two schools with eight weeks of records, and what parents see of it."""

import csv
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from kinkeeper.access import viewer
from kinkeeper.cli.shown import as_document
from kinkeeper.families.consent_models import Consent
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.intake.models import Import
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation, OwnSetting, Setting
from kinkeeper.people.models import Person
from kinkeeper.readings import shown
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.vocabulary import About
from tests.importing import imported, planned

FOLDER = Path(__file__).parents[1] / "data" / "school"
BASE = ("schools", "terms", "classes", "enrolments", "attendance_codes", "timetable", "days_off")
THREE = ("timetable_changes", "events", "notices", "attendance", "attendance_correction")
WORK = ("assignments", "results", "remarks")


def file(stem: str) -> tuple[str, bytes]:
    return f"{stem}.csv", (FOLDER / f"{stem}.csv").read_bytes()


def scopes() -> tuple[str, bytes]:
    return "scopes.json", (FOLDER / "scopes.json").read_bytes()


def rows(stem: str) -> list[dict[str, str]]:
    with (FOLDER / f"{stem}.csv").open(newline="", encoding="utf-8") as read:
        return list(csv.DictReader(read))


@cache
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    return found


def people() -> None:
    """Pupils, teachers and parents, imported; rights as the office would set them."""
    imported(file("teachers"), profile="teacher", mapping={"School": "organisation"})
    imported(
        file("pupils"),
        profile="pupil",
        mapping={"School": "organisation", "Class": "class", "Birth date": "birth_date"},
    )
    imported(file("parents"), profile="parent", child_separator=";")
    by_key = dict(Person.objects.values_list("sync_key", "pk"))
    for row in rows("rights"):
        areas = [] if row["areas"] == "none" else row["areas"].split(";")
        parent, child = by_key[row["parent"]], by_key[row["child"]]
        RightsStatement.objects.create(
            parent_id=parent,
            child_id=child,
            of_parent=parent,
            of_child=child,
            source="manual",
            areas=areas,
            starts_on=row["from"] or None,
            ends_on=row["until"] or None,
        )
    Setting.objects.create(name="records_after_leaving", value=0)


def consents_on(day: date) -> None:
    """What pupils of age allow on this day, and nothing else."""
    Consent.objects.all().delete()
    by_key = dict(Person.objects.values_list("sync_key", "pk"))
    for row in rows("consents"):
        if row["from"] <= day.isoformat() <= (row["until"] or "9999"):
            Consent.objects.create(
                pupil_id=by_key[row["child"]],
                parent_id=by_key[row["parent"]],
                areas=row["areas"].split(";"),
            )


def moments() -> dict[str, datetime]:
    found: Mapping[str, str] = expected()["moments"]
    return {name: datetime.fromisoformat(text) for name, text in found.items()}


def plan(*files: str | tuple[str, bytes], **options: Any) -> Import:
    """The plan of these files of records, by their stems or as they are."""
    taken = [file(each) if isinstance(each, str) else each for each in files]
    return planned(*taken, profile="pupil", about=About.RECORDS, **options)


def records(*files: str | tuple[str, bytes], **options: Any) -> Import:
    """The same, applied; a guard would stop it."""
    taken = [file(each) if isinstance(each, str) else each for each in files]
    made = imported(*taken, profile="pupil", about=About.RECORDS, **options)
    assert made.state == "applied", made.refusal
    return made


def everything() -> Import:
    return records(*BASE, *THREE, *WORK, scopes())


def shown_at(parent: str, moment: datetime) -> dict[str, Any]:
    found = shown.of_parent(
        viewer.of_command_line(None), Person.objects.get(sync_key=parent), moment
    )
    return as_document(found)


def wanted(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the truth says."""
    return {"children": said["children"], "home": said["home"]}


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every record, with its internal ID and where it came from; and what schools set besides."""
    found = {kind.table: db.rows(f"SELECT * FROM {kind.table} ORDER BY id") for kind in KINDS}
    found["places"] = list(Organisation.objects.order_by("path").values_list("path", "kind"))
    found["zones"] = list(
        OwnSetting.objects.order_by("organisation_id").values_list("name", "value")
    )
    return found
