from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "kinkeeper.credentials"
    label = "credentials"
