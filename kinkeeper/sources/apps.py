from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "kinkeeper.sources"
    label = "sources"
