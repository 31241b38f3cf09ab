from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from kinkeeper.access.checks import pages_have_a_role


class AccessConfig(AppConfig):
    name = "kinkeeper.access"
    label = "access"

    def ready(self) -> None:
        register(pages_have_a_role)
        post_migrate.connect(_build_the_wall, sender=self)


def _build_the_wall(**_more: object) -> None:
    """After the last app's tables are there: this app comes last."""
    from kinkeeper.access.wall import install  # noqa: PLC0415  # --help and most commands need none

    install.install()
