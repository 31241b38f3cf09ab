"""K38 as a law: random sites, reaches and acts; nobody holds a way in to what they do not reach.

The judge reads the tables itself and knows nothing of the function that the acts ask.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access.scopes import children
from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Tries
from kinkeeper.credentials.redeem import Unusable, by_code, redeem
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.may_open_account import WAY_IN, closed_to
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import Refusal as RelationshipRefused
from kinkeeper.families.release import ask, refuse, release
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.models import Batch
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.letters.renew_link import order_link
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person, PersonState
from kinkeeper.people.reach import reach_of
from kinkeeper.registry.edit import edit
from kinkeeper.registry.memberships import belong
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.start_over import start_over
from tests.cast import make

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["issue", "issue", "open", "start_over", "mail", "merge", "move", "move", "connect",
             "disconnect", "propose", "grant", "belong"]
        ),
        st.integers(0, 2),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    max_size=12,
)  # fmt: skip


@dataclass
class Site:
    """`codes`: (whose desk it lies on, for whom, the code), `mailboxes`: (office, person) where the
    office gave the account an address of its own."""

    offices: list[Person]
    parents: list[Person]
    pupils: list[Person]
    schools: list[Organisation]
    codes: list[tuple[Person, Person, str]] = field(default_factory=list)
    mailboxes: set[tuple[int, int]] = field(default_factory=set)


def site() -> Site:
    cast = make()
    hill = [cast.hillside, cast.lakeside]
    return Site(
        [cast.henry, cast.lara, cast.admin],
        [cast.kari, cast.jonas, cast.stranger],
        [cast.nora, cast.elias, cast.theo, cast.mila],
        hill,
    )


def lacks(office: Person, parent: Person) -> list[str]:
    """What the parent's account opens now and the office does not administer."""
    if office.profile == "system-administrator":
        return []
    roots = [place.path for place in Organisation.objects.filter(memberships__person=office)]

    def mine(person: Person) -> list[bool]:
        paths = Membership.objects.filter(person=person).values_list(
            "organisation__path", flat=True
        )
        return [any(p == root or p.startswith(f"{root}/") for root in roots) for p in paths]

    found = [f"place of {parent}" for within in mine(parent) if not within]
    return found + [f"child {child}" for child in children(parent) if not any(mine(child))]


def holds_nothing_foreign(state: Site) -> None:
    for office, parent, code in state.codes:
        account = Person.objects.get(pk=parent.pk)
        with suppress(Unusable):
            by_code(Actor(None, "somebody", "a test"), code)
            assert not lacks(office, account), (office.username, account.username)
    for office_id, parent_id in state.mailboxes:
        office, account = Person.objects.get(pk=office_id), Person.objects.get(pk=parent_id)
        if account.email == f"{office.username}@example.org" and lacks(office, account):
            assert not mails_itself_a_way_in(account)


def mails_itself_a_way_in(account: Person) -> bool:
    """Whether "Forgotten password" or a fresh link would go to the address on file."""
    Person.objects.filter(pk=account.pk).update(password="chosen")
    Tries.objects.all().delete()
    mails = post_reset_mails(Actor(None, "somebody", "a test"), account.username)
    Person.objects.filter(pk=account.pk).update(password=account.password)
    before = Batch.objects.count()
    order_link(Actor(None, "somebody", "a test"), account)
    return bool(mails) or Batch.objects.count() > before


