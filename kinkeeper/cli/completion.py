"""Completion by the tab key: a script for the shell, made of what the parser knows."""

import argparse
from collections.abc import Mapping

from kinkeeper.cli.output import Exit, put

FILES = {"FILE", "OUT.pdf"}


def completion(chosen: argparse.Namespace) -> int:
    """Needs neither settings nor a database."""
    import shtab  # noqa: PLC0415  # no other command needs it

    from kinkeeper.cli.parser import build  # noqa: PLC0415  # which names this module

    parser = build()
    _files(parser, shtab.FILE)
    put(shtab.complete(parser, shell=chosen.shell))
    return Exit.DONE


def _files(parser: argparse.ArgumentParser, names: Mapping[str, object]) -> None:
    """Marks what takes a file of this machine."""
    for action in parser._actions:  # noqa: SLF001  # argparse shows them nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for below in action.choices.values():
                _files(below, names)
        elif action.metavar in FILES:
            action.complete = names  # type: ignore[attr-defined]  # so shtab wants it
