"""How a command and a group of commands are made."""

import argparse

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # typeshed's
HERE = "kinkeeper.cli"


def group(commands: Commands, name: str, text: str) -> Commands:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run="", alone=parser, json=False)
    return parser.add_subparsers(title="commands", metavar="COMMAND")


def command(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=f"{HERE}.{run}", alone=parser, json=False, acting=None, bare=False)
    return parser


def with_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def with_as(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--as", dest="acting", metavar="REF")
    return parser
