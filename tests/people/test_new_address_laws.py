"""The law of K39, held against random sequences of acts on people who have been in."""

from contextlib import suppress
from typing import Any

import pytest
from django.core import mail as outbox
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.letters.models import Batch, BatchState
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.letters.renew_link import order_link
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Merge, NewAddress, Person
from kinkeeper.registry import confirm_address
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.start_over import start_over
from tests.addressing import LINK, OFFICE, as_stored, posted
from tests.cast import Cast
from tests.importing import imported, undone
from tests.merging import merged, unmerged

pytestmark = pytest.mark.django_db
ADDRESSES = ["a@example.org", "b@example.org", "kari@example.org", ""]
WHO = st.sampled_from([0, 1])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), WHO, st.sampled_from(ADDRESSES)),
        st.tuples(st.just("import_"), WHO, st.sampled_from(ADDRESSES)),
        st.tuples(st.just("undo"), WHO),
        st.tuples(st.just("merge"), WHO),
        st.tuples(st.just("unmerge"), WHO),
        st.tuples(st.just("start_over"), WHO),
        st.tuples(st.just("confirm"), WHO),
        st.tuples(st.just("again"), WHO),
        st.tuples(st.just("withdraw"), WHO),
        st.tuples(st.just("order"), WHO),
    ),
    min_size=1,
    max_size=8,
)


class World:
    """Two people who have signed in, what each has of addresses, and what was mailed."""

    def __init__(self, cast: Cast) -> None:
        self.people = [cast.kari, cast.jonas]
        for person in self.people:
            person.set_password("quiet lantern over the lake")
        Person.objects.filter(pk__in=[each.pk for each in self.people]).update(
            last_login="2026-01-01T08:00Z", password="md5$x$y"
        )
        self.owned = {each.pk: {each.email.lower()} for each in self.people}
        self.links: dict[int, str] = {}
        self.imports: list[Any] = []

    def do(self, act: str, who: int, *more: str) -> None:
        with suppress(Refusal):
            getattr(self, act)(as_stored(self.people[who]), *more)
        self.look()

    def edit(self, person: Person, email: str) -> None:
        edit(OFFICE, person, {"email": email}, reach=WHOLE_SITE)

    def import_(self, person: Person, email: str) -> None:
        row = f"{person.sync_key};{person.given_name};{person.family_name};{email}"
        file = f"ParentID;FirstName;LastName;Email\n{row}\n"
        self.imports.append(imported(file, overwrite="all"))

    def undo(self, _person: Person) -> None:
        if self.imports:
            undone(self.imports.pop())

    def merge(self, person: Person) -> None:
        [other] = [each for each in self.people if each.pk != person.pk]
        merged(person, as_stored(other))

    def unmerge(self, _person: Person) -> None:
        for made in Merge.objects.all():
            unmerged(made)

    def start_over(self, person: Person) -> None:
        start_over(OFFICE, person, reason="lost", reach=WHOLE_SITE)

    def again(self, person: Person) -> None:
        confirm_address.ask_again(OFFICE, person)

    def withdraw(self, person: Person) -> None:
        confirm_address.withdraw(OFFICE, person, reach=WHOLE_SITE)

    def order(self, person: Person) -> None:
        order_link(OFFICE, person)

    def confirm(self, person: Person) -> None:
        email = person.stated_email.lower()
        if confirm_address.confirm(OFFICE, person, self.links.get(person.pk, "")):
            self.owned[person.pk].add(email)

    def look(self) -> None:
        """Everything is sent, and whoever can be asked for is asked for."""
        while Batch.objects.filter(state=BatchState.WAITING).exists():
            for each in posted():
                self.judge(each)
        outbox.outbox.clear()
        for name in (*ADDRESSES, *[each.username for each in self.people]):
            post_reset_mails(OFFICE, name)
        for each in outbox.outbox:
            self.judge(each)

    def judge(self, message: Any) -> None:
        [to] = message.to
        found = LINK.search(str(message.body))
        if found is not None:
            row = NewAddress.objects.get(email=to, person__given_name=_whom(message))
            self.links[row.person_id] = found.group(1)
            return
        owners = [each for each in self.people if each.given_name == _whom(message)]
        assert all(to.lower() in self.owned[each.pk] for each in owners), (to, message.body)
        assert owners


def _whom(message: Any) -> str:
    return str(message.body).split(",")[0].removeprefix("Dear ").split()[0]


@given(steps=STEPS)
@example(steps=[("import_", 0, "a@example.org")])
@example(steps=[("edit", 0, "a@example.org")])
@example(steps=[("edit", 0, ""), ("merge", 0)])
@example(steps=[("import_", 0, "a@example.org"), ("confirm", 0), ("undo", 0)])
@example(steps=[("edit", 0, "a@example.org"), ("start_over", 0), ("order", 0)])
@example(steps=[("import_", 0, "a@example.org"), ("import_", 0, "b@example.org"), ("undo", 0)])
def test_k39_law_only_what_the_owner_has_or_confirmed_is_mailed_and_opens(
    steps: list[Any],
    cast: Cast,
    fresh: Any,
) -> None:
    with fresh():
        world = World(cast)
        for step in steps:
            world.do(*step)
        for person in world.people:
            email = as_stored(person).email
            assert not email or email.lower() in world.owned[person.pk]
