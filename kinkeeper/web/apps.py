from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kinkeeper.web"
    label = "web"

    def ready(self) -> None:
        """Whoever signs in has just shown that they are there."""
        from kinkeeper.web import fresh_proof  # noqa: F401, PLC0415  # it connects itself
