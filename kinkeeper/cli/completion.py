"""Completion by the tab key: a script for the shell, made of what the parser knows."""

import argparse

from kinkeeper.cli.every_option import every_option
from kinkeeper.cli.output import Exit, put

FILES = {"FILE", "OUT.pdf"}  # what takes a file of this machine


def completion(chosen: argparse.Namespace) -> int:
    """Needs neither settings nor a database."""
    import shtab  # noqa: PLC0415  # no other command needs it

    from kinkeeper.cli.parser import build  # noqa: PLC0415  # which names this module

    parser = build()
    for _command, action in every_option(parser):
        if action.metavar in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # so shtab wants it
    put(shtab.complete(parser, shell=chosen.shell))
    return Exit.DONE
