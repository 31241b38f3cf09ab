from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kinkeeper.records"
    label = "records"
