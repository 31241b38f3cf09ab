"""K34 as a law: whatever hands and files do, a key leads to the first pupil who ever had it."""

import random
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access import viewer
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import Guarded, NotPlanned, Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.registry.former_keys import Moving, move_key
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.restore import restore
from kinkeeper.registry.trash import trash
from tests.cast import person
from tests.importing import imported, planned, undone
from tests.merging import OFFICE

pytestmark = pytest.mark.django_db
KEYS = ("K1", "K2", "K3")
STEPS = st.lists(
    st.sampled_from(
        [
            "rekey", "rekey", "rekey", "clear", "parents", "parents", "pupils", "pupils",
            "plan_parents", "plan_pupils", "apply_late", "apply_late", "add", "trash", "restore",
            "undo", "move", "release",
        ]
    ),
    min_size=5,
    max_size=10,
)  # fmt: skip


class Site:
    """Two pupils to begin with, and a parent for each key, whose files name that key alone."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.late: list[Import] = []
        self.applied: list[Import] = []
        self.first: dict[str, int] = {}
        for key in ("K1", "K2"):
            person(f"cleo.berg.{key}", Profile.PUPIL, sync_key=key, given_name="Cleo")
        self.look()

    def look(self) -> None:
        """Remembers who is the first to have a key; who was deleted by an undo never was."""
        here = set(Person.objects.values_list("pk", flat=True))
        self.first = {key: pupil for key, pupil in self.first.items() if pupil in here}
        for key, pupil in Person.objects.filter(profile=Profile.PUPIL).values_list(
            "sync_key", "pk"
        ):
            if key:
                self.first.setdefault(key, pupil)

    def rekey(self, reason: str = "") -> None:
        self._edit(self.chance.choice(KEYS), reason)

    def clear(self) -> None:
        self._edit(None)

    def move(self) -> None:
        """By a form that shows whom it moves: from now on the key is the other's."""
        key = self.chance.choice(KEYS)
        whom = self._edit(key, "numbered anew")
        if whom is not None:
            self.first[key] = whom.pk

    def release(self) -> None:
        key = self.chance.choice(KEYS)
        with suppress(Refusal):
            move_key(OFFICE, key, "numbered anew", reach=WHOLE_SITE)
            del self.first[key]

    def add(self) -> None:
        values = {"profile": "pupil", "given_name": "Cleo", "family_name": "Berg"}
        with suppress(Refusal):
            new = values | {"sync_key": self.chance.choice(KEYS)}
            add(OFFICE, new, organisations=[], moving=Moving(WHOLE_SITE))

    def trash(self) -> None:
        with suppress(Refusal):
            trash(OFFICE, self._pupil(), reach=WHOLE_SITE)

    def restore(self) -> None:
        with suppress(Refusal):
            restore(OFFICE, self._pupil())

    def parents(self) -> None:
        imported(self._of_parents(), links=self.chance.choice(["add", "exact"]))

    def pupils(self) -> None:
        self.applied.append(imported(self._of_pupils(), profile="pupil"))

    def plan_parents(self) -> None:
        self.late.append(planned(self._of_parents()))

    def plan_pupils(self) -> None:
        self.late.append(planned(self._of_pupils(), profile="pupil"))

    def apply_late(self) -> None:
        if self.late:
            roster_import = self.late.pop(self.chance.randrange(len(self.late)))
            with suppress(Stale, NotPlanned, Guarded):
                self.applied.append(apply(roster_import, viewer.of_command_line().actor))

    def undo(self) -> None:
        if self.applied:
            roster_import = self.applied.pop(self.chance.randrange(len(self.applied)))
            if roster_import.state == "applied":
                undone(roster_import)

    def _edit(self, key: str | None, reason: str = "") -> Person | None:
        with suppress(Refusal):
            return edit(OFFICE, self._pupil(), {"sync_key": key}, reach=WHOLE_SITE, move_key=reason)
        return None

    def _pupil(self) -> Person:
        return self.chance.choice(list(Person.objects.filter(profile=Profile.PUPIL).order_by("pk")))

    def _some(self) -> list[str]:
        return self.chance.sample(KEYS, self.chance.randint(1, len(KEYS)))

    def _of_parents(self) -> str:
        rows = "".join(f"P-{key},Ada,Berg,{key}\n" for key in self._some())
        return f"SyncID,First name,Last name,ChildID\n{rows}"

    def _of_pupils(self) -> str:
        rows = "".join(f"{key},Cleo,Berg\n" for key in self._some())
        return f"SyncID,First name,Last name\n{rows}"


def relationships() -> set[tuple[str, int]]:
    """(the key that the parent's files name, the pupil) of everybody who sees one."""
    relationships = Relationship.objects.filter(state=RelationshipState.ACTIVE)
    found = relationships.values_list("parent__sync_key", "child_id")
    return {(str(key).removeprefix("P-"), child) for key, child in found}


MOVED = ["rekey", "rekey", "rekey", "pupils", "parents", "rekey", "pupils", "parents"]


@given(STEPS, st.randoms())
@example(steps=MOVED, chance=random.Random(1))
@example(steps=MOVED, chance=random.Random(2))
@example(steps=MOVED, chance=random.Random(3))
def test_k34_a_file_connects_with_the_first_who_ever_had_the_key(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, chance: random.Random
) -> None:
    with fresh():
        site = Site(chance)
        for step in steps:
            before = relationships()
            getattr(site, step)()
            site.look()
            assert {
                (key, child) for key, child in relationships() - before if site.first[key] != child
            } == (set())
