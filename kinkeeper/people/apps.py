from django.apps import AppConfig
from django.utils.translation import get_language_bidi

from kinkeeper.roster.text.isolate import ask_whether_right_to_left


class PeopleConfig(AppConfig):
    name = "kinkeeper.people"
    label = "people"

    def ready(self) -> None:
        """Names are set apart by the direction of the language in which they are read."""
        ask_whether_right_to_left(get_language_bidi)
