"""K38 as a law of ways in: what was only proposed stays shut to what another office could read."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access.scopes import children
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.record_way_in import enter, readers_of_mail
from kinkeeper.credentials.redeem import Unusable, redeem
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import Refusal
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import as_setter
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.reach import reach_of
from tests.families.releasing import World, world

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["propose", "propose", "grant", "grant", "connect", "disconnect", "move", "letter",
             "letter", "reset", "own_mailbox", "nobodys_mailbox"]
        ),
        st.integers(0, 3),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    max_size=14,
)  # fmt: skip


@dataclass
class Account:
    """`reader` is the office that could read the last way in (None: nobody, or the site's)."""

    person: Person
    reader: Person | None = None
    shut: set[int] = field(default_factory=set)


@dataclass
class Turn:
    world: World
    account: Account
    office: Person
    pupil: Person
    number: int

    def __post_init__(self) -> None:
        self.by = Actor(self.office.pk, self.office.full_name, "a test")
        self.parent = self.account.person
        self.relationship = Relationship.objects.filter(
            parent=self.parent, child=self.pupil
        ).first()

    def propose(self) -> None:
        if self.relationship is None:
            Relationship.objects.create(
                parent=self.parent, child=self.pupil, state=RelationshipState.PROPOSED,
                reach=reach_of(self.office).kept(), sources=["import:1"],
            )  # fmt: skip

    def grant(self) -> None:
        """By hand, or as a file, an undo or the end of a merge would write it."""
        if self.relationship is None or self.relationship.state != RelationshipState.PROPOSED:
            return
        if self.number % 2:
            connect(self.by, self.parent, self.pupil, reason="a test")
        else:
            Relationship.objects.filter(pk=self.relationship.pk).update(
                state=RelationshipState.ACTIVE
            )
        reader = self.account.reader
        if reader is not None and not self.world.reaches(reader.pk, ("child", self.pupil.pk)):
            self.account.shut.add(self.pupil.pk)

    def connect(self) -> None:
        if self.relationship is None:
            connect(self.by, self.parent, self.pupil)

    def disconnect(self) -> None:
        disconnect(self.by, self.parent, self.pupil, reason="a test", block=False)
        self.account.shut.discard(self.pupil.pk)
        Relationship.objects.filter(parent=self.parent, child=self.pupil).delete()

    def move(self) -> None:
        Membership.objects.filter(person=self.pupil).delete()
        school = self.world.schools[self.number % 4]
        Membership.objects.create(person=self.pupil, organisation=school)

    def letter(self) -> None:
        [issued] = issue_many(self.by, [self.parent.pk], Channel.LETTER)
        redeem(Actor(self.parent.pk, "somebody", "a test"), issued.credential.pk, CHOSEN)
        self.came_in(self.office)
        assert not self.account.shut  # a code opens all of it or nothing

    def reset(self) -> None:
        """In a mailbox that the office gave."""
        self.mailbox(as_setter(reach_of(self.office)))
        self.came_in(self.office)

    def own_mailbox(self) -> None:
        self.mailbox([])
        self.came_in(None)

    def nobodys_mailbox(self) -> None:
        self.mailbox(None)
        self.came_in(self.account.reader)

    def mailbox(self, roots: list[int] | None) -> None:
        Person.objects.filter(pk=self.parent.pk).update(email_reach=roots)
        person = Person.objects.get(pk=self.parent.pk)
        enter(person, readers_of_mail(person, person.way_in_reach))

    def came_in(self, reader: Person | None) -> None:
        site = reader is None or reader.profile == "system-administrator"
        self.account.reader = None if site else reader
        account = Person.objects.get(pk=self.parent.pk)
        things = self.world.things(reader.pk, account, every=False) if reader else set()
        if reader is None or all(self.world.reaches(reader.pk, each) for each in things):
            self.account.shut = set()


# proposed, opened by another office, granted; then the owner's own mailbox
@example([("propose", 1, 0, 2), ("letter", 0, 0, 0), ("grant", 1, 0, 2), ("own_mailbox", 0, 0, 0)])
# a mailbox of the office that does not reach the child shows no more
@example([("propose", 1, 0, 2), ("letter", 0, 0, 0), ("grant", 1, 0, 2), ("reset", 0, 0, 0)])
@given(ACTS)
def test_k38_law_what_was_proposed_is_seen_by_no_way_in_of_another_office(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, acts: list[tuple[str, int, int, int]]
) -> None:
    with fresh():
        state = world()
        accounts = [Account(parent) for parent in state.parents]
        for name, who, one, other in acts:
            account = accounts[one]
            turn = Turn(state, account, state.offices[who], state.pupils[other], who + other)
            try:
                with transaction.atomic():
                    getattr(turn, name)()
            except (Refusal, Unusable):
                continue
            for each in accounts:
                active = Relationship.objects.filter(
                    parent=each.person, state=RelationshipState.ACTIVE
                )
                expected = set(active.values_list("child", flat=True)) - each.shut
                assert set(children(each.person).values_list("pk", flat=True)) == expected
