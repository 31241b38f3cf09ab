from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "kinkeeper.organisations"
    label = "organisations"
