"""The stored plan as data for a page or for JSON; nothing is computed a second time."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from kinkeeper.intake.apply.second_person import ASKED
from kinkeeper.intake.locks import state_of
from kinkeeper.intake.models import About, FoundProblem, Import
from kinkeeper.intake.new_schools import other_reasons
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.intake.undo.leftover_sentences import worded
from kinkeeper.roster.plan import guard_sentences
from kinkeeper.roster.plan.section import Section, changes, nothing
from kinkeeper.roster.problems import sentence
from kinkeeper.roster.vocabulary import Profile

MOST = 1000
# Why nobody is connected, and what is all that the relationships of such a plan come to.
NOBODY = {
    "all-held-back": {"held_back"},
    "all-left-out": {"held_back", "rejected"},
    "all-wait": {"held_back", "rejected", "pending"},
}
UNSHOWN = ("described", ASKED)  # what only the plan itself is checked by
LEGACY = "legacy"  # the sentence of an earlier version, whose code nobody knows any more


def summary(roster_import: Import, *, problems: bool = True) -> dict[str, Any]:
    """The object that `import plan`, `show`, `apply` and `run` print."""
    found = problems_of(roster_import)[:MOST]
    return {
        "import": roster_import.pk,
        "state": state_of(roster_import),
        "replaced_by": roster_import.replaced_by_id,
        **_nothing(roster_import),
        **{name: each for name, each in roster_import.counts.items() if name not in UNSHOWN},
        **_guard(roster_import),
        **_undo(roster_import),
        "problems": [described(problem) for problem in found] if problems else [],
        "problem_counts": roster_import.counts.get("problem_counts", {}),
    }


def problems_of(roster_import: Import) -> QuerySet[FoundProblem]:
    """Of the import, or of all its parts."""
    if roster_import.about != About.EVERYTHING:
        return roster_import.problems.order_by("number")
    found = FoundProblem.objects.filter(
        Q(roster_import=roster_import) | Q(roster_import__bundle=roster_import)
    )
    return found.select_related("roster_import").order_by("roster_import_id", "number")


def _nothing(roster_import: Import) -> dict[str, Any]:
    """The counts of an import that has no plan yet."""
    counted = nothing(_sections(roster_import))
    return {"rows": 0, "blank_rows": 0, **counted, "ignored_columns": []}


def _sections(roster_import: Import) -> list[Section[Any]]:
    return [section.core for section in sections_of(roster_import)]


def sections(roster_import: Import) -> list[str]:
    """Under which names the plan counts, in their order."""
    return [section.name for section in _sections(roster_import)]


def counts(roster_import: Import) -> dict[str, dict[str, int]]:
    """Of each section of the plan, by its name."""
    mine = [each.name for each in _sections(roster_import)]
    return {name: roster_import.counts[name] for name in mine if name in roster_import.counts}


def rows(roster_import: Import) -> dict[str, list[dict[str, object]]]:
    """All lines of the plan, section by section, as `import show --rows` prints them."""
    imports = [roster_import]
    if roster_import.about == About.EVERYTHING:
        imports = list(roster_import.steps.order_by("pk"))
    found: dict[str, list[dict[str, object]]] = {}
    for each in imports:
        for section in sections_of(each):
            found.setdefault(section.rows_name, []).extend(section.rows(each))
    return found


def _guard(roster_import: Import) -> dict[str, Any]:
    reasons = (roster_import.counts.get("guard") or {}).get("reasons", [])
    worded = [each | {"message": guard_sentences.message(each, gettext)} for each in reasons]
    return {"guard": {"reasons": worded} if worded else None}


def _undo(roster_import: Import) -> dict[str, Any]:
    return {"undo": worded(roster_import.counts["undo"])} if "undo" in roster_import.counts else {}


def described(problem: FoundProblem) -> dict[str, Any]:
    """`part` is there where a line has several: the parent, or the file, that is meant."""
    lines, row, part = problem.roster_import.lines, problem.row, _part(problem)
    return {
        "row": None if row is None else lines.line(row),
        **({"part": part} if part else {}),
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity,
        "value": problem.value,
        "message": message(problem),
    }


def _part(problem: FoundProblem) -> str:
    """Of a whole school's files each is one."""
    made = problem.roster_import
    part = "" if problem.row is None else made.lines.part(problem.row)
    return made.file_names[0] if made.bundle_id is not None and not part else part


def label(problem: FoundProblem) -> str:
    """Its row as a person finds it; empty for a problem of the file."""
    if problem.row is None:
        return ""
    row = str(problem.roster_import.lines.line(problem.row))
    return " · ".join(filter(None, (row, _part(problem))))


def message(problem: FoundProblem) -> str:
    """What happened and what to do, in the reader's language."""
    return sentence(
        problem.code,
        column=problem.column,
        value=problem.value,
        detail=problem.detail,
        translate=gettext,
    )


def refusal(roster_import: Import) -> str:
    """Why the file was refused, in the reader's language; empty where it was not."""
    if roster_import.refusal is None:
        return ""
    code, detail = roster_import.refusal["code"], roster_import.refusal["detail"]
    if code == LEGACY:
        return str(detail["text"])
    return sentence(code, column="", value="", detail=detail, translate=gettext)


def other_guards(roster_import: Import) -> list[str]:
    """The sentences of `other_reasons`."""
    return [guard_sentences.message(each, gettext) for each in other_reasons(roster_import)]


def messages(problems: Iterable[FoundProblem]) -> list[str]:
    return [message(problem) for problem in problems]


def connects_nobody(roster_import: Import) -> str:
    """Why a file of parents makes no parent of anybody: `no-children` where it says of nobody whose
    parent that is, `all-wait` for pupils who are not here, `all-held-back` by blocks or
    `all-left-out`. Empty where it does, or is no such file."""
    counts: dict[str, dict[str, int]] = roster_import.counts
    if roster_import.profile != Profile.PARENT or "people" not in counts:
        return ""
    found = {act for act, number in counts["relationships"].items() if number}
    if not found:
        return "no-children" if counts["people"]["create"] else ""
    for code, acts in NOBODY.items():
        if found <= acts:
            return code
    return ""


def is_empty(roster_import: Import) -> bool:
    """Whether applying would change nothing."""
    mine = _sections(roster_import)
    planned = any(section.name in roster_import.counts for section in mine)
    return not planned or not changes(roster_import.counts, mine)


def all_skipped(roster_import: Import) -> bool:
    """Whether applying would change nothing because no row can be used."""
    counts: dict[str, int] = roster_import.counts
    return is_empty(roster_import) and counts.get("rows_with_errors", 0) >= counts.get("rows", 0)
