"""What is listed is exactly what still opens, whatever happened in whatever order."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access.models import SessionOwner
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.sessions import kept_as
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, PersonState
from kinkeeper.readings import sign_ins
from kinkeeper.registry.end_sessions import end_everybody, end_sessions
from tests.cast import PASSWORD, Cast
from tests.sessions import browser, opens, pass_by, with_password

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
WHO = ("kari", "maria")
OTHER_PASSWORD = "green harbour seven ladders"
AGES = (timedelta(minutes=20), timedelta(minutes=45), timedelta(hours=11), timedelta(days=31))


class Site:
    """Browsers in which somebody has ever signed in, whatever became of that."""

    def __init__(self, cast: Cast) -> None:
        self.people: dict[str, Person] = {who: with_password(getattr(cast, who)) for who in WHO}
        self.browsers: dict[str, list[Client]] = {who: [] for who in WHO}
        self.passwords = dict.fromkeys(WHO, (PASSWORD, OTHER_PASSWORD))

    def signs_in(self, who: str, which: int) -> None:
        own, password = which % 2 == 0, self.passwords[who][0]
        here = browser(self.people[who], own_device=own, password=password)
        self.browsers[who].append(here)

    def signs_out(self, who: str, which: int) -> None:
        for chosen in self.browsers[who][which : which + 1]:
            chosen.post("/sign-out/")

    def ends_the_others(self, who: str, which: int) -> None:
        for chosen in self.browsers[who][which : which + 1]:
            chosen.post("/account/sessions/end-others/")

    def ends_one(self, who: str, which: int) -> None:
        numbers = SessionOwner.objects.order_by("started_at").values_list("number", flat=True)
        for chosen in self.browsers[who][:1]:
            for number in numbers[which : which + 1]:
                chosen.post(f"/account/sessions/{number}/end/")

    def changes_the_password(self, who: str, which: int) -> None:
        old, new = self.passwords[who]
        for chosen in self.browsers[who][which : which + 1]:
            if opens(chosen):
                chosen.post("/account/password/", {"old": old, "password": new})
                self.passwords[who] = (new, old)

    def is_signed_out_by_the_office(self, who: str, _which: int) -> None:
        end_sessions(OFFICE, self.people[who])

    def does_nothing(self, who: str, which: int) -> None:
        pass_by(self.people[who], since_use=AGES[which])

    def is_busy(self, who: str, which: int) -> None:
        pass_by(self.people[who], since_use=timedelta(), since_start=AGES[which])

    def goes_and_comes_back(self, who: str, _which: int) -> None:
        for state in (PersonState.TRASHED, PersonState.ACTIVE):
            Person.objects.filter(pk=self.people[who].pk).update(state=state)

    def begins_to_work_here(self, who: str, which: int) -> None:
        profile = "teacher" if which % 2 == 0 else self.people[who].profile
        Person.objects.filter(pk=self.people[who].pk).update(profile=profile)

    def parents_are_shut_out(self, _who: str, _which: int) -> None:
        settings.change(OFFICE, "parent_login", value=False)
        settings.change(OFFICE, "parent_login", value=True)

    def everybody_is_signed_out(self, _who: str, _which: int) -> None:
        end_everybody(OFFICE, "a test")

    def holds(self, who: str) -> None:
        """Of the browsers those that open are those that each of them lists. The lists are asked
        for first, and by the newest browser: what opens no more is deleted when it is tried."""
        newest_first = self.browsers[who][::-1]
        rows = dict(SessionOwner.objects.values_list("number", "session_id"))
        pages = [each.get("/account/sessions/") for each in newest_first]
        lists: list[list[sign_ins.SignIn]]
        lists = [page.context["found"] for page in pages if page.status_code == 200]
        keys = [str(each.session.session_key) for each in newest_first]
        opening = [
            kept_as(key) for key, each in zip(keys, newest_first, strict=True) if opens(each)
        ]
        assert len(lists) == len(opening)
        for found in lists:
            assert sorted(rows[each.number] for each in found) == sorted(opening)
            assert [each.here for each in found].count(True) == 1


SIGN_IN = st.tuples(st.just(Site.signs_in), st.sampled_from(WHO), st.integers(0, 3))
OTHER = st.sampled_from(
    [each for name, each in vars(Site).items() if not name.startswith("_") and name != "holds"]
)
STEPS = st.lists(SIGN_IN | st.tuples(OTHER, st.sampled_from(WHO), st.integers(0, 3)), max_size=10)


IN, AGAIN = (Site.signs_in, "kari", 1), (Site.signs_in, "kari", 0)


@given(happened=STEPS)
@example(happened=[IN, (Site.does_nothing, "kari", 1), AGAIN])
@example(happened=[IN, (Site.is_busy, "kari", 3), AGAIN])
@example(happened=[IN, AGAIN, (Site.changes_the_password, "kari", 1), AGAIN])
@example(happened=[IN, (Site.parents_are_shut_out, "kari", 0), AGAIN])
@example(happened=[AGAIN, (Site.begins_to_work_here, "kari", 0), AGAIN])
@example(happened=[IN, AGAIN, IN, (Site.ends_one, "kari", 1), (Site.signs_out, "kari", 2)])
def test_r_034_what_is_listed_is_exactly_what_still_opens(
    cast: Cast, behind_the_wall: None, fresh: Any, happened: list[tuple[Any, str, int]]
) -> None:
    with fresh():
        site = Site(cast)
        for step, who, which in happened:
            step(site, who, which)
        for who in WHO:
            site.holds(who)
