"""Pages of the test's identity provider, and what it says of a person besides who it is."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]  # it has no types
    def get_claims(self, purpose: str, user: Any, *args: Any, **more: Any) -> dict[str, Any]:
        claims = dict(super().get_claims(purpose, user, *args, **more))
        return {**claims, "employee_number": user.last_name}
