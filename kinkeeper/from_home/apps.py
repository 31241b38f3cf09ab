from django.apps import AppConfig


class FromHomeConfig(AppConfig):
    name = "kinkeeper.from_home"
    label = "from_home"
