"""K38 as a law of releases: random asks, releases, their end, moves, merges and pending
relationships.

The model keeps who released what to whom for what; the judge reads the tables itself. An office may
do exactly what it reaches and what was released to it for that act by whoever still reaches it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.redeem import Unusable, by_code, redeem
from kinkeeper.families import may_open_account
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.may_open_account import CONTACT, WAY_IN, OpeningAct, merging, parting
from kinkeeper.families.models import (
    Part,
    PendingRelationship,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.refusals import Refusal as RelationshipRefused
from kinkeeper.families.release import ask, refuse, release
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Membership, Merge, Person, PersonState
from kinkeeper.people.reach import reach_of
from kinkeeper.readings.merging import brought, taken_back
from kinkeeper.registry.edit import edit
from kinkeeper.registry.memberships import belong
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.start_over import start_over
from kinkeeper.registry.unmerge import unmerge
from tests.families.releasing import Given, World, thing_of, world

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"
NOBODY = Actor(None, "somebody", "a test")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "ask", "ask", "release", "release", "release", "refuse", "expire", "move",
             "move", "belong", "connect", "disconnect", "propose", "expect", "merge", "unmerge",
             "letter", "open", "start_over", "contact"]
        ),
        st.integers(0, 3),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=14,
)  # fmt: skip


@dataclass
class Turn:
    world: World
    office: Person
    one: int
    other: int
    expected: bool = True

    def __post_init__(self) -> None:
        self.by = Actor(self.office.pk, self.office.full_name, "a test")
        self.reach = reach_of(self.office)
        self.parent = self.world.parents[self.one % 3]
        self.twin = self.world.parents[(self.one + 1 + self.other % 2) % 3]
        self.pupil = self.world.pupils[self.other % 4]
        self.school = self.world.schools[self.one % 4]

    def ask(self) -> None:
        act = self.world.act(self.other, self.parent, self.twin)
        people = [self.parent.pk, self.twin.pk] if act.every else [self.parent.pk]
        ask(self.by, self.reach, people, act)

    def release(self) -> None:
        asked = self.asked()
        mine = [part for part in asked.parts.filter(released_at=None) if self.reaches(part)]
        release(self.by, asked, reach=self.reach)
        assert mine, "nothing of this was theirs"
        same = Question.objects.filter(kind=QuestionKind.RELEASE, act=asked.act, reach=asked.reach)
        for question in same.filter(parts__isnull=False).distinct():
            for part in question.parts.exclude(released_at=None):
                if any(thing_of(part) == thing_of(one) for one in mine) and part.person_id in {
                    one.person_id for one in mine if thing_of(one) == thing_of(part)
                }:
                    self.note(question, part)

    def note(self, question: Question, part: Part) -> None:
        for office in self.world.offices:
            if reach_of(office).kept() == question.reach and not any(
                each.question == question.pk
                and (each.person, each.thing) == (part.person_id, thing_of(part))
                for each in self.world.given
            ):
                self.world.given.add(
                    Given(
                        question.pk, office.pk, question.act, part.person_id, thing_of(part),
                        self.office.pk,
                    )
                )  # fmt: skip

    def refuse(self) -> None:
        asked = self.asked()
        refuse(self.by, asked, reach=self.reach)
        self.world.given = {each for each in self.world.given if each.question != asked.pk}

    def asked(self) -> Question:
        open_ones = list(
            Question.objects.filter(kind=QuestionKind.RELEASE, answer="").order_by("pk")
        )
        if not open_ones:
            raise Refusal("nothing", "nothing is asked")
        return open_ones[self.one % len(open_ones)]

    def reaches(self, part: Part) -> bool:
        thing = thing_of(part)
        whole = self.office.profile == "system-administrator"
        return whole or (thing[0] != "pending" and self.world.reaches(self.office.pk, thing))

    def expire(self) -> None:
        Part.objects.exclude(released_at=None).update(
            released_at=F("released_at") - timedelta(days=15)
        )
        self.world.given = set()

    def move(self) -> None:
        Membership.objects.filter(person=self.pupil).delete()
        Membership.objects.create(person=self.pupil, organisation=self.school)

    def belong(self) -> None:
        place = self.world.schools[self.other % 4]
        belong(self.by, self.parent, [place], reach=self.reach)

    def connect(self) -> None:
        connect(self.by, self.parent, self.pupil, reason="a test")

    def disconnect(self) -> None:
        disconnect(self.by, self.parent, self.pupil, reason="a test", block=False)

    def propose(self) -> None:
        if not Relationship.objects.filter(parent=self.parent, child=self.pupil).exists():
            Relationship.objects.create(
                parent=self.parent, child=self.pupil, state=RelationshipState.PROPOSED,
                reach=self.reach.kept(), sources=["import:1"],
            )  # fmt: skip

    def expect(self) -> None:
        key = f"X-{PendingRelationship.objects.count()}"
        PendingRelationship.objects.create(
            parent=self.parent, match="sync-key", value=key, folded=key, source="import:1",
            reach=self.reach.kept(),
        )  # fmt: skip

    def merge(self) -> None:
        self.only_if(merging(self.parent.pk, self.twin.pk), self.parent, self.twin)
        merge(self.by, self.parent, self.twin, reason="a test", reach=self.reach)

    def unmerge(self) -> None:
        made = Merge.objects.order_by("-pk").first()
        if made is not None:
            act = parting(made.kept_id, made.gone_id)
            self.only_if(act, made.kept, made.gone)
            unmerge(
                self.by, made, reason="a test", reach=self.reach, undone=taken_back, brought=brought
            )

    def letter(self) -> None:
        account = Person.objects.get(pk=self.parent.pk)
        [choice] = choose([account], by_email=False, reach=self.reach)
        if choice.gets_one:
            assert self.world.may(self.office, WAY_IN, account)
            [issued] = issue_many(self.by, [account.pk], Channel.LETTER)
            self.world.codes.append((self.office, account, issued.code or ""))

    def open(self) -> None:
        if self.world.codes:
            _office, whose, code = self.world.codes[self.one % len(self.world.codes)]
            found = by_code(NOBODY, code)
            redeem(Actor(whose.pk, whose.full_name, "a test"), found.pk, CHOSEN)

    def start_over(self) -> None:
        self.only_if(WAY_IN, self.parent)
        start_over(self.by, self.parent, reason="a test", reach=self.reach)

    def contact(self) -> None:
        self.only_if(CONTACT, self.parent)
        address = f"{self.office.username}.{self.other}@example.org"
        edit(self.by, self.parent, {"email": address}, reach=self.reach)

    def only_if(self, act: OpeningAct, *accounts: Person) -> None:
        """What follows goes through only where the model allows it."""
        stored = [Person.objects.get(pk=each.pk) for each in accounts]
        self.expected = self.world.may(self.office, act, *stored)


def holds(state: World) -> None:
    for office in state.offices[:3]:
        reach = reach_of(office)
        accounts = [Person.objects.get(pk=each.pk) for each in state.parents]
        here = [each for each in accounts if each.state != PersonState.TRASHED]
        for account in here:
            for act in (WAY_IN, CONTACT):
                open_to = may_open_account.may_open(reach, account.pk, act)
                told = (office.username, account.username, act.name)
                assert open_to == state.may(office, act, account), told
        for kept in here:
            for gone in here:
                act = merging(kept.pk, gone.pk)
                if kept != gone:
                    open_to = not may_open_account.closed_to(reach, [kept.pk, gone.pk], act)
                    assert open_to == state.may(office, act, kept, gone), (office, kept, gone)
    for office, whose, code in state.codes:
        with suppress(Unusable):
            by_code(NOBODY, code)
            assert state.may(office, WAY_IN, Person.objects.get(pk=whose.pk)), office


# a pending relationship is released for a merge, and another one comes
@example([("expect", 1, 0, 0), ("ask", 0, 0, 2), ("release", 3, 0, 0), ("expect", 1, 0, 0)])
# a child is released and moves on; then comes back
@example(
    [("move", 3, 1, 0), ("ask", 0, 0, 0), ("release", 1, 0, 0), ("letter", 0, 0, 0),
     ("move", 3, 2, 0), ("open", 0, 0, 0), ("move", 3, 1, 0), ("open", 0, 0, 0)]
)  # fmt: skip
# a merge is released and made, and opens nothing else; what is over is over
@example(
    [("move", 3, 1, 0), ("ask", 0, 2, 2), ("release", 1, 0, 0), ("merge", 0, 2, 0),
     ("letter", 0, 2, 0), ("unmerge", 0, 0, 0), ("expire", 3, 0, 0)]
)  # fmt: skip
@given(ACTS)
def test_k38_law_an_office_does_what_it_reaches_and_what_was_released_for_that(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, acts: list[tuple[str, int, int, int]]
) -> None:
    with fresh():
        state = world()
        for name, who, one, other in acts:
            turn = Turn(state, state.offices[who], one, other)
            with suppress(Refusal, RelationshipRefused, Unusable), transaction.atomic():
                turn.expected = True
                getattr(turn, name)()
                assert turn.expected, (name, turn.office, turn.parent)
            holds(state)
