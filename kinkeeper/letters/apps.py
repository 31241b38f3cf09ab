from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "kinkeeper.letters"
    label = "letters"
