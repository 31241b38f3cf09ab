"""Each filter of each reading is taken out, one function after the other, and nobody is shown more.

The functions are found in the syntax tree of `access.scopes` and of all readings. Which page calls
which is listened to; then each page is asked for again while the function asks for everything.
What comes may be an error, an empty page or the wrong page; it never names somebody out of reach.
"""

import ast
import importlib
import inspect
import sys
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_person
from kinkeeper.intake import locks
from kinkeeper.messaging.models import Message
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from tests.access.every_kind import World, world
from tests.access.test_matrix import (
    BOTH,
    PAGES,
    PARENT,
    PUPIL,
    SCHOOL,
    TEACHER,
    Role,
    address_of,
    roles,
)
from tests.wall import requests_behind_it

pytestmark = pytest.mark.django_db
PACKAGE = Path(scopes.__file__).parents[1]
NARROW = {"filter", "exclude", "none"}
PAGES_EACH = 3
# Of the few that are known to leak without the wall: not each page that asks them names somebody.
ALL_PAGES = 10
# Nothing is shown of them on a page that is only looked at: they are asked by what is sent, by
# commands, or for a moment that the journal is to begin at.
NOT_ON_THESE_PAGES = {
    "alike_questions.still", "changeable_relationships.parents_of", "imports.place_for",
    "journal._at", "key_conflicts._meant", "merging.brought", "merging.of_gone",
    "merging.taken_back",
    "protection.is_protected", "scopes.credentials",
    "calendar_feed.of", "looks.shows_planned_records", "meetings.one_of",
    "meetings_of_school.callers", "people._condition", "people._filtered",
    "breaches.meant", "breaches.seen", "erasures.all_of", "erasures.standing",
    "import_second.of",
    "records_planned.problems",
    "shown._connected", "shown._enrolled", "shown._own_school", "shown.of_children",
    "sweeps._in_own_classes",
}  # fmt: skip


# What somebody chooses on a page.
CHOSEN = {
    "staff:import": ("?q=ada", "?show=new", "?problem=child-unknown"),
    "staff:journal": ("?by=henry",),
    "staff:person-records": ("?kind=notices",),
}


class Everything(ast.NodeTransformer):
    """`rows.filter(…)`, `rows.exclude(…)` and `rows.none()` become `rows.all()`."""

    def __init__(self) -> None:
        self.taken = 0

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in NARROW:
            self.taken += 1
            node.func.attr = "all"
            node.args, node.keywords = [], []
        return node


def modules() -> Iterator[Any]:
    yield scopes
    for file in sorted((PACKAGE / "readings").glob("*.py")):
        if file.stem not in {"__init__", "unscoped_checks"}:
            yield importlib.import_module(f"kinkeeper.readings.{file.stem}")


def without_filters() -> Iterator[tuple[str, FunctionType, CodeType]]:
    """Each function that narrows something, with its code as it would be without."""
    for module in modules():
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != module.__name__:
                continue
            tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
            everything = Everything()
            everything.visit(tree)
            if not everything.taken or function.__closure__:
                continue
            for each in ast.walk(tree):
                if isinstance(each, ast.FunctionDef):
                    each.decorator_list = []
            ast.fix_missing_locations(tree)
            made: dict[str, Any] = {}
            exec(compile(tree, module.__file__, "exec"), dict(vars(module)), made)
            yield f"{module.__name__.rpartition('.')[2]}.{name}", function, made[name].__code__


@contextmanager
def called(codes: set[CodeType]) -> Iterator[set[CodeType]]:
    """The block is given a set, to which each of these codes is added as soon as it runs."""
    found: set[CodeType] = set()
    watch = sys.monitoring
    watch.use_tool_id(watch.PROFILER_ID, __name__)
    watch.register_callback(
        watch.PROFILER_ID, watch.events.PY_START, lambda code, _place: found.add(code)
    )
    for code in codes:
        watch.set_local_events(watch.PROFILER_ID, code, watch.events.PY_START)
    try:
        yield found
    finally:
        for code in codes:
            watch.set_local_events(watch.PROFILER_ID, code, watch.events.NO_EVENTS)
        watch.free_tool_id(watch.PROFILER_ID)


