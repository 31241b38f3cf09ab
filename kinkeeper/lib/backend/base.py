"""Django's PostgreSQL backend, for a server of one's own."""

from django.db.backends.postgresql import base

# libpq's names for what this side does, and the server's for its own.
BOTH_SIDES = {
    "keepalives_idle": "tcp_keepalives_idle",
    "keepalives_interval": "tcp_keepalives_interval",
    "keepalives_count": "tcp_keepalives_count",
    "tcp_user_timeout": "tcp_user_timeout",
}


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        """The server looks after this process as this process does after the server: with its own
        settings it would keep the locks of a machine that vanished for two hours. Nothing else
        relies on it, so a pooler may hand such a connection on."""
        super().init_connection_state()
        mine = self.settings_dict["OPTIONS"]
        wanted = {theirs: mine[name] for name, theirs in BOTH_SIDES.items() if name in mine}
        if wanted:
            calls = ", ".join("set_config(%s, %s, false)" for _each in wanted)
            with self.cursor() as cursor:
                cursor.execute(
                    f"SELECT {calls}",  # placeholders alone
                    [word for pair in wanted.items() for word in pair],
                )
