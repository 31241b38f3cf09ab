"""Django's PostgreSQL backend, for the embedded server."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from kinkeeper.embedded import server


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            server.ensure_started(settings.HOME)
            try:
                return super().get_new_connection(conn_params)
            except self.Database.OperationalError:
                # killed, or stopped by somebody: one more start, and then the error is the answer
                server.restart(settings.HOME)
                return super().get_new_connection(conn_params)
        except server.CannotStart as error:
            raise self.Database.OperationalError(str(error)) from error
