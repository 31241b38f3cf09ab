"""An identity provider that lies, and a site that knows it."""

from collections.abc import Iterator

import pytest

from kinkeeper.accounts.oidc import ask, description
from kinkeeper.accounts.provider_models import IdentityProvider
from tests.accounts import lying_provider
from tests.accounts.lying_provider import Provider
from tests.accounts.provider_steps import set_up
from tests.cast import Cast


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    ask.forget()
    description.forget()


@pytest.fixture
def lying() -> Iterator[Provider]:
    with lying_provider.running() as there:
        yield there


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second instead of ten."""
    monkeypatch.setattr(ask, "SILENCE", 0.5)
    monkeypatch.setattr(ask, "WHOLE", 0.5)


@pytest.fixture
def school(cast: Cast, lying: Provider, behind_the_wall: None) -> IdentityProvider:
    """Parents and staff are found by the claim `key`."""
    return set_up(lying)
