"""The command line: `kinkeeper …`. Every Django management command is reachable as well."""

from kinkeeper.cli.main import main

__all__ = ["main"]
