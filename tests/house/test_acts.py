"""What changes something about people is an act, or behind the wall it sees too little."""

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
