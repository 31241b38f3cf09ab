from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kinkeeper.notifications"
    label = "notifications"