class Asker:
    """One person's browser, and the names that no page may show to this person."""

    def __init__(self, role: Role, everybody: list[Person]) -> None:
        assert role.person is not None
        self.role = role
        self.client = Client(raise_request_exception=False)
        self.client.force_login(role.person)
        self.hidden = _out_of_reach(role.person, everybody)

    def pages(self, who: str) -> Iterator[str]:
        for name, page in PAGES.items():
            told = next((told for whom, told in page.told.items() if who in whom), None)
            if told is not None and told[0] == 200:
                address = address_of(name, self.role.one(page.kind))
                yield from (address + more for more in ("", *CHOSEN.get(name, ())))

    def shown(self, address: str) -> set[str]:
        """The hidden names that the page shows."""
        with transaction.atomic():
            answer = self.client.get(address)
            text = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return {name for name in self.hidden if name.encode() in text}


def _out_of_reach(person: Person, everybody: list[Person]) -> set[str]:
    """By what only they have: names are taken from those whom nothing connects with the person."""
    viewer = of_person(person, "a test")
    known = set(scopes.people(viewer).values_list("pk", flat=True)) | {person.pk}
    children = set(scopes.children(person).values_list("pk", flat=True))
    classes = Organisation.objects.filter(kind="class", memberships__person__in=children)
    teachers = Person.objects.filter(profile="teacher", memberships__organisation__in=classes)
    parents = Person.objects.filter(as_parent__child=person)  # whom a pupil is told of
    known |= children | {each.pk for each in (*teachers, *parents)}
    told = Message.objects.filter(conversation__parent=person)  # who wrote to the parent
    known |= {each for each in told.values_list("written_by", flat=True) if each is not None}
    if person.profile == "teacher":  # who wrote something about the own pupils
        here = {"memberships__organisation__in": viewer.reach.ids()}
        known |= {each.pk for each in Person.objects.filter(profile="teacher", **here)}
    names = {each.full_name for each in everybody if each.pk in known}
    return {each.full_name for each in everybody if each.pk not in known} - names


@pytest.fixture
def site(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """A step holds its lock until its transaction ends, and here that is the test's own: without
    its stored state, a plan would look as if it were being read."""
    monkeypatch.setattr(locks, "state_of", lambda roster_import: roster_import.state)
    return world()


def test_r_039_acc_05_no_page_shows_more_when_a_filter_is_forgotten(
    site: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests_behind_it(monkeypatch)
    leaked, asked = _leaks(site)
    assert leaked == {}
    assert set(dict(_functions())) - asked == NOT_ON_THESE_PAGES


def _functions() -> Iterator[tuple[str, CodeType]]:
    for name, function, _code in without_filters():
        yield name, function.__code__


def _leaks(
    site: World, only: Collection[str] = frozenset()
) -> tuple[dict[str, set[str]], set[str]]:
    """Which function shows what to whom without its filters, and which were called at all; of these
    functions, or of all."""
    everybody = list(Person.objects.all())
    mutants = [each for each in without_filters() if not only or each[0] in only]
    codes = {function.__code__: name for name, function, _code in mutants}
    known = roles(site)
    calls: dict[str, list[tuple[Asker, str]]] = defaultdict(list)
    for who in (SCHOOL, TEACHER, BOTH, PARENT, PUPIL):
        asker = Asker(known[who], everybody)
        for address in asker.pages(who):
            with called(set(codes)) as found:
                assert asker.shown(address) == set(), (who, address)
            for code in found:
                calls[codes[code]].append((asker, address))
    leaked: dict[str, set[str]] = {}
    for name, function, code in mutants:
        whole = function.__code__
        function.__code__ = code
        try:
            for asker, address in calls[name][: PAGES_EACH if not only else ALL_PAGES]:
                if shown := asker.shown(address):
                    leaked.setdefault(name, set()).update({address, *sorted(shown)[:2]})
        finally:
            function.__code__ = whole
    return leaked, {name for name, each in calls.items() if each}


def test_without_the_wall_forgotten_filters_show_more(site: World) -> None:
    """Else the test before would show nothing: these are what the wall holds back."""
    held_back = {"scopes.people", "scopes.children", "scopes.pending"}
    leaked, _asked = _leaks(site, held_back)
    assert leaked.keys() == held_back
