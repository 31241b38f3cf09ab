"""Going to an identity provider and coming back, step by step, as a browser does."""

import re
from typing import Any

from django.test import Client

from kinkeeper.accounts import providers
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.accounts.providers import Wanted
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from tests.accounts.lying_provider import CLIENT, Provider

THERE = re.compile(r"^0; url=(.+)$")
OFFICE = Actor(None, "the office", "a test")


def set_up(lying: Provider, **more: Any) -> IdentityProvider:
    values = {
        "name": "School account", "issuer": lying.issuer, "client_id": CLIENT, "audience": "both",
        "claim": "key", "secret": "a client's secret", **more,
    }  # fmt: skip
    return providers.add(OFFICE, Wanted(**values))


def off(school: IdentityProvider, browser: Client, address: str = "") -> str:
    """Where the button leads."""
    answer = browser.post(address or f"/sign-in/provider/{school.pk}/")
    assert answer.status_code == 200, answer.headers
    found = THERE.match(answer["Refresh"])
    assert found is not None
    return found[1]


def come(
    school: IdentityProvider, lying: Provider, browser: Client | None = None, start: str = ""
) -> Any:
    """There, signed in, and back: the answer, `client` with it."""
    browser = browser or Client()
    code, state = lying.code_for(off(school, browser, start))
    return back(school, browser, code=code, state=state)


def back(school: IdentityProvider, browser: Client, **query: str) -> Any:
    return browser.get(f"/sign-in/provider/{school.pk}/back/", query)


def acts(person: Person | None = None) -> list[str]:
    lines = Entry.objects.order_by("pk")
    found = lines if person is None else lines.filter(person_id=person.pk)
    return list(found.values_list("action", flat=True))


def unknown(answer: Any) -> bool:
    """The page that tells nothing more; a stranger's is the same, letter by letter."""
    page = answer.content.decode()
    assert "_auth_user_id" not in answer.client.session
    return answer.status_code == 403 and "We do not know you here yet" in page
