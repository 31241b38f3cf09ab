"""Consents that files bring, as a section of a plan (K18)."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from kinkeeper.intake.copy_frames import array, integers
from kinkeeper.intake.models import Import, PlannedConsent
from kinkeeper.intake.sections import plan_lines, premises
from kinkeeper.intake.sections.apply_context import ApplyContext, Stale
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.intake.series import IS_ALIKE
from kinkeeper.lib import db
from kinkeeper.roster.plan.section import Decided
from kinkeeper.roster.records.pair_sections import CONSENTS

SAID = """
SELECT count(*) FROM intake_plannedconsent planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.seen <> ARRAY(
    SELECT said.id FROM families_consent said
    WHERE (said.parent_id, said.pupil_id) = (planned.parent_id, planned.pupil_id) ORDER BY said.id)
"""
OF_IMPORT = "planned.roster_import_id = %(roster_import)s AND planned.act = 'set'"
END = f"""
WITH ended AS (
    UPDATE families_consent said SET withdrawn_at = now()
    FROM intake_plannedconsent planned
    WHERE {OF_IMPORT} AND said.withdrawn_at IS NULL
      AND (said.parent_id, said.pupil_id) = (planned.parent_id, planned.pupil_id)
    RETURNING said.id, planned.number)
UPDATE intake_plannedconsent planned SET ended = ended.id FROM ended
WHERE planned.roster_import_id = %(roster_import)s AND planned.number = ended.number
"""  # noqa: S608  # made of constants
MAKE = f"""
INSERT INTO families_consent (parent_id, pupil_id, areas, source, starts_on, ends_on)
SELECT planned.parent_id, planned.pupil_id, planned.areas, %(source)s, planned.starts_on,
    planned.ends_on
FROM intake_plannedconsent planned WHERE {OF_IMPORT} ORDER BY planned.number
"""  # noqa: S608  # as above
# What a later file of the series says again is that file's from now on.
NAMED = f"""
UPDATE families_consent said SET source = 'import:' || later.id
FROM (
    SELECT next.parent_id, next.pupil_id, min(import.id) AS id
    FROM intake_plannedconsent next
    JOIN intake_import import ON import.id = next.roster_import_id
        AND import.state = 'applied' AND {IS_ALIKE}
    WHERE next.roster_import_id > %(roster_import)s AND next.act = 'existing'
    GROUP BY next.parent_id, next.pupil_id) AS later
WHERE said.source = %(source)s AND said.withdrawn_at IS NULL
  AND (said.parent_id, said.pupil_id) = (later.parent_id, later.pupil_id)
"""  # noqa: S608  # as above
# A consent only lets see: without it nothing more is seen. The one before comes back where nobody
# has said anything since.
GO = (
    "DELETE FROM families_consent said WHERE said.source = %(source)s AND said.withdrawn_at IS NULL"
)
BACK = f"""
UPDATE families_consent said SET withdrawn_at = NULL
FROM intake_plannedconsent planned
WHERE {OF_IMPORT} AND said.id = planned.ended AND said.source <> '' AND NOT EXISTS (
    SELECT FROM families_consent other
    WHERE (other.parent_id, other.pupil_id) = (said.parent_id, said.pupil_id)
      AND (other.withdrawn_at IS NULL OR other.source = ''))
"""  # noqa: S608  # as above


class ConsentsInDatabase:
    core = CONSENTS
    rows_name = "consent_rows"
    plan_tables = ("intake_plannedconsent",)
    site_tables = ("families_consent",)

    def store(self, roster_import: Import, decided: Decided) -> None:
        lines = plan_lines.numbered(decided.lines)
        plan_lines.store(roster_import, PlannedConsent, lines, _shape, {})

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        return {}

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        planned = PlannedConsent.objects.filter(roster_import=roster_import).order_by("number")
        return [
            {
                "row": each.row and roster_import.lines.line(each.row),
                "act": each.act,
                "areas": each.areas,
                "from": each.starts_on and each.starts_on.isoformat(),
                "until": each.ends_on and each.ends_on.isoformat(),
            }
            for each in planned[:first]
        ]

    def clear(self, roster_import: Import) -> None:
        plan_lines.clear(roster_import, PlannedConsent)

    def thin(self, roster_import: Import) -> None:
        self.clear(roster_import)

    def size(self, roster_import: Import) -> int:
        return PlannedConsent.objects.filter(roster_import=roster_import).count()

    def acts(self, roster_import: Import) -> set[str]:
        return plan_lines.acts(roster_import, PlannedConsent)

    def broken(self, roster_import: Import) -> str | None:
        return premises.first_false(roster_import, {"consents": SAID})

    def write(self, work: ApplyContext) -> None:
        work.run(END)
        planned = PlannedConsent.objects.filter(roster_import=work.roster_import, act="set")
        if work.run(MAKE) != planned.count():
            raise Stale("consents")

    def ask(self, work: ApplyContext) -> None:
        """Nothing is left to decide: the pupil can withdraw it."""

    def judge(self, job: UndoContext) -> None:
        """Whatever the pupil has decided since is the pupil's own."""

    def settle(self, job: UndoContext) -> None:
        """It rests on nothing else."""

    def take_back(self, job: UndoContext) -> TakenBack:
        job.run(NAMED)
        removed = db.run(GO, job.params)
        restored = db.run(BACK, job.params)
        return TakenBack({"consents": {"removed": removed, "restored": restored}})


def _shape(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(areas=array(pl.col("areas")), seen=integers(pl.col("seen")))
