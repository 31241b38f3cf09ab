"""Closed lists stand once, in `roster.vocabulary`: choices, SQL and Polars name no other values."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from kinkeeper.credentials.models import CredentialState
from kinkeeper.families import models as families
from kinkeeper.families import rights_models
from kinkeeper.from_home.models import ContactChangeState, ReportState
from kinkeeper.intake import models as intake
from kinkeeper.letters.models import BatchState, LetterState
from kinkeeper.meetings.models import BookingState
from kinkeeper.notifications.models import MailState
from kinkeeper.organisations.presets import Preset
from kinkeeper.people.models import PersonState, Profile
from kinkeeper.records.learning_plans import GoalState
from kinkeeper.roster import vocabulary

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
ACTS = {
    *vocabulary.PersonAct,
    *vocabulary.RelationshipAct,
    *vocabulary.RightsAct,
    *vocabulary.RecordAct,
}
STATES = {
    *vocabulary.RelationshipState, *vocabulary.PendingState, *vocabulary.ImportState,
    *PersonState, *CredentialState, *LetterState, *BatchState, *ReportState,
    *MailState, *ContactChangeState, *GoalState, *BookingState,
}  # fmt: skip
VALUES = r"'[a-z-]+'(?:,\s*'[a-z-]+')*"
IN_SQL = r"\b{column}\s*(?:=|<>|(?:NOT )?IN)\s*\(?({values})"
IN_POLARS = r'pl\.col\("{column}"\)(?:\s*[=!]=\s*|\.is_in\(\[)("[a-z-]+"(?:,\s*"[a-z-]+")*)'
WORD = re.compile(r"[\"']([a-z-]+)[\"']")


def written(column: str) -> dict[str, set[str]]:
    """By file the values that are written out beside a column of this name."""
    found: dict[str, set[str]] = {}
    patterns = [IN_SQL.format(column=column, values=VALUES), IN_POLARS.format(column=column)]
    for file in PACKAGE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        text = file.read_text("utf-8")
        for pattern in patterns:
            for values in re.findall(pattern, text):
                known = found.setdefault(str(file.relative_to(PACKAGE)), set())
                known |= set(WORD.findall(values))
    return found


@pytest.mark.parametrize(
    ("choices", "listed"),
    [
        (intake.ImportState, vocabulary.ImportState),
        (intake.PersonAct, vocabulary.PersonAct),
        (intake.RelationshipAct, vocabulary.RelationshipAct),
        (intake.RightsAct, vocabulary.RightsAct),
        (families.RelationshipState, vocabulary.RelationshipState),
        (families.PendingState, vocabulary.PendingState),
        (families.Match, vocabulary.ChildMatch),
        (rights_models.Area, vocabulary.Area),
        (rights_models.Standing, vocabulary.Standing),
        (Preset, vocabulary.Preset),
        (Profile, vocabulary.Profile),
    ],
)
def test_choices_are_made_of_the_list(choices: type[StrEnum], listed: type[StrEnum]) -> None:
    assert {each.name: str(each) for each in choices} == {each.name: str(each) for each in listed}


@pytest.mark.parametrize(("column", "known"), [("act", ACTS), ("state", STATES)])
def test_sql_and_polars_write_no_other_values(column: str, known: set[str]) -> None:
    found = written(column)
    assert len(found) > 5
    assert {file: values - known for file, values in found.items() if values - known} == {}


def test_a_value_with_a_slip_would_be_found() -> None:
    pattern = IN_SQL.format(column="act", values=VALUES)
    assert re.findall(pattern, "WHERE act IN ('create', 'propse')") == ["'create', 'propse'"]
