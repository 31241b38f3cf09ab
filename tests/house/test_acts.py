"""What changes something about people is an act, or behind the wall it sees too little."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
ACTING = (
    "access", "credentials", "families", "intake", "letters", "organisations", "people", "registry",
    "sources",
)  # fmt: skip
# A search is no act; the wall is built by the owner of the tables.
OTHERS = {"people/search.py", "access/wall/install.py"}


def test_transactions_of_the_domain_are_acts() -> None:
    plain = {
        str(file.relative_to(PACKAGE))
        for app in ACTING
        for file in (PACKAGE / app).rglob("*.py")
        if "transaction.atomic" in file.read_text() and "migrations" not in file.parts
    }
    assert plain == OTHERS, "write act() of kinkeeper.lib.asking"


# What a school does with a pupil. Absence, and who is whose parent, are for every school of it.
OF_ONE_SCHOOL = ("from_home", "meetings", "messaging", "records/by_hand")
OF_ALL = re.compile(r"f?'(absence|relationship)\.")


def test_k14_what_a_school_does_with_a_pupil_names_the_school_in_the_journal() -> None:
    nameless = []
    for file in (each for app in OF_ONE_SCHOOL for each in (PACKAGE / app).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or ast.unparse(call.func) != "record":
                continue
            named = {each.arg for each in call.keywords}
            if "organisation_id" not in named and not OF_ALL.match(ast.unparse(call.args[1])):
                nameless.append(f"{file.relative_to(PACKAGE)}:{call.lineno}")
    assert not nameless, "every office of the child reads these, also those of other schools"
