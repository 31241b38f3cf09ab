"""What `kinkeeper check` says of the second wall."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Said


def pages_have_a_role(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """Whether the pages connect as a role that policies bind, as far as the settings tell."""
    roles = settings.DATABASE_ROLES
    if roles["web"]["USER"] != roles["migrate"]["USER"]:
        return []
    return [
        Said(
            "Pages connect to the database as the owner of the tables, whom no policy binds: the "
            "database itself keeps nothing from a page that forgets to ask who is looking.",
            hint="Run `kinkeeper database roles`, then set DATABASE_URL_WEB and DATABASE_URL_WORK.",
            id="kinkeeper.W002",
        )
    ]
