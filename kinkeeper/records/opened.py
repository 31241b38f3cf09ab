"""What is open to a parent at a moment: children, their schools and groups, and their records."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from kinkeeper.lib import db
from kinkeeper.records.visibility import Seen

OPENED = "records_opened(%(parent)s, %(moment)s, %(server)s)"


@dataclass(frozen=True)
class Asked:
    """The records of a parent's children, by internal IDs, as they are seen at a moment."""

    parent: int
    moment: datetime

    @property
    def params(self) -> dict[str, Any]:
        return {"parent": self.parent, "moment": self.moment, "server": settings.TIME_ZONE}

    def records(self, seen: Seen) -> dict[int, list[int]]:
        """Child -> the records of this table that are seen of the child."""
        found: dict[int, list[int]] = defaultdict(list)
        for child, record in db.rows(seen.pairs(OPENED, "%(moment)s"), self.params):
            found[child].append(record)
        return found

    def groups_today(self) -> set[tuple[int, int]]:
        """(child, group) of the groups in which the children are today."""
        query = f"""
            SELECT DISTINCT child_id, group_id FROM {OPENED}
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
