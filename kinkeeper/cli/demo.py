"""The demo: a small believable school, its pages, a worker, and ready-made logins."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from kinkeeper.cli import serve
from kinkeeper.cli.output import Exit, Refused, put, say
from kinkeeper.cli.processes import Program, run
from kinkeeper.cli.site_settings import alone_migrating
from kinkeeper.demo import school
from kinkeeper.embedded import server

HOST = "127.0.0.1"
WATCHED = "rosters"


def demo(chosen: argparse.Namespace) -> int:
    """Serves until stopped; a second run shows the same school again."""
    address = f"http://{HOST}:{chosen.port}"
    if not chosen.no_serve:
        serve.refuse_taken(HOST, chosen.port)
    if not settings.EMBEDDED:
        with alone_migrating():
            call_command("migrate", verbosity=0, interactive=False)
    try:
        if school.load():
            say("A small school was loaded through the real import.")
    except school.NotEmpty as error:
        raise Refused(
            "not-empty",
            "This database has people already; the demo wants one of its own. Set KINKEEPER_HOME "
            "to an empty folder.",
        ) from error
    if chosen.no_serve:
        return Exit.DONE
    serve.collect()
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
    put(f"\n  Kinkeeper shows a small school at {address}/\n")
    put(f"  The password of each is:  {school.PASSWORD}\n")
    for login in school.LOGINS:
        put(f"    {login.username:<14} {login.what}")
    put(f"\n  Mails that are sent stand in {address}/demo/inbox/")
    put("  For a letter: sign in as anna.admin, Credentials, Letters for parents.")
    put(f"  A folder to be watched, with a file in it: {watched}/")
    put(f"  Try it as anna.admin at {address}/staff/sources/new/, for parents of Hillside.")
    put("  Stop with Ctrl-C. The school is kept in " + str(settings.HOME) + "\n")
    sys.stdout.flush()
