"""The database's roles: the SQL that makes them on a server of one's own, and their addresses."""

import argparse
from urllib.parse import quote, urlencode

from django.conf import settings

from kinkeeper.access.wall.roles import SQL
from kinkeeper.cli.output import Exit, put


def roles(_chosen: argparse.Namespace) -> int:
    """The embedded PostgreSQL has them already."""
    put(SQL.rstrip())
    return Exit.DONE


def url(chosen: argparse.Namespace) -> int:
    """For psql and other programs of libpq; with the password, where there is one."""
    known = settings.DATABASE_ROLES[chosen.role]
    user = quote(known["USER"], safe="")
    if known.get("PASSWORD"):
        user += ":" + quote(known["PASSWORD"], safe="")
    host, more = known["HOST"], {}
    if host.startswith("/"):  # a socket's folder is no part of an address
        host, more = "", {"host": host}
    port = f":{known['PORT']}" if known.get("PORT") else ""
    query = f"?{urlencode(more)}" if more else ""
    put(f"postgresql://{user}@{host}{port}/{quote(known['NAME'], safe='')}{query}")
    return Exit.DONE
