"""The options that say how files are read."""

import argparse

from kinkeeper.roster.options import AUTO, FORMATS
from kinkeeper.roster.vocabulary import DateOrder

PROFILES = ("system-administrator", "school-administrator", "teacher", "pupil", "parent")


def reading_options(plan: argparse.ArgumentParser, *, of_people: bool = True) -> None:
    """How files are read, by hand or by a source; `of_people`: they are always about people."""
    plan.add_argument("--profile", choices=PROFILES, required=of_people)
    plan.add_argument("--organisation", metavar="PATH", default="")
    plan.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD")
    plan.add_argument("--key-prefix", metavar="TEXT", default="")
    plan.add_argument("--match-on", choices=("sync-key", "username", "email"))
    plan.add_argument("--child-column", metavar="HEADING")
    plan.add_argument(
        "--child-match", choices=("sync-key", "username", "internal-id"), default="sync-key"
    )
    plan.add_argument("--child-separator", metavar="CHAR")
    plan.add_argument("--links", choices=("add", "exact"), default="add")
    plan.add_argument("--date-order", choices=list(DateOrder))
    plan.add_argument("--reset-passwords", action="store_true")
    plan.add_argument("--overwrite", choices=("blank", "named", "all"), default="named")
    plan.add_argument("--format", choices=(AUTO, *FORMATS), default=AUTO)
    plan.add_argument("--encoding", metavar="E")
    plan.add_argument("--delimiter", metavar="D")
