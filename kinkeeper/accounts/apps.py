from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kinkeeper.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kinkeeper.accounts import parent_rule  # noqa: PLC0415  # models are ready only now
        from kinkeeper.organisations import settings  # noqa: PLC0415  # as above

        settings.CHECKS.append(parent_rule.check)
