from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "kinkeeper.journal"
    label = "journal"
