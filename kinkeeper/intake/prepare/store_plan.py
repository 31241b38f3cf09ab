"""Writes a plan into the database, section by section, as it will be shown and applied."""

from typing import Any

from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import FoundProblem, Import
from kinkeeper.intake.sections import plan_lines
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.plan.section import nothing

# How long what a row says may be in a problem.
PROBLEMS = {"value": 200, "column": 500}


def plan(roster_import: Import, made: Plan) -> dict[str, Any]:
    """Replaces whatever plan the import had; the counts with what the site adds to them."""
    clear(roster_import)
    counts = dict(made.counts)
    for section in sections_of(roster_import):
        section.store(roster_import, made.of(section.core))
    problems = plan_lines.numbered(made.problems)
    plan_lines.store(roster_import, FoundProblem, problems, plan_lines.as_it_is, PROBLEMS)
    for section in sections_of(roster_import):
        name = section.core.name
        counts[name] = counts[name] | section.counted(roster_import)
    return counts


def clear_parts(roster_import: Import) -> None:
    """The parts of a whole school's import, with their lines."""
    for part in Import.objects.filter(bundle=roster_import):
        clear(part)
        part.delete()


def clear(roster_import: Import) -> None:
    for section in sections_of(roster_import):
        section.clear(roster_import)
    plan_lines.clear(roster_import, FoundProblem)


def refusal(roster_import: Import, code: str, detail: dict[str, Any]) -> dict[str, Any]:
    """The problem of a file that was refused, and the counts of an import that plans nothing."""
    clear(roster_import)
    named_people.forget(roster_import)
    FoundProblem.objects.create(
        roster_import=roster_import, number=1, row=None, code=code, severity="error", detail=detail
    )
    return {
        "rows": 0,
        "blank_rows": 0,
        **nothing([section.core for section in sections_of(roster_import)]),
        "ignored_columns": [],
        "problem_counts": {code: 1},
    }
