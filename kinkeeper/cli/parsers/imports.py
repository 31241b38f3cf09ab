"""Files: imported once, or fetched on a schedule."""

import argparse

from kinkeeper.cli.parsers.command import Commands, command, group, with_as, with_json
from kinkeeper.cli.reading_options import reading_options
from kinkeeper.roster.vocabulary import About

ABOUT = (About.PEOPLE, About.RECORDS, About.EVERYTHING)


def add_imports(commands: Commands) -> None:
    imports = group(commands, "import", "import files: plan, check, apply")
    for name, text in (("plan", "read files and store a plan"), ("run", "plan and apply")):
        plan = with_json(with_as(command(imports, name, f"imports:{name}", text)))
        _plan_options(plan)
        if name == "run":
            _new_schools(plan)
    apply = with_json(
        with_as(command(imports, "apply", "imports:apply_plan", "apply a stored plan"))
    )
    apply.add_argument("id", type=int)
    _new_schools(apply)
    apply.add_argument("--accept-guard", metavar="REASON", default="")
    undo = with_json(with_as(command(imports, "undo", "undo_import:undo_import", "undo an import")))
    undo.add_argument("id", type=int)
    discard = with_json(
        with_as(command(imports, "discard", "imports:discard_plan", "discard a plan"))
    )
    discard.add_argument("id", type=int)
    show = with_json(with_as(command(imports, "show", "imports:show", "show one import")))
    show.add_argument("id", type=int)
    show.add_argument("--problems", action="store_true")
    show.add_argument("--rows", action="store_true")
    with_json(with_as(command(imports, "list", "imports:list_imports", "list imports")))


def _new_schools(command: argparse.ArgumentParser) -> None:
    command.add_argument("--new-schools", action="store_true")


def _plan_options(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("files", nargs="+", metavar="FILE")
    _about_options(plan)
    plan.add_argument("--series", metavar="NAME", default="")
    reading_options(plan, of_people=False)


def _about_options(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("--about", choices=ABOUT, default=About.PEOPLE)
    plan.add_argument("--scope", action="append", default=[], metavar="ORGANISATION")
    plan.add_argument("--from", dest="first_day", metavar="DATE")
    plan.add_argument("--until", metavar="DATE")
    plan.add_argument("--calendar-of", metavar="SCHOOL|CLASS", default="")


def add_sources(commands: Commands) -> None:
    sources = group(commands, "sources", "folders and servers to fetch files from on a schedule")
    with_json(
        with_as(command(sources, "list", "sources:list_sources", "list sources and their state"))
    )
    add = with_json(with_as(command(sources, "add", "sources:add_source", "set up a source")))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--kind", choices=("folder", "https", "sftp"), required=True)
    add.add_argument("--address", required=True)
    when = add.add_mutually_exclusive_group(required=True)
    when.add_argument("--every", type=int, metavar="MIN")
    when.add_argument("--daily", metavar="HH:MM")
    add.add_argument("--take", choices=("newest", "all"), default="newest")
    trusted = ("create", "change", "connect", "remove")
    add.add_argument("--trust", action="extend", nargs="+", default=[], choices=trusted)
    add.add_argument("--username", default="")
    add.add_argument("--secret-stdin", action="store_true")
    add.add_argument("--host-key", default="", metavar="KEY")
    _about_options(add)
    add.set_defaults(series="")
    reading_options(add, of_people=False)
    for name, text in (
        ("run", "fetch now, in this process"),
        ("pause", "stop fetching for now"),
        ("resume", "fetch on schedule again"),
        ("remove", "remove it; its imports stay"),
    ):
        act = with_json(with_as(command(sources, name, f"sources:{name}_source", text)))
        act.add_argument("name", metavar="NAME")
        act.add_argument("--organisation", metavar="PATH", default="")
