"""The demo: a small believable school, its pages, a worker, and ready-made logins."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from kinkeeper.cli import serve
from kinkeeper.cli.migrate import alone_migrating
from kinkeeper.cli.output import Exit, Refused, put, say
from kinkeeper.cli.processes import Program, run
from kinkeeper.demo import school
from kinkeeper.embedded import server
from kinkeeper.lib import database_role

HOST = "127.0.0.1"
WATCHED = "rosters"


def demo(chosen: argparse.Namespace) -> int:
    """Serves until stopped; a second run shows the same school again."""
    address = f"http://{HOST}:{chosen.port}"
    if not chosen.no_serve:
        serve.refuse_taken(HOST, chosen.port)
    if not settings.EMBEDDED:
        with database_role.connected_as(database_role.MIGRATE), alone_migrating():
            call_command("migrate", verbosity=0, interactive=False)
    try:
        if school.load():
            say("A small sample school has been imported.")
    except school.NotEmpty as error:
        raise Refused(
            "not-empty",
            "This database already has people in it; the demo needs one of its own. Set "
            "KINKEEPER_HOME to an empty folder.",
        ) from error
    if chosen.no_serve:
        return Exit.DONE
    serve.collect()
    serve.set_the_clock(demo=True)
    watched = settings.HOME / WATCHED
    school.fill(watched)
    _print(address, watched)
    programs = [Program(serve.granian(HOST, chosen.port, 1)), serve.worker_program()]
    folders = ":".join(map(str, [watched, *settings.SOURCE_FOLDERS]))
    more = {"KINKEEPER_DEMO": "on", "KINKEEPER_SOURCE_FOLDERS": folders}
    code = run(programs, {"KINKEEPER_URL": address} | more)
    if settings.EMBEDDED:
        server.release(settings.HOME)
        server.wait_until_stopped(settings.HOME)
    return code


def _print(address: str, watched: Path) -> None:
    put(f"\n  The sample school is at {address}/\n")
    put(f"  Everyone’s password is:  {school.PASSWORD}\n")
    for login in school.LOGINS:
        put(f"    {login.username:<14} {login.what}")
    put(f"\n  E-mails the school sends are shown at {address}/demo/inbox/")
    put("  Staff sign in without a second step here: staff_second_factor=off.")
    put("  To make letters: sign in as anna.admin, then Credentials, Letters for parents.")
    put(f"  A folder to fetch from, with a file in it: {watched}/")
    put(f"  Set it up as anna.admin at {address}/staff/sources/new/, for parents of Hillside.")
    put("  Stop with Ctrl-C. The data stays in " + str(settings.HOME) + "\n")
    sys.stdout.flush()
