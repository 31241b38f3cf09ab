"""Random steps by files and hands do to the site what they do to a model of the rules."""

import copy
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from kinkeeper.families import answer_question, block
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    PendingState,
    Question,
    Relationship,
)
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import tree
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from kinkeeper.registry.former_keys import move_asked
from kinkeeper.registry.merge import merge
from kinkeeper.registry.trash import trash
from tests.examples import EXAMPLES
from tests.importing import planned, undone
from tests.intake.model import Asked, Human
from tests.intake.model_reading import Model, Row

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
NAMES = {"parent": ["Ada,Berg", "Bo,Tang"], "pupil": ["Una,Lie", "Ivo,Sand"]}
USERNAMES = ["u1", "u2", "k1"]
KEYS = {"parent": ["P1", "P2", "P3", "", "NULL"], "pupil": ["C1", "C2", "C3", "", "-"]}
HEADS = {
    "parent": "SyncID,Username,First name,Last name,ChildID,Custody\n",
    "pupil": "SyncID,Username,First name,Last name,Class\n",
}
DESCRIBED = "SyncID,Username,First name,Last name,Child first name,Child last name,Class,Custody\n"
NUMBER = st.integers(0, 11)
RELATIONSHIPS = ["connect", "part", "end", "block", "lift"]


def rows(profile: str) -> st.SearchStrategy[list[Row]]:
    children = ["C1", "C2", "C3", "C4", "P1", "P2", "", "NULL"]
    own, other = KEYS[profile], KEYS["pupil" if profile == "parent" else "parent"][0]
    row = st.builds(
        Row,
        key=st.sampled_from([*own, *own, other]),
        username=st.sampled_from([*USERNAMES, "", "", "-"]),
        name=st.sampled_from([*NAMES[profile][:1] * 3, *NAMES[profile]]),
        child=st.sampled_from(children) if profile == "parent" else st.just(""),
        custody=st.sampled_from(["yes", "yes", "yes", "no", ""]),
    )
    return st.lists(row, min_size=1, max_size=4)


def described_rows(rows: list[Row]) -> st.SearchStrategy[list[Row]]:
    """Of the same parents, with children who are named without a key, each of them once."""
    called = st.lists(
        st.sampled_from([*NAMES["pupil"], *NAMES["pupil"], ""]),
        min_size=len(rows),
        max_size=len(rows),
    )
    return called.map(
        lambda names: [
            replace(row, child="", called=name) for row, name in zip(rows, names, strict=True)
        ]
    )


DESCRIBING = rows("parent").flatmap(described_rows).map(lambda rows: ("parent", rows, None))
FILES = st.sampled_from(["parent", "pupil"]).flatmap(
    lambda profile: st.tuples(
        st.just(profile), rows(profile), st.sampled_from([None, None, "username"])
    )
)
type File = tuple[str, list[Row], str | None]


def text(profile: str, rows: list[Row]) -> str:
    if any(row.called for row in rows):
        lines = [
            [row.key, row.username, row.name, row.called or ",", "5A", row.custody] for row in rows
        ]
        return DESCRIBED + "".join(",".join(line) + "\n" for line in lines)
    parent = profile == "parent"
    lines = [
        [row.key, row.username, row.name, *([row.child, row.custody] if parent else ["5A"])]
        for row in rows
    ]
    return HEADS[profile] + "".join(",".join(line) + "\n" for line in lines)


def label(human: Human) -> tuple[object, ...]:
    return (human.profile, human.key, human.username, human.name, human.trashed)


def of_person(person: Person) -> tuple[object, ...]:
    known = person.username if person.username in USERNAMES else ""
    name = f"{person.given_name},{person.family_name}"
    return (person.profile, person.sync_key or "", known, name, person.state == "trashed")


def is_asked(asked: Asked) -> bool:
    kind = "key-led-elsewhere" if asked.key_led else "other-person"
    said = Question.objects.filter(kind=kind, answer="", value=asked.about[1].replace(",", " "))
    return any(each.parent and of_person(each.parent) == label(asked.who) for each in said)


def as_planned(roster_import: Import, rows: list[Row]) -> list[Row]:
    """Without what the plan had left out and said so: that stays left out, whatever came since."""
    out = set(roster_import.people.filter(act="rejected").values_list("number", flat=True))
    childless = set(
        roster_import.relationships.filter(act="rejected").values_list("row", flat=True)
    )
    return [
        replace(row, child="") if line in childless else row
        for line, row in enumerate(rows, start=2)
        if line not in out
    ]


