"""What can be typed: the commands, their options, and which function answers each."""

import argparse

from kinkeeper.cli.option_help import fill
from kinkeeper.cli.parsers import credentials, families, imports, people, site


def build() -> argparse.ArgumentParser:
    """Each command's `run` names its function as `module:function`; nothing heavy is imported. It
    is empty where no command was given, and `alone` is the parser that knows which there are."""
    parser = argparse.ArgumentParser(
        prog="kinkeeper",
        description="The parent portal a school runs itself.",
        epilog="Every Django management command works too: kinkeeper migrate, kinkeeper check …",
    )
    parser.set_defaults(run="", alone=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (
        site.add_running,
        site.add_site,
        people.add_people,
        imports.add_imports,
        imports.add_sources,
        families.add_relationships,
        families.add_rights,
        families.add_shown,
        people.add_protection,
        families.add_inbox,
        credentials.add_credentials,
    ):
        add(commands)
    fill(parser)
    return parser
