from django.apps import AppConfig
from django.core.checks import register

from kinkeeper.letters.checks import address_is_set


class LettersConfig(AppConfig):
    name = "kinkeeper.letters"
    label = "letters"

    def ready(self) -> None:
        register(address_is_set)
