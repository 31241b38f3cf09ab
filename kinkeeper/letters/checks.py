"""What `kinkeeper check` says of letters and mails."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Said


def address_is_set(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """Letters, e-mails and QR codes bear the site's address; unset, it is that of this machine."""
    if settings.URL_IS_SET:
        return []
    return [
        Said(
            f"KINKEEPER_URL is not set: letters, e-mails and QR codes lead to {settings.URL}, "
            "which opens on this machine only.",
            hint="Set it to the address parents type, such as https://parents.school.example.",
            id="kinkeeper.W001",
        )
    ]