class Site(RuleBasedStateMachine):
    """Each run in a transaction of its own that is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        tree.ensure("Hillside")
        self.model = Model()
        self.model.choose = is_asked
        self.before: Model | None = None
        self.last: Import | None = None
        self.late: tuple[Import, File] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def people(self, profile: str) -> list[tuple[Human, Person]]:
        """Whoever is told from everybody else by key or username, beside the model's."""
        site = {of_person(person)[:3]: person for person in Person.objects.filter(profile=profile)}
        return [
            (human, site[label(human)[:3]])
            for human in self.model.humans
            if human.profile == profile and (human.key or human.username) and not human.trashed
        ]

    @rule(file=FILES | DESCRIBING)
    def imports(self, file: File) -> None:
        self.take(file)

    def take(self, file: File) -> None:
        self.before = copy.deepcopy(self.model)
        self.last = self.plan(file)
        apply(self.last, OFFICE, accept="a test")
        self.model.read(file[1], file[0], file[2])

    def plan(self, file: File) -> Import:
        options: dict[str, Any] = {} if file[2] is None else {"match_on": file[2]}
        return planned(text(file[0], file[1]), profile=file[0], organisation="Hillside", **options)

    @rule(file=FILES)
    def plans(self, file: File) -> None:
        self.late = (self.plan(file), file)

    @precondition(lambda self: self.late is not None)
    @rule()
    def applies_late(self) -> None:
        assert self.late is not None
        roster_import, (profile, rows, match_on) = self.late
        self.late = None
        before = copy.deepcopy(self.model)
        try:
            apply(roster_import, OFFICE, accept="a test")
        except Stale:
            return
        self.model.read(as_planned(roster_import, rows), profile, match_on)
        self.before, self.last = before, roster_import

    @precondition(lambda self: self.before is not None)
    @rule()
    def takes_back(self) -> None:
        """K13: right after the import; what came since is for other laws."""
        assert self.before is not None
        assert self.last is not None
        undone(self.last)
        self.model = self.before
        self.before = None

    @rule(one=NUMBER, other=NUMBER, act=st.sampled_from(RELATIONSHIPS))
    def edges(self, one: int, other: int, act: str) -> None:
        parents, pupils = self.people("parent"), self.people("pupil")
        if not parents or not pupils:
            return
        self.before = None
        (human, parent), (small, child) = parents[one % len(parents)], pupils[other % len(pupils)]
        relationship = (human.number, small.number)
        edge = self.model.edges.get(relationship)
        state = edge.state if edge is not None else None
        if act == "connect" and state != "blocked":
            connect(OFFICE, parent, child, reason="a test")
            self.model.edge(relationship, "active", by_hand=True)
        elif act in {"part", "end"} and state in {"active", "proposed"}:
            disconnect(OFFICE, parent, child, reason="a test", block=act == "part")
            self.model.edge(relationship, "blocked" if act == "part" else "ended")
        elif act == "block" and state != "blocked":
            block.block(OFFICE, parent, child, reason="a test")
            self.model.edge(relationship, "blocked")
        elif act == "lift" and state == "blocked":
            block.unblock(OFFICE, parent, child, reason="a test")
            self.model.edge(relationship, "ended", by_hand=False)

    @rule(one=NUMBER, key=st.sampled_from(["C1", "C2", "C3", "C4", "N1"]))
    def rekeys(self, one: int, key: str) -> None:
        pupils = self.people("pupil")
        if not pupils:
            return
        human, pupil = pupils[one % len(pupils)]
        if not self.model.has_been_given(key, human):
            self.before = None
            edit(OFFICE, pupil, {"sync_key": key}, reach=WHOLE_SITE)
            self.model.rekey(human, key)

    @rule(one=NUMBER, profile=st.sampled_from(["parent", "pupil"]), name=st.integers(0, 1))
    def renames(self, one: int, profile: str, name: int) -> None:
        people = self.people(profile)
        if not people:
            return
        self.before = None
        human, person = people[one % len(people)]
        given, family = NAMES[profile][name].split(",")
        if human.name != NAMES[profile][name]:
            values = {"given_name": given, "family_name": family}
            edit(OFFICE, person, values, reach=WHOLE_SITE, same_person="a test")
            self.model.rename(human, NAMES[profile][name])

    @rule(one=NUMBER, profile=st.sampled_from(["parent", "pupil"]))
    def trashes(self, one: int, profile: str) -> None:
        people = self.people(profile)
        if len(people) > 1:
            self.before = None
            human, person = people[one % len(people)]
            trash(OFFICE, person, reach=WHOLE_SITE)
            human.trashed = True

    @rule(one=NUMBER, other=NUMBER, profile=st.sampled_from(["parent", "pupil"]))
    def merges(self, one: int, other: int, profile: str) -> None:
        people = self.people(profile)
        if len(people) > 2 and one % len(people) != other % len(people):
            self.before = None
            kept, gone = people[one % len(people)], people[other % len(people)]
            merge(OFFICE, kept[1], gone[1], reason="a test", reach=WHOLE_SITE, same_person="a test")
            self.model.merge(kept[0], gone[0])

    @rule(one=NUMBER, answer=st.sampled_from(["same", "same", "other", "kept", "moved"]))
    def decides(self, one: int, answer: str) -> None:
        open_ = [each for each in self.model.asked if each.answer == ""]
        if not open_:
            return
        asked = open_[one % len(open_)]
        if asked.key_led and answer not in {"kept", "moved"}:
            answer = "moved"
        elif not asked.key_led and answer == "moved":
            answer = "same"
        if asked.key_led and answer == "moved" and self.model.led_by(asked.key) is not asked.who:
            return
        self.before = None
        found = self.question(asked)
        if answer == "moved":
            move_asked(OFFICE, found, "a test", reach=WHOLE_SITE)
            self.model.release(asked.key)
        else:
            {
                "same": answer_question.same,
                "other": answer_question.other,
                "kept": answer_question.keep,
            }[answer](OFFICE, found)
        for twin in self.model.twins(asked):
            twin.answer = answer

    def question(self, asked: Asked) -> Question:
        """By whom it is about and what the file said."""
        said = asked.about[1].replace(",", " ")
        kind = "key-led-elsewhere" if asked.key_led else "other-person"
        for found in Question.objects.filter(kind=kind, answer=Answer.OPEN, value=said):
            assert found.parent is not None
            if of_person(found.parent) == label(asked.who):
                return found
        raise AssertionError(f"nobody is asked about {asked}")

    @invariant()
    def alike(self) -> None:
        humans = {human.number: label(human) for human in self.model.humans}
        assert Counter(map(of_person, Person.objects.all())) == Counter(humans.values())
        assert Counter(
            (of_person(edge.parent), of_person(edge.child), edge.state)
            for edge in Relationship.objects.select_related("parent", "child")
        ) == Counter(
            (humans[parent], humans[child], edge.state)
            for (parent, child), edge in self.model.edges.items()
        )
        assert Counter(
            (of_person(pending.parent), pending.folded, pending.granted)
            for pending in PendingRelationship.objects.filter(
                state=PendingState.WAITING
            ).select_related("parent")
        ) == Counter(
            (humans[parent], key, granted) for (parent, key), granted in self.model.pendings.items()
        )
        assert Counter(
            (of_person(each.parent), each.value.replace(" ", ","))
            for each in Question.objects.filter(
                answer="", kind__in=["other-person", "key-led-elsewhere"]
            )
            if each.parent is not None
        ) == Counter(
            (humans[each.who.number], each.about[1])
            for each in self.model.asked
            if each.answer == ""
        )


def test_k26_k29_the_model_and_the_site_propose_a_described_child() -> None:
    """What the steps below seldom come to."""
    site = Site()
    try:
        pupils = [Row("C1", "", "Una,Lie"), Row("C2", "", "Ivo,Sand"), Row("C3", "", "Ivo,Sand")]
        adults = [Row("P1", "", "Ada,Berg", called=name) for name in NAMES["pupil"]]
        for profile, lines in (("pupil", pupils), ("parent", adults), ("parent", adults)):
            site.take((profile, lines, None))
            site.alike()
        [edge] = site.model.edges.values()
        assert edge.state == "proposed"
    finally:
        site.teardown()


def test_k04_k05_k08_k15_k26_k32_the_site_does_what_the_model_does() -> None:
    run(Site, settings=settings(max_examples=(EXAMPLES + 1) // 2, stateful_step_count=16))
