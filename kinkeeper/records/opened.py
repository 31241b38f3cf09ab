"""What is open to a parent, or a pupil, at a moment: children, their schools and groups, and their
records."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from kinkeeper.lib import db
from kinkeeper.records.models import Assignment, DayOff
from kinkeeper.records.sourced import Sourced
from kinkeeper.records.visibility import Seen

# SQL: of events that are not over.
NOT_OVER = """CASE WHEN said.ends_on IS NULL THEN said.starts_on >= opened.today
    ELSE said.ends_on >= opened.today END"""
# A day so many days from the date at the school. PostgreSQL lets no sum look at a row before the
# row's policy did, and would ask the policy of each row of a year; a column's value may.
AHEAD = re.compile(r"\bopened\.today ([+-]) (\d+)")
OPENED = "records_opened(%(parent)s, %(moment)s, %(server)s)"
PLACES = """
    SELECT 'place', opened.child_id, to_jsonb(opened) || jsonb_build_object(
        'school', school.name, 'path', at.path, 'group', taught.title)
    FROM opened
    JOIN records_school school ON school.id = opened.school_id
    JOIN organisations_organisation at ON at.id = school.organisation_id
    JOIN records_group taught ON taught.id = opened.group_id
"""
DAYS_OFF = """
    SELECT DISTINCT ON (said.id) 'records_dayoff', 0::bigint, to_jsonb(said)
    FROM opened JOIN records_dayoff said ON said.school_id = opened.school_id
    WHERE said.starts_on <= opened.today + {days} AND said.ends_on >= opened.today
"""


@dataclass(frozen=True)
class Place:
    """A group of a child at a school that is open, and the date there. The days are those on which
    the child is in it, both included; None: since ever, for ever. `path` is the school's
    organisation."""

    child: int
    school_id: int
    school: str
    path: str
    group_id: int
    group: str
    starts_on: date | None
    ends_on: date | None
    today: date
    areas: frozenset[str]

    def on(self, day: date) -> bool:
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True)
class Found:
    """What was asked for, all at once. `records`: by table and child."""

    places: list[Place]
    days_off: list[DayOff]
    records: Mapping[str, Mapping[int, list[Any]]]

    def of[M: Sourced](self, model: type[M]) -> Mapping[int, list[M]]:
        """Child -> records."""
        return self.records.get(model._meta.db_table, {})

    @property
    def dates(self) -> dict[int, date]:
        """School -> the date there."""
        return {place.school_id: place.today for place in self.places}

    def without(self, schools: Collection[int]) -> "Found":
        """The same, but no record of these schools."""
        records = {
            table: {
                child: [record for record in some if record.school_id not in schools]
                for child, some in by_child.items()
            }
            for table, by_child in self.records.items()
        }
        return replace(self, records=records)

    def groups_on(self, days: Mapping[int, date]) -> set[tuple[int, int]]:
        """(child, group) of those in which the children are on the day of the school."""
        return {
            (each.child, each.group_id) for each in self.places if each.on(days[each.school_id])
        }


@dataclass(frozen=True)
class Asked:
    """The records of a parent's children, by internal IDs, as they are seen at a moment."""

    parent: int
    moment: datetime
    opened: ClassVar[str] = OPENED

    @property
    def params(self) -> dict[str, Any]:
        return {"parent": self.parent, "moment": self.moment, "server": settings.TIME_ZONE}

    def records(self, seen: Seen) -> dict[int, list[int]]:
        """Child -> the records of this table that are seen of the child."""
        found: dict[int, list[int]] = defaultdict(list)
        for child, record in db.rows(seen.pairs(self.opened, "%(moment)s"), self.params):
            found[child].append(record)
        return found

    def some(self, wanted: Mapping[Seen, str], days: int = 0, **more: object) -> Found:
        """Where the children are, the days without lessons from today on, as many `days` ahead, and
        of each kind what SQL narrows it to (`Seen.rows`; `more` are its parameters): one query."""
        return _found(db.rows(query_of(self.opened, wanted, days), self.params | more))

    def groups_today(self) -> set[tuple[int, int]]:
        """(child, group) of the groups in which the children are today."""
        query = f"""
            SELECT DISTINCT child_id, group_id FROM {self.opened}
            WHERE today BETWEEN starts_on AND ends_on
        """  # noqa: S608  # a constant
        return set(db.rows(query, self.params))

    def dates(self, schools: list[int]) -> dict[int, date]:
        """School -> the date there."""
        query = """
            SELECT school.id, records_local_date(school.organisation_id, %(moment)s, %(server)s)
            FROM records_school school WHERE school.id = ANY(%(schools)s)
        """
        return dict(db.rows(query, self.params | {"schools": schools}))


class AskedByPupil(Asked):
    """A pupil's own records: `parent` is the pupil."""

    opened = "records_opened_to_pupil(%(parent)s, %(moment)s, %(server)s)"


class AskedByPage(Asked):
    """The same of whoever asks for a page, now: as the wall itself knows it, so that it is found
    once for the reading and for the policies."""

    opened = "wall.opened()"

    def near(self, longest: timedelta) -> Found:
        """`some` of `records.near`, from the function of the wall that finds it at once; `longest`:
        how long ago anything new was published."""
        return _found(db.rows("SELECT * FROM wall.records_near(%s)", [longest]))


def query_of(opened: str, wanted: Mapping[Seen, str], days: int) -> str:
    """SQL of what `Asked.some` asks."""
    kinds = [seen.rows("opened", "%(moment)s", where) for seen, where in wanted.items()]
    parts = " UNION ALL ".join(f"({part})" for part in (PLACES, DAYS_OFF.format(days=days), *kinds))
    ahead = {_day_ahead(found): found[0] for found in AHEAD.finditer(parts)}
    days_ahead = "".join(f", {of} AS {name}" for name, of in ahead.items())
    return f"""
        WITH opened AS MATERIALIZED (SELECT *{days_ahead} FROM {opened} opened)
        {AHEAD.sub(lambda found: f"opened.{_day_ahead(found)}", parts)}
    """  # noqa: S608  # made of constants


def _found(rows: Iterable[tuple[str, int, str]]) -> Found:
    known = {each._meta.db_table: each for each in apps.get_app_config("records").get_models()}
    places: list[Place] = []
    records: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for table, child, text in rows:
        said = json.loads(text, parse_float=Decimal)  # points keep all their digits
        if table == "place":
            places.append(_place(child, said))
        else:
            record = _record(known[table], said)
            if "work" in said:
                record.assignment = _record(Assignment, said["work"])
            records[table][child].append(record)
    return Found(places, records.pop(DayOff._meta.db_table, {}).get(0, []), records)


def _day_ahead(found: re.Match[str]) -> str:
    """The name of its column."""
    return f"today_{'plus' if found[1] == '+' else 'minus'}_{found[2]}"


def _place(child: int, said: Mapping[str, Any]) -> Place:
    return Place(
        child,
        said["school_id"],
        said["school"],
        said["path"],
        said["group_id"],
        said["group"],
        _day(said["starts_on"]),
        _day(said["ends_on"]),
        date.fromisoformat(said["today"]),
        frozenset(said["areas"]),
    )


def _day(text: str) -> date | None:
    return None if text.endswith("infinity") else date.fromisoformat(text)


def _record(model: type[Model], said: Mapping[str, Any]) -> Any:
    fields = model._meta.concrete_fields
    return model(**{each.attname: each.to_python(said[str(each.column)]) for each in fields})
