"""Brings a database to what `functions` and `tables` declare; runs after every migration.

Declared once, not migrated step by step: what stands in the database is compared with a digest of
the whole, and made anew in one transaction where it differs. Where the two roles do not exist (a
server of one's own, whose tables' owner is all there is) there are the functions and no policies;
the check of `access.checks` says so.
"""

import hashlib

from django.conf import settings
from django.db import connection, transaction
from psycopg.sql import Literal

from kinkeeper.access.wall.functions import CALLED, CALLED_AT_WORK, DEFINER, FUNCTIONS, READ, TABLES
from kinkeeper.access.wall.roles import WEB, WORK
from kinkeeper.access.wall.tables import GUARDS, OPEN, VIEWS_OF_THEIR_READER, WALLED, WRITES, Walled
from kinkeeper.access.wall.what_is_reached import VIEWS
from kinkeeper.lib import asking, db

ROLES = "SELECT count(*) = 2 FROM pg_roles WHERE rolname = ANY (%s)"


def install() -> bool:
    """Whether anything had to be done. To be run as the owner of the tables."""
    with transaction.atomic():
        db.run(TABLES)
        declared = _declared()
        if db.column("SELECT declared FROM wall.state") == [declared]:
            return False
        _functions()
        if has_roles():
            _policies()
        db.run(
            "INSERT INTO wall.state (declared) VALUES (%s) "
            "ON CONFLICT (one) DO UPDATE SET declared = excluded.declared",
            [declared],
        )
    return True


def has_roles() -> bool:
    return bool(db.value(ROLES, [[WEB, WORK]]))


def stands() -> bool:
    """Whether what this version declares is there, with this site's secret key and time zone."""
    there = db.value("SELECT to_regclass('wall.state') IS NOT NULL")
    return there and db.column("SELECT declared FROM wall.state") == [_declared()]


def _declared() -> str:
    said = (TABLES, FUNCTIONS, VIEWS, repr(WALLED), repr(OPEN), VIEWS_OF_THEIR_READER, GUARDS,
            CALLED, CALLED_AT_WORK, READ)  # fmt: skip
    here = (settings.TIME_ZONE, asking.attest("declared"), has_roles())
    return hashlib.sha256(repr((said, here)).encode()).hexdigest()


def _functions() -> None:
    db.run(
        "INSERT INTO wall.key (pages) VALUES (%s) "
        "ON CONFLICT (one) DO UPDATE SET pages = excluded.pages",
        [asking.key()],
    )
    zone = Literal(settings.TIME_ZONE).as_string(connection.connection)
    db.run(FUNCTIONS.format(definer=DEFINER, zone=zone))
    db.run(VIEWS.format(zone=zone))
    db.run("REVOKE ALL ON ALL TABLES IN SCHEMA wall FROM PUBLIC")
    db.run("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA wall FROM PUBLIC")
    for name in GUARDS:
        db.run(f"ALTER FUNCTION {name}() {DEFINER}")


def _policies() -> None:
    both = f"{WEB}, {WORK}"
    db.run(f"GRANT USAGE ON SCHEMA public, wall TO {both}")
    db.run(f"GRANT SELECT ON {', '.join(READ)} TO {both}")
    db.run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {both}")
    db.run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WORK}")
    db.run(f"REVOKE UPDATE, DELETE ON journal_entry, journal_seal FROM {WORK}")
    db.run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {both}")
    for called in CALLED:
        db.run(f"GRANT EXECUTE ON FUNCTION {called} TO {both}")
    for called in CALLED_AT_WORK:
        db.run(f"GRANT EXECUTE ON FUNCTION {called} TO {WORK}")
    for table, walled in WALLED.items():
        db.run(f"GRANT {walled.rights} ON {table} TO {WEB}")
        _wall(table, walled)
    for table, opened in OPEN.items():
        if opened.rights:
            db.run(f"GRANT {opened.rights} ON {table} TO {WEB}")
    for view in (*VIEWS_OF_THEIR_READER, "organisations_below"):
        db.run(f"ALTER VIEW {view} SET (security_invoker = true)")
        db.run(f"GRANT SELECT ON {view} TO {WEB}")


def _wall(table: str, walled: Walled) -> None:
    old = "SELECT polname FROM pg_policy WHERE polrelid = %s::regclass"
    for name in db.column(old, [table]):
        db.run(f"DROP POLICY {name} ON {table}")
    db.run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    policies: dict[str, str] = {
        "web_sees": f"FOR SELECT TO {WEB} USING ({walled.shows})",
        "web_adds": f"FOR INSERT TO {WEB} WITH CHECK ({walled.adds})",
        "web_changes": f"FOR UPDATE TO {WEB} USING ({WRITES}) WITH CHECK ({WRITES})",
        "web_removes": f"FOR DELETE TO {WEB} USING ({WRITES})",
    }
    for name, policy in policies.items():
        db.run(f"CREATE POLICY {name} ON {table} {policy}")
