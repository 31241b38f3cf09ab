"""An administrator acts by hand while an import of the same relationship is applied, at every order
that matters: nothing is lost or doubled, an import is applied whole or not at all, a block always
wins.

The import stops in the middle on an event, so that the order is not left to luck."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection

from kinkeeper.access import viewer
from kinkeeper.families.block import block, unblock
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.families.refusals import (
    AlreadyBlocked,
    NotBlocked,
    NotConnected,
    RelationshipBlocked,
)
from kinkeeper.intake.apply import apply_plan as applying
from kinkeeper.intake.apply import premises
from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.people import write as write_people
from kinkeeper.intake.sections.relationships import write as write_relationships
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.importing import imported, planned

pytestmark = pytest.mark.django_db(transaction=True)

OFFICE = Actor(None, "the office", "a test")
REFUSALS = (AlreadyBlocked, NotBlocked, NotConnected, RelationshipBlocked)
HEAD = "SyncID,First name,Last name,ChildID\n"
Act = Callable[[Person, Person], object]
HANDS: dict[str, Act] = {
    "connect": lambda parent, child: connect(OFFICE, parent, child),
    "disconnect": lambda parent, child: disconnect(OFFICE, parent, child, reason="court"),
    "block": lambda parent, child: block(OFFICE, parent, child, reason="court"),
    "unblock": lambda parent, child: unblock(OFFICE, parent, child, reason="new papers"),
}
DONE = {"connect": "active", "disconnect": "blocked", "block": "blocked", "unblock": "ended"}
# Where the import stands when the hand acts: (what is stopped, before or after it does its work).
MOMENTS = {
    "before the premises": (premises, "broken", False),
    "between premises and people": (premises, "broken", True),
    "between people and pairs": (write_people, "write", True),
    "between pairs and commit": (write_relationships, "write", True),
}
BEFORE = {
    "none": ("connect", "block"),
    "ended": ("connect", "block"),
    "active": ("connect", "disconnect", "block"),
    "blocked": ("connect", "unblock"),
}


@contextmanager
def stopped_at(moment: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """(the import has come there, it may go on)."""
    module, name, after = MOMENTS[moment]
    there, go = Event(), Event()
    real = getattr(module, name)

    def slow(*words: object) -> object:
        done = real(*words) if after else None
        there.set()
        assert go.wait(20)
        return done if after else real(*words)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, slow)
        yield there, go


class Doing(Thread):
    """Something done on a connection of its own; how it ended is told afterwards."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.work()
        except (*REFUSALS, applying.Stale) as error:
            self.error = error
        finally:
            connection.close()

    @property
    def done(self) -> bool:
        self.join(20)
        assert not self.is_alive()
        return self.error is None


def people(names: Sequence[str]) -> None:
    """By two files a parent and a child of each name, whom nothing connects yet."""
    pupils = "".join(f"C{name},Cato,Berg\n" for name in names)
    imported(f"SyncID,First name,Last name\n{pupils}", profile="pupil")
    imported(HEAD + "".join(f"P{name},Ada,Berg,\n" for name in names))


def family(name: str, before: str) -> tuple[Person, Person]:
    """The parent and the child of this name, with their relationship in this state."""
    parent = Person.objects.get(sync_key=f"P{name}")
    child = Person.objects.get(sync_key=f"C{name}")
    if before == "active":
        imported(f"{HEAD}P{name},Ada,Berg,C{name}\n")
    elif before == "blocked":
        block(OFFICE, parent, child, reason="an old court")
    elif before == "ended":
        connect(OFFICE, parent, child)
        disconnect(OFFICE, parent, child, reason="moved", block=False)
    return parent, child


def meanwhile(
    roster_import: Import, moment: str, act: Callable[[], object], patch: pytest.MonkeyPatch
) -> tuple[bool, bool]:
    """(the import's end, the hand's end): the hand begins when the import has come to `moment`, and
    the import goes on when the hand is done or waits for it."""
    actor = viewer.of_command_line(None).actor
    with stopped_at(moment, patch) as (there, go):
        importing = Doing(lambda: applying.apply(roster_import, actor, accept="looked at"))
        assert there.wait(20)
        hand = Doing(act)
        hand.join(0.3)
        go.set()
        return importing.done, hand.done


@pytest.mark.parametrize("moment", MOMENTS)
def test_r_046_k15_a_hand_acts_while_an_import_connects(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people([f"{before}-{name}" for before, names in BEFORE.items() for name in names])
    for before, names in BEFORE.items():
        for name in names:
            mark = f"{before}-{name}"
            parent, child = family(mark, before)
            file = f"{HEAD}P{mark},Ada,Berg,C{mark}\nNEW{mark},Bo,Berg,C{mark}\n"
            roster_import = planned(file)
            act = partial(HANDS[name], parent, child)
            applied, acted = meanwhile(roster_import, moment, act, monkeypatch)
            relationship = Relationship.objects.get(parent=parent, child=child)
            told = f"{mark}: applied {applied}, acted {acted}, {relationship.state}"
            told += f" from {relationship.sources}"
            assert Person.objects.filter(sync_key=f"NEW{mark}").exists() == applied, told
            assert acted == ((before, name) != ("blocked", "connect")), told
            expected = "blocked" if "blocked" in (before, DONE[name]) else DONE[name]
            assert relationship.state == ("ended" if name == "unblock" else expected), told
            if name == "connect" and acted:
                assert relationship.sources.count("manual") == 1, told
                imports = (
                    len(relationship.sources) - 1
                )  # one of the series says it already where active
                assert imports == (applied or before == "active"), told
            imported(file)  # the file once more: a block holds; a lifted one no longer does
            relationship.refresh_from_db()
            assert relationship.state == ("active" if name == "unblock" else expected), told


@pytest.mark.parametrize("moment", MOMENTS)
def test_k06_a_hand_confirms_what_an_exact_import_is_about_to_end(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(["1"])
    parent, child = family("1", "active")
    imported("SyncID,First name,Last name\nD1,Dora,Berg\n", profile="pupil")
    roster_import = planned(f"{HEAD}P1,Ada,Berg,D1\n", links="exact")
    assert roster_import.counts["relationships"]["remove"] == 1
    applied, acted = meanwhile(
        roster_import, moment, lambda: connect(OFFICE, parent, child), monkeypatch
    )
    relationship = Relationship.objects.get(parent=parent, child=child)
    assert acted
    assert (relationship.state, "manual" in relationship.sources) == ("active", True)
    assert Relationship.objects.filter(parent=parent, child__sync_key="D1").exists() == applied
