from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "kinkeeper.families"
    label = "families"
