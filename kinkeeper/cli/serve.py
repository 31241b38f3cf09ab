"""The processes that stay: pages and worker."""

import argparse
import socket
import sys
from pathlib import Path

from django.conf import settings as django_settings
from django.core.management import call_command

from kinkeeper.access.wall.clock import set_clock
from kinkeeper.cli.output import Exit, Refused, say
from kinkeeper.cli.processes import Program, run
from kinkeeper.lib import database_role
from kinkeeper.organisations import restore_hold, settings
from kinkeeper.people.models import Profile
from kinkeeper.people.reach import site_is_administered


def serve(chosen: argparse.Namespace) -> int:
    """The pages, and a worker beside them unless told not to; until it is told to stop."""
    host, _colon, port = chosen.bind.rpartition(":")
    if not port.isdecimal():
        raise Refused("usage", f"--bind {chosen.bind}: write HOST:PORT.", Exit.USAGE)
    if ":" not in host:
        refuse_taken(host or "127.0.0.1", int(port))
    collect()
    set_the_clock(demo=django_settings.DEMO)
    found = restore_hold.pulse()
    if found is not None:
        say(restore_hold.said(found))
    programs = [Program(granian(host or "127.0.0.1", int(port), chosen.workers))]
    if chosen.no_worker:
        say("No worker is started here. For imports, letters and e-mails, run: kinkeeper worker")
    elif found is not None and not found.voided:
        say("Until then no worker is started.")
    else:
        programs.append(worker_program())
    _tell(f"http://{host or '127.0.0.1'}:{port}/")
    return run(programs)


def _tell(address: str) -> None:
    """Where the pages are, and what stands in the way of administrators and parents."""
    say(f"Pages: {address}   Stop: Ctrl-C")
    if django_settings.URL_IS_SET:
        say(f"Links in letters and e-mails lead to {django_settings.URL}/")
    else:
        say(f"KINKEEPER_URL is not set: letters and e-mails lead to {django_settings.URL}/")
    if not site_is_administered():
        say(
            "No administrator yet: "
            f"kinkeeper admin create USERNAME --profile {Profile.SYSTEM_ADMINISTRATOR}."
        )
    if not settings.get("parent_login"):
        say("Parent login is off. To switch it on: kinkeeper settings set parent_login=on")


def set_the_clock(*, demo: bool) -> None:
    """Of the pages, as the environment says for a demo; else it is now. Only the embedded database
    can have another."""
    if django_settings.EMBEDDED:
        with database_role.connected_as(database_role.MIGRATE):
            set_clock(django_settings.CLOCK if demo else None)


def worker(chosen: argparse.Namespace) -> int:
    """Nothing in a backup may be done twice: it does not start before the command has been run."""
    found = restore_hold.pulse()
    if found is not None and not found.voided:
        raise Refused("restored", restore_hold.said(found))
    return run([worker_program()])


def collect() -> None:
    """Static files, compressed and named by their content, into the data folder."""
    call_command("collectstatic", verbosity=0, interactive=False)


def granian(host: str, port: int, workers: int) -> list[str]:
    program = str(Path(sys.executable).with_name("granian"))
    command = [program, "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws"]
    command += ["--workers-kill-timeout", "8", "--respawn-failed-workers"]
    return [*command, "--log-level", "warning", "kinkeeper.wsgi:application"]


def worker_program() -> Program:
    """It ends when its connection is lost, and is then started again."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]
    command += ["--shutdown-graceful-timeout", "10", "--delete-jobs", "successful"]
    return Program(command, again=True)


def refuse_taken(host: str, port: int) -> None:
    """The server below shares ports without a word; two sites on one would answer by turns."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                "port-taken",
                f"Port {port} is in use. Choose another one, for example {port + 123}.",
            ) from error
