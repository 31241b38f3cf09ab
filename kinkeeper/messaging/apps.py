from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "kinkeeper.messaging"
    label = "messaging"
