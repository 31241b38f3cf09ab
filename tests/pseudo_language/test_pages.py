"""In another language no page, whoever looks, has a sentence left in English."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.pseudo_language import busy_school, catalogue, shown
from tests.pseudo_language.walk import Walk, is_page, kind
from tests.routes import routes
from tests.sources.conftest import SetUp, folder, set_up

__all__ = ["folder", "set_up"]  # fixtures
pytestmark = pytest.mark.django_db
ROUTES = [each.path for each in routes() if "^" not in each.path]
LAST = 5  # the number of the walk before Nora is of age
# For machines, or a file; and what only an act or a link of a mail leads to.
NO_PAGE = {
    "/", "/healthz", "/metrics", "/robots.txt", "/.well-known/security.txt", "/sign-out/",
    "/new-password/",
    "/activate/#/", "/activate/again/", "/activate/password/", "/address/#/", "/address/confirm/",
    "/forgotten/#/#/", "/forgotten/password/", "/staff/inbox/#/move/",
    # for who is half-way in, or just proved who they are: see test_ways_in
    "/sign-in/second-step/", "/sign-in/second-step/passkey/",
    "/sign-in/second-step/passkey/options/", "/sign-in/second-step/recovery/",
    "/sign-in/second-step/anew/", "/sign-in/set-up/", "/sign-in/set-up/allowed/",
    "/sign-in/set-up/app/", "/sign-in/set-up/passkey/", "/sign-in/set-up/passkey/options/",
    "/not-me/", "/not-me/#/", "/account/link/#/", "/account/app/", "/account/recovery-codes/",
    "/account/passkeys/#/remove/",
    "/account/sessions/#/end/", "/sign-in/provider/#/back/", "/account/identity/#/remove/",
    "/account/provider/#/link/", "/account/prove/provider/#/",
    "/e-mails/stop/#/",  # see test_letters_and_mails
    "/children/contact/withdraw/",  # for a parent with a change; those who walk by links send it
    "/children/e-mails/devices/",  # what a browser says of itself
    "/children/#/#/",  # of each block by its name
    "/children/messages/#/file/#/",  # a file, which has no words of ours
    "/calendar/1.ics",  # a calendar, which has no words of ours
}  # fmt: skip


def test_no_page_has_a_sentence_in_english(
    cast: Cast, set_up: SetUp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_school.make(cast, set_up, folder)
    data = busy_school.data()
    catalogue.speak(monkeypatch)
    left: dict[str, str] = {}
    statuses: set[tuple[str, int]] = set()
    twice = (cast.nora, cast.nora)  # as a child, and of age
    for number, person in enumerate((None, cast.admin, cast.henry, cast.maria, cast.kari, *twice)):
        if number > LAST:
            Person.objects.filter(pk=cast.nora.pk).update(birth_date=date(2000, 1, 1))

        def look(address: str, answer: Any, who: object = person) -> None:
            assert answer.status_code < 500, address
            if is_page(answer):
                for text in shown.of_page(answer.content.decode(), data):
                    left.setdefault(text, f"{who}: {address}")

        walk = Walk(person, look)
        known = ROUTES if person in (None, cast.admin) else []  # the others go by links
        walk.through([*(each for route in known for each in busy_school.addresses(route)), "/"])
        statuses |= walk.statuses
    assert "\n".join(f"{text!r} ({where})" for text, where in left.items()) == ""
    answered = {address for address, status in statuses if status == 200}
    acts = {address for address, status in statuses if status == 405}
    every = {kind(re.sub("<.*?>", "1", busy_school.named(route)))[:-1] for route in ROUTES}
    assert " ".join(sorted(every - answered - acts - NO_PAGE)) == ""
