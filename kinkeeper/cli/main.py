"""Finds the command that was typed, runs it, and turns its end into an exit code."""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from kinkeeper.cli import outage_messages
from kinkeeper.cli.output import BEFORE, Exit, Refused, put_json, say
from kinkeeper.cli.parser import build


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    BEFORE.clear()
    gc.disable()  # while modules load, nothing is garbage; a fifth of a short command's time
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
    parser = build()
    if words and not words[0].startswith("-") and words[0] not in _names(parser):
        return _django(words)
    try:
        chosen = parser.parse_args(words)
    except SystemExit as end:
        if end.code and "--json" in words:
            put_json(
                {"error": {"code": "usage", "message": "See the message on stderr, or --help."}}
            )
        return int(end.code or Exit.DONE)
    if not chosen.run:
        return _help(chosen.alone, asked=not words)
    try:
        found = _function(chosen.run) if chosen.bare else _ready(chosen.run)
        return int(found(chosen))
    except Refused as refused:
        return _refuse(chosen, refused.code, str(refused), refused.exit_code, **refused.more)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:  # noqa: BLE001  # the last door: a trace and exit code 70
        return _unexpected(chosen, error)


def _help(parser: argparse.ArgumentParser, *, asked: bool) -> int:
    """`kinkeeper` alone asks what there is; half a command is wrong usage, and is told the rest."""
    parser.print_help(None if asked else sys.stderr)
    return Exit.DONE if asked else Exit.USAGE


def _names(parser: argparse.ArgumentParser) -> set[str]:
    actions = parser._subparsers  # noqa: SLF001  # argparse has no public word for it
    found = actions._group_actions[0].choices if actions is not None else None  # noqa: SLF001  # as above
    return set(found or ())


def _ready(run: str) -> Callable[[argparse.Namespace], int]:
    """The command's function, with Django set up and an empty embedded database migrated."""
    import django  # noqa: PLC0415  # --help must not wait for it

    from kinkeeper.lib.env import Misconfigured  # noqa: PLC0415  # as above

    try:
        django.setup()
    except Misconfigured as error:
        raise Refused("misconfigured", str(error), Exit.USAGE) from error
    found = _function(run)
    gc.freeze()
    gc.set_threshold(50_000)  # a roster's rows are many lists and no garbage
    gc.enable()
    from kinkeeper.cli.migrate import migrate_embedded, refuse_unready  # noqa: PLC0415  # needs Django set up
    from kinkeeper.lib import database_role  # noqa: PLC0415  # as above

    migrate_embedded()
    refuse_unready(run)

    def at_work(chosen: argparse.Namespace) -> int:
        with database_role.connected_as(database_role.WORK):
            return found(chosen)

    return at_work


def _function(run: str) -> Callable[[argparse.Namespace], int]:
    module, _colon, function = run.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), function)
    return found


def _django(words: list[str]) -> int:
    import django  # noqa: PLC0415  # --help must not wait for it
    from django.core.management import execute_from_command_line, get_commands  # noqa: PLC0415  # as above

    from kinkeeper.lib.env import Misconfigured  # noqa: PLC0415  # as above

    try:
        django.setup()  # or the applications' own commands would be unknown
        if words[0] not in {"help", "runserver", *get_commands()}:
            say(f"There is no command {words[0]}. kinkeeper --help lists them.")
            return Exit.USAGE
        with _alone(words):
            execute_from_command_line(["kinkeeper", *words])
    except Misconfigured as error:
        say(str(error))
        return Exit.USAGE
    except Exception as error:
        told = outage_messages.told(error)
        if told is None:
            raise
        say(told[1])
        return Exit.REFUSED
    return Exit.DONE


def _alone(words: list[str]) -> AbstractContextManager[None]:
    if words[0] != "migrate" or {"-h", "--help"} & set(words):
        return nullcontext()
    from kinkeeper.cli.migrate import alone_migrating  # noqa: PLC0415  # needs Django set up

    return alone_migrating()


def _refuse(
    chosen: argparse.Namespace, code: str, message: str, exit_code: Exit, **more: object
) -> int:
    if chosen.json:
        put_json({"error": {"code": code, "message": message, **more}})
    else:
        say(message)
    return exit_code


def _unexpected(chosen: argparse.Namespace, error: Exception) -> int:
    """A broken machine is named; a bug leaves its trace on stderr. The data is as it was."""
    told = outage_messages.told(error)
    if told is not None:
        return _refuse(chosen, *told, Exit.REFUSED)
    import traceback  # noqa: PLC0415  # only when something broke

    traceback.print_exception(error, file=sys.stderr)
    return _refuse(
        chosen,
        "unexpected",
        "An unexpected error happened; this step changed nothing. The lines above say where.",
        Exit.UNEXPECTED,
    )