@dataclass
class Turn:
    """One office does one thing to one parent and one pupil."""

    state: Site
    office: Person
    one: int
    other: int

    def __post_init__(self) -> None:
        self.by = Actor(self.office.pk, self.office.full_name, "a test")
        self.reach = reach_of(self.office)
        self.parent = self.state.parents[self.one % len(self.state.parents)]
        self.pupil = self.state.pupils[self.other % len(self.state.pupils)]
        self.place = self.state.schools[self.other % 2]
        self.relationship = Relationship.objects.filter(
            parent=self.parent, child=self.pupil
        ).first()

    def issue(self) -> None:
        [choice] = choose([self.parent], by_email=False, reach=self.reach)
        if choice.gets_one:
            [issued] = issue_many(self.by, [self.parent.pk], Channel.LETTER)
            self.state.codes.append((self.office, self.parent, issued.code or ""))

    def open(self) -> None:
        if self.state.codes:
            _office, whose, code = self.state.codes[self.one % len(self.state.codes)]
            found = by_code(Actor(None, "somebody", "a test"), code)
            redeem(Actor(whose.pk, whose.full_name, "a test"), found.pk, CHOSEN)

    def start_over(self) -> None:
        start_over(self.by, self.parent, reason="a test", reach=self.reach)

    def mail(self) -> None:
        if may_touch(self.office, self.parent):
            address = f"{self.office.username}@example.org"
            edit(self.by, self.parent, {"email": address}, reach=self.reach)
            self.state.mailboxes.add((self.office.pk, self.parent.pk))

    def merge(self) -> None:
        gone = self.state.parents[self.other % len(self.state.parents)]
        if may_touch(self.office, self.parent) and may_touch(self.office, gone):
            merge(self.by, self.parent, gone, reason="a test", reach=self.reach)

    def move(self) -> None:
        Membership.objects.filter(person=self.pupil).delete()
        Membership.objects.create(person=self.pupil, organisation=self.state.schools[self.one % 2])

    def belong(self) -> None:
        if may_touch(self.office, self.parent):
            belong(self.by, self.parent, [self.place], reach=self.reach)

    def connect(self) -> None:
        if self.relationship is None or self.relationship.state == RelationshipState.ENDED:
            connect(self.by, self.parent, self.pupil)

    def grant(self) -> None:
        if self.relationship is not None and self.relationship.state == RelationshipState.PROPOSED:
            connect(self.by, self.parent, self.pupil, reason="a test")

    def disconnect(self) -> None:
        disconnect(self.by, self.parent, self.pupil, reason="a test", block=False)

    def propose(self) -> None:
        if self.relationship is None:
            Relationship.objects.create(
                parent=self.parent,
                child=self.pupil,
                state=RelationshipState.PROPOSED,
                reach=self.reach.kept(),
                sources=["import:1"],
            )

    def ask(self) -> None:
        ask(self.by, self.reach, [self.parent.pk], WAY_IN)


def act(state: Site, name: str, who: int, one: int, other: int) -> None:
    getattr(Turn(state, state.offices[who], one, other), name)()


def may_touch(office: Person, parent: Person) -> bool:
    if office.profile == "system-administrator":
        return True
    return Membership.objects.filter(
        person=parent, organisation_id__in=reach_of(office).ids()
    ).exists()


@given(ACTS)
def test_k38_nobody_holds_what_opens_more_than_they_reach(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, acts: list[tuple[str, int, int, int]]
) -> None:
    with fresh():
        state = site()
        for name, who, one, other in acts:
            with suppress(Refusal, RelationshipRefused, Unusable), transaction.atomic():
                act(state, name, who, one, other)
            holds_nothing_foreign(state)


RELEASES = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "release", "release", "refuse", "move", "connect"]),
        st.integers(0, 2),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    max_size=10,
)


@given(RELEASES)
def test_k38_only_what_each_school_released_may_be_opened(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, acts: list[tuple[str, int, int, int]]
) -> None:
    """What an office may open is what it reaches and what those who reach it released to it."""
    with fresh():
        state = site()
        given_away: dict[tuple[int, int | None], Collection[object]] = {}
        questions = []
        for name, who, one, other in acts:
            office = state.offices[who]
            by, reach = Actor(office.pk, office.full_name, "a test"), reach_of(office)
            with suppress(Refusal, RelationshipRefused), transaction.atomic():
                if name == "ask":
                    asked = ask(by, reach, [state.parents[one % 3].pk], WAY_IN)
                    questions += [(office, asked)] if asked else []
                elif name in {"release", "refuse"}:
                    if not questions:
                        continue
                    asker, asked = questions[one % len(questions)]
                    decide = release if name == "release" else refuse
                    decide(by, asked, reach=reach)
                    key = (asker.pk, asked.parent_id)
                    parts = asked.parts.exclude(released_at=None)
                    told = set(parts.values_list("organisation_id", "child_id"))
                    given_away[key] = told if name == "release" else set()
                else:
                    act(state, name, who, one, other)
            for office in state.offices[:2]:
                for parent in state.parents:
                    account = Person.objects.get(pk=parent.pk)
                    if account.state == PersonState.TRASHED:
                        continue
                    open_to = not closed_to(reach_of(office), [parent.pk], WAY_IN)
                    if open_to and lacks(office, account):
                        assert given_away.get((office.pk, parent.pk)), (office, parent)
