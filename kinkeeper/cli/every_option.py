"""Walks through all that can be typed: each option and argument of each command."""

import argparse
from collections.abc import Iterator


def every_option(
    parser: argparse.ArgumentParser,
) -> Iterator[tuple[argparse.ArgumentParser, argparse.Action]]:
    """Each with the parser of its command, in this parser and those below."""
    for action in parser._actions:  # noqa: SLF001  # argparse shows them nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # nor its own kinds
            for below in action.choices.values():
                yield from every_option(below)
        else:
            yield parser, action
