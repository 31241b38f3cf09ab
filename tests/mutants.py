"""Shows that the rules' functions matter: each is replaced by one that always says yes (or no), and
the law named after its rule has to fail.

    bin/mutate            all of them, as a table; ends with 1 where a law did not notice
    bin/mutate K33 K38    some

It is a plugin of pytest as well (`-p tests.mutants`, `KINKEEPER_MUTANT=K33`), which changes the one
function in that process. Examples are as few as in `make test`: a law that needs luck is no proof.
"""

import importlib
import inspect
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from tests.examples import EXAMPLES


@dataclass(frozen=True)
class Mutant:
    """`target` is `module:function` below `kinkeeper`. `says` is what it returns instead; or
    `without` is a text of its source that gives way to `has`."""

    name: str
    target: str
    law: str
    says: str = ""
    without: str = ""
    has: str = ""


DECIDE = "roster.plan.decide_relationships:_met"
MUTANTS = (
    Mutant(
        "K3",
        "roster.formats.sds:_shared",
        "roster/match/test_mailboxes.py::test_k03_a_mailbox_connects_only_its_one_owner",
        says="_all[0].clear()",
    ),
    Mutant(
        "K6",
        "roster.plan.guards:_removed",
        "intake/prepare/test_guards_laws.py::test_k06_law_what_takes_many_away_is_stopped",
        says="[]",
    ),
    Mutant(
        "K8",
        DECIDE,
        "roster/match/test_internal_ids.py::test_k08_law_nobody_waits_for_an_internal_id",
        without="pl.lit(options.child_match == ChildMatch.INTERNAL_ID)",
        has="pl.lit(value=False)",
    ),
    Mutant(
        "K14",
        "people.reach:within",
        "access/test_reach_laws.py"
        "::test_k14_law_an_office_is_shown_whoever_lies_below_it_and_nobody_else",
        says="Q()",
    ),
    Mutant(
        "K15",
        DECIDE,
        "intake/test_laws.py::test_k15_no_sequence_of_imports_connects_who_is_blocked",
        without='(pl.col("state_before") == "blocked").fill_null(value=False)',
        has="pl.lit(value=False)",
    ),
    Mutant(
        "K31",
        "roster.headings.rights_words:speaks_of_rights",
        "roster/columns/test_unread_laws.py"
        "::test_k31_law_a_heading_that_speaks_of_rights_stops_the_file_however_it_is_written",
        says="False",
    ),
    Mutant(
        "K32",
        "roster.match.same_person:fit",
        "roster/match/test_same_person.py::test_k32_different_birth_dates_are_never_overlooked",
        says="Fit.EQUAL",
    ),
    Mutant(
        "K32b",  # what is alike
        "families.alike_questions:sample_of",
        "families/test_alike_questions_laws.py"
        "::test_k32_law_a_group_is_answered_as_each_alone_and_nothing_beside_it",
        without="not differ and not left and len(given) == SAMPLE",
        has="bool(said)",
    ),
    Mutant(
        "K33",
        "roster.cells.placeholders:is_placeholder",
        "roster/cells/test_placeholder_laws.py"
        "::test_k33_a_placeholder_does_what_an_empty_cell_does",
        says="False",
    ),
    Mutant(
        "K34",
        "registry.former_keys:settle",
        "registry/test_former_key_laws.py"
        "::test_k34_a_file_connects_with_the_first_who_ever_had_the_key",
        says="None",
    ),
    Mutant(
        "K35",
        "roster.cells.validity:is_over",
        "roster/formats/test_valid_now_laws.py::test_k35_who_is_not_valid_now_is_not_connected_now",
        says="pl.lit(value=False)",
    ),
    Mutant(
        "K36",
        "roster.cells.kinds:stands_for_parent",
        "roster/cells/test_kinds.py::test_k36_law_no_word_but_one_for_a_parent_connects",
        says="True",
    ),
    Mutant(
        "K37",
        "roster.headings.field_of_heading:_of_pupil",
        "roster/headings/test_heading_subject.py"
        "::test_k37_law_nothing_of_a_guardian_is_a_pupils_and_nothing_of_a_pupil_a_guardians",
        without="said.what if said.whom in {NOBODY, PUPIL} else None",
        has="said.what",
    ),
    Mutant(
        "K38",
        "families.may_open_account:unreached",
        "families/test_opening_laws.py::test_k38_nobody_holds_what_opens_more_than_they_reach",
        says="[]",
    ),
    Mutant(
        "K39",
        "people.unconfirmed_address:same_mailbox",
        "people/test_new_address_laws.py"
        "::test_k39_law_only_what_the_owner_has_or_confirmed_is_mailed_and_opens",
        says="True",
    ),
)


def change(mutant: Mutant) -> None:
    """In this process, for everybody who has imported the function."""
    module, _colon, path = mutant.target.partition(":")
    found: Any = importlib.import_module(f"kinkeeper.{module}")
    for name in path.split("."):
        found = inspect.getattr_static(found, name)
    function = _plain(found)
    function.__code__ = _changed(mutant, function).__code__
    if hasattr(found, "cache_clear"):
        found.cache_clear()


def _plain(found: Any) -> FunctionType:
    found = found.fget if isinstance(found, property) else found
    function = inspect.unwrap(found)
    assert isinstance(function, FunctionType)
    return function


def _changed(mutant: Mutant, function: FunctionType) -> FunctionType:
    source = f"def {function.__name__}(*_all, **_more):\n    return {mutant.says}\n"
    if mutant.without:
        source = textwrap.dedent(inspect.getsource(function))
        assert source.count(mutant.without) == 1, f"{mutant.name}: the source has changed"
        source = source.replace(mutant.without, mutant.has)
        source = source[source.index(f"def {function.__name__}") :]  # without decorators
    made: dict[str, Callable[..., Any]] = {}
    exec(source, function.__globals__, made)  # a text of this file
    changed = made[function.__name__]
    assert isinstance(changed, FunctionType)
    return changed


def pytest_configure() -> None:
    """The first failing example is enough, and no earlier run helps to find it."""
    settings.register_profile(
        "mutant",
        deadline=None,
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    settings.load_profile("mutant")


def pytest_collection_finish() -> None:
    name = os.environ.get("KINKEEPER_MUTANT")
    for mutant in MUTANTS:
        if mutant.name == name:
            change(mutant)


def main(names: list[str]) -> int:
    chosen = [each for each in MUTANTS if not names or each.name in names]
    missed = [each for each in chosen if not _is_noticed(each)]
    return 1 if missed else 0


def _is_noticed(mutant: Mutant) -> bool:
    """Says so as well. An error is no proof: only an assertion of the law is."""
    start = time.monotonic()
    run = [sys.executable, "-m", "pytest", "-p", "tests.mutants", "-q", "-x", "-n0", "--no-header"]
    done = subprocess.run(  # this very interpreter
        [*run, f"tests/{mutant.law}"],
        env=os.environ | {"KINKEEPER_MUTANT": mutant.name},
        capture_output=True,
        text=True,
        check=False,
    )
    noticed = done.returncode == 1 and "AssertionError" in done.stdout
    took = f"{time.monotonic() - start:.0f} s"
    word = "noticed" if noticed else "NOT NOTICED"
    _say(f"{mutant.name:5} {mutant.target:50} {word:12} {took:>6}  {mutant.law}")
    if not noticed and done.returncode:
        _say(done.stdout[-2000:] + done.stderr[-2000:])
    return noticed


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
