"""Setting an identity provider up, and what cannot be."""

import pytest
from django.test import Client

from kinkeeper.accounts import providers
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.accounts.providers import Refusal, Wanted
from kinkeeper.journal.models import Entry
from tests.accounts.lying_provider import CLIENT, Provider
from tests.accounts.provider_steps import OFFICE, set_up
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("issuer", {"issuer": "http://login.example.org"}),
        ("issuer", {"issuer": "http://127.0.0.1.example.org"}),
        ("issuer", {"issuer": "http://[::1]:8000"}),
        ("issuer", {"issuer": "login.example.org"}),
        ("issuer", {"issuer": "https://user:pw@login.example.org"}),
        ("issuer", {"issuer": "https://login.example.org/?a=b"}),
        ("issuer", {"issuer": "https://login.example.org#x"}),
        ("issuer", {"issuer": "https://login.example.org:x"}),
        ("issuer", {"issuer": "ftp://login.example.org"}),
        ("issuer", {"issuer": "file:///etc/passwd"}),
        ("name", {"name": "   "}),
        ("client_id", {"client_id": ""}),
        ("audience", {"audience": "pupils"}),
        ("claim", {"claim": "email"}),
        ("claim", {"claim": "Preferred_Username"}),
        ("claim", {"claim": "sub"}),
        ("secret", {"secret": "two\nlines"}),
    ],
)
def test_what_cannot_be_set_up(
    cast: Cast, lying: Provider, field: str, typed: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as refused:
        set_up(lying, **typed)
    assert refused.value.field == field


def test_another_issuer_never_gets_the_secret(cast: Cast, lying: Provider) -> None:
    made = set_up(lying)
    wanted = Wanted("School", "https://other.example.org", CLIENT, "both")
    with pytest.raises(Refusal) as refused:
        providers.change(OFFICE, made, wanted)
    assert refused.value.field == "secret"
    made.refresh_from_db()
    providers.change(OFFICE, made, Wanted("School", lying.issuer, CLIENT, "parents"))
    assert providers.client_of(made, "").secret == "a client's secret"


def test_an_administrator_sets_one_up_on_the_page(cast: Cast, lying: Provider) -> None:
    admin = Client()
    admin.force_login(cast.admin)
    typed = {
        "name": "School", "issuer": lying.issuer, "client_id": "kk", "secret": "very-secret",
        "audience": "parents", "claim": "key", "scope": "profile", "second_step": "",
    }  # fmt: skip
    answer = admin.post("/staff/settings/providers/new/", typed, follow=True)
    page = answer.content.decode()
    made = IdentityProvider.objects.get()
    assert f"/sign-in/provider/{made.pk}/back/" in page
    assert "very-secret" not in page
    assert made.scope == "openid profile"
    assert "Sign in with" in Client().get("/sign-in/").content.decode()
    kept = admin.post(answer.request["PATH_INFO"], {**typed, "secret": "", "name": "Renamed"})
    assert kept.status_code == 302
    assert providers.client_of(IdentityProvider.objects.get(), "").secret == "very-secret"
    lines = str(list(Entry.objects.values_list("data", flat=True)))
    assert "very-secret" not in lines
    admin.post(f"/staff/settings/providers/{made.pk}/remove/")
    assert not IdentityProvider.objects.exists()
