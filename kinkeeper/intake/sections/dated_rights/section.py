"""What parents may see of children on which days, as a section of a plan of its own: without the
relationships, which other files bring."""

from collections import defaultdict

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections import premises
from kinkeeper.intake.sections.rights.premises import STATED
from kinkeeper.intake.sections.rights.section import RightsInDatabase
from kinkeeper.intake.sections.take_back import UndoContext
from kinkeeper.lib import db
from kinkeeper.roster.records.decide_pairs import Row, Standing, act
from kinkeeper.roster.records.pair_sections import DATED_RIGHTS
from kinkeeper.roster.vocabulary import RightsAct

# Where nobody had said anything, the school's default decided what is wider.
SILENT = """
SELECT planned.parent_id, planned.child_id, families_default_areas(planned.child_id),
    planned.areas::text[], coalesce(planned.starts_on::text, ''),
    coalesce(planned.ends_on::text, '')
FROM intake_plannedrights planned
WHERE planned.roster_import_id = %s AND planned.act = 'set' AND planned.seen = '{}'
"""
# No relationship and nobody goes with it.
NOTHING_GOES = """
DROP TABLE IF EXISTS undo_relationship, undo_person;
CREATE TEMP TABLE undo_relationship (id bigint, parent_id bigint, child_id bigint, verdict text)
    ON COMMIT DROP;
CREATE TEMP TABLE undo_person (person_id bigint, verdict text) ON COMMIT DROP
"""


class DatedRightsInDatabase(RightsInDatabase):
    core = DATED_RIGHTS

    def broken(self, roster_import: Import) -> str | None:
        false = premises.first_false(roster_import, {"rights": STATED})
        return false or ("default rights" if _widens_now(roster_import) else None)

    def judge(self, job: UndoContext) -> None:
        job.run(NOTHING_GOES)


def _widens_now(roster_import: Import) -> bool:
    said: dict[tuple[int, int], list[Row]] = defaultdict(list)
    defaults: dict[tuple[int, int], frozenset[str]] = {}
    for parent, child, default, areas, first, last in db.rows(SILENT, [roster_import.pk]):
        said[parent, child].append(Row(frozenset(areas), first, last))
        defaults[parent, child] = frozenset(default)
    return any(
        act(rows, Standing(default=defaults[pair])) != RightsAct.SET for pair, rows in said.items()
    )
