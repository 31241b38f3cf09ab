"""What can be typed: the commands, their options, and which function answers each."""

import argparse

from kinkeeper.cli.option_help import fill
from kinkeeper.cli.reading_options import PROFILES, reading_options

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # typeshed's
ASKED = (
    "proposed", "held-back", "likely-key", "trashed-child", "wrong-key", "rows-disagree",
    "other-person", "key-led-elsewhere", "release",
)  # fmt: skip
DECISIONS = (
    "keep", "cancel", "connect", "grant", "decline", "same", "other", "move",
    "release", "refuse",
)  # fmt: skip
HERE = "kinkeeper.cli"


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
    _running(commands)
    _site(commands)
    _people(commands)
    _imports(commands)
    _sources(commands)
    _relationships(commands)
    _inbox(commands)
    _credentials(commands)
    fill(parser)
    return parser


def _running(commands: Commands) -> None:
    serve = _command(commands, "serve", "serve:serve", "serve the pages, with a worker beside them")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    serve.add_argument("--workers", type=int, default=2)
    serve.add_argument("--no-worker", action="store_true", help="the pages alone")
    _command(commands, "worker", "serve:worker", "do the work that waits: imports, letters, mails")
    demo = _command(commands, "demo", "demo:demo", "a small believable school to look at")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--no-serve", action="store_true", help="load the school and stop")
    completion = _command(
        commands, "completion", "completion:completion", "a script for the shell's tab key"
    )
    completion.set_defaults(bare=True)
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="for which shell")
    admin = _group(commands, "admin", "people who run the site")
    create = _command(admin, "create", "people:create_admin", "make an account for somebody")
    create.add_argument("username")
    create.add_argument("--profile", choices=PROFILES, required=True)
    create.add_argument("--organisation", action="append", default=[], metavar="PATH")
    create.add_argument("--password-stdin", action="store_true", help="read it from stdin")
    _as(create)


def _site(commands: Commands) -> None:
    settings = _group(commands, "settings", "the site's settings, and a school's own")
    shown = _json(_as(_command(settings, "show", "site_settings:show_settings", "what is set")))
    change = _as(_command(settings, "set", "site_settings:set_settings", "parent_login=on …"))
    change.add_argument("values", nargs="+", metavar="NAME=VALUE")
    for act in (shown, change):
        act.add_argument("--organisation", metavar="PATH")
    journal = _group(commands, "journal", "who did what to whom")
    lines = _json(_as(_command(journal, "list", "journal:list_lines", "the newest first")))
    lines.add_argument("--about", metavar="REF")
    lines.add_argument("--by", metavar="REF")
    lines.add_argument("--act", metavar="A")
    lines.add_argument("--since", metavar="DATE")
    lines.add_argument("--until", metavar="DATE")
    lines.add_argument("--organisation", metavar="PATH")
    lines.add_argument("--most", type=int, default=1000, metavar="N")
    restored = _command(
        commands, "after-restore", "after_restore:after_restore", "close what a backup opens again"
    )
    _json(_as(restored)).add_argument("--dump-made-at", metavar="TIME", help="2026-08-01T03:00")
    restored.add_argument("--done", action="store_true", help="what was asked is entered: open")
    restored.add_argument("--reason", default="", metavar="TEXT", help="with --done")
    organisations = _group(commands, "organisations", "the hierarchy")
    add = _command(
        organisations, "add", "site_settings:add_organisation", "a path and what lacks above"
    )
    add.add_argument("path")
    _as(add)
    _json(_as(_command(organisations, "list", "site_settings:list_organisations", "all of them")))


def _people(commands: Commands) -> None:
    people = _group(commands, "people", "everybody with an account")
    find = _json(_as(_command(people, "list", "people:list_people", "who is here")))
    find.add_argument("--profile", choices=PROFILES)
    find.add_argument("--organisation", metavar="PATH")
    show = _json(_as(_command(people, "show", "people:show_person", "one person")))
    show.add_argument("ref", metavar="REF")
    for name, text in (("add", "a new person"), ("edit", "an existing one")):
        change = _json(_as(_command(people, name, f"people:{name}_person", text)))
        change.add_argument("ref", metavar="REF", help="key:… or user:… or id:…")
        change.add_argument("values", nargs="*", metavar="FIELD=VALUE")
        change.add_argument("--move-key", metavar="REASON", default="", help="take it from a pupil")
        if name == "edit":
            change.add_argument("--same-person", metavar="REASON", nargs="?", const="")
            change.add_argument("--reason", metavar="TEXT", default="", help="the same, spelled so")
    one = _as(
        _command(people, "one-person", "people:is_one_person", "the name is not two people's")
    )
    one.add_argument("ref", metavar="REF")
    for name in ("trash", "restore"):
        move = _as(_command(people, name, f"people:{name}_person", f"{name} a person"))
        move.add_argument("ref", metavar="REF")
    over = _as(
        _command(
            people, "start-over", "people:start_over_with", "take a password away; then a letter"
        )
    )
    over.add_argument("ref", metavar="REF")
    over.add_argument("--reason", required=True)
    _json(_as(_command(people, "duplicates", "merging:list_duplicates", "probably two of one")))
    merge = _json(_as(_command(people, "merge", "merging:merge_people", "join two accounts")))
    merge.add_argument("keep", metavar="KEEP")
    merge.add_argument("gone", metavar="GONE")
    merge.add_argument("--same-person", metavar="REASON", nargs="?", const="")
    unmerge = _json(_as(_command(people, "unmerge", "merging:unmerge_people", "take it back")))
    unmerge.add_argument("ref", metavar="REF", help="either of the two; id:… means that very one")
    for act in (merge, unmerge):
        act.add_argument("--reason", required=True, metavar="TEXT")
    template = _as(_command(people, "template", "people:template", "a sample file"))
    template.add_argument("--profile", choices=PROFILES, default="parent")
    template.add_argument("--organisation", metavar="PATH", help="with the pupils to fill in")


def _imports(commands: Commands) -> None:
    imports = _group(commands, "import", "rosters: plan, look, apply")
    for name, text in (("plan", "read files and store a plan"), ("run", "plan, then apply")):
        plan = _json(_as(_command(imports, name, f"imports:{name}", text)))
        _plan_options(plan)
        if name == "run":
            _new_schools(plan)
    apply = _json(_as(_command(imports, "apply", "imports:apply_plan", "apply a stored plan")))
    apply.add_argument("id", type=int)
    _new_schools(apply)
    apply.add_argument("--accept-guard", metavar="REASON", default="", help="apply all the same")
    undo = _json(_as(_command(imports, "undo", "undo_import:undo_import", "take an import back")))
    undo.add_argument("id", type=int)
    discard = _json(_as(_command(imports, "discard", "imports:discard_plan", "throw a plan away")))
    discard.add_argument("id", type=int)
    show = _json(_as(_command(imports, "show", "imports:show", "one import")))
    show.add_argument("id", type=int)
    show.add_argument("--problems", action="store_true")
    show.add_argument("--rows", action="store_true")
    _json(_as(_command(imports, "list", "imports:list_imports", "past imports")))


def _new_schools(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--new-schools", action="store_true", help="make them, though one here is called nearly so"
    )


def _plan_options(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("files", nargs="+", metavar="FILE")
    plan.add_argument("--series", metavar="NAME", default="", help="files that follow each other")
    reading_options(plan)


def _sources(commands: Commands) -> None:
    sources = _group(commands, "sources", "folders and servers that are asked on a schedule")
    _json(_as(_command(sources, "list", "sources:list_sources", "all, and how each stands")))
    add = _json(_as(_command(sources, "add", "sources:add_source", "set one up")))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--kind", choices=("folder", "https", "sftp"), required=True)
    add.add_argument("--address", required=True, help="/folder/, https://… or sftp://…")
    when = add.add_mutually_exclusive_group(required=True)
    when.add_argument("--every", type=int, metavar="MIN", help="minutes from run to run")
    when.add_argument("--daily", metavar="HH:MM", help="in the site's time zone")
    add.add_argument("--take", choices=("newest", "all"), default="newest")
    add.add_argument(
        "--trust",
        action="extend",
        nargs="+",
        default=[],
        choices=("create", "change", "connect", "remove"),
        help="what it may do while nobody looks",
    )
    add.add_argument("--username", default="")
    add.add_argument("--secret-stdin", action="store_true", help="a password, token or key")
    add.add_argument("--host-key", default="", metavar="KEY", help="SFTP: as ssh-keyscan shows it")
    add.set_defaults(series="")
    reading_options(add)
    for name, text in (
        ("run", "ask it now, in this process"),
        ("pause", "ask it no more"),
        ("resume", "ask it again"),
        ("remove", "forget it; its imports stay"),
    ):
        act = _json(_as(_command(sources, name, f"sources:{name}_source", text)))
        act.add_argument("name", metavar="NAME")
        act.add_argument("--organisation", metavar="PATH", default="")


def _relationships(commands: Commands) -> None:
    relationships = _group(commands, "relationships", "who belongs to whom")
    find = _json(
        _as(_command(relationships, "list", "relationships:list_relationships", "all pairs"))
    )
    find.add_argument("--parent", metavar="REF")
    find.add_argument("--child", metavar="REF")
    find.add_argument("--state", choices=("active", "pending", "proposed", "blocked", "ended"))
    connect = _relationship(relationships, "connect", "connect by hand")
    connect.add_argument("--kind", default="unspecified")
    connect.add_argument("--reason", default="", help="for a pair proposed under a restriction")
    remove = _relationship(relationships, "disconnect", "remove, and block unless told otherwise")
    remove.add_argument("--reason", required=True)
    remove.add_argument("--no-block", action="store_true")
    _relationship(relationships, "block", "let no import connect them").add_argument(
        "--reason", required=True
    )
    _relationship(relationships, "unblock", "lift a block").add_argument("--reason", required=True)
    cancel = _json(_as(_command(relationships, "cancel", "relationships:cancel", "a pending one")))
    cancel.add_argument("parent", metavar="PARENT")
    cancel.add_argument("pending", metavar="MATCH:VALUE")
    explain = _json(
        _as(_command(commands, "explain", "relationships:explain_relationship", "why, or why not"))
    )
    explain.add_argument("parent", metavar="PARENT")
    explain.add_argument("child", metavar="CHILD")


def _relationship(relationships: Commands, name: str, text: str) -> argparse.ArgumentParser:
    act = _json(_as(_command(relationships, name, f"relationships:{name}_relationship", text)))
    act.add_argument("parent", metavar="PARENT")
    act.add_argument("child", metavar="CHILD")
    return act


def _inbox(commands: Commands) -> None:
    inbox = _group(commands, "inbox", "what imports left for a person to decide")
    find = _json(_as(_command(inbox, "list", "inbox:list_asked", "what is asked, or was decided")))
    find.add_argument("--kind", choices=ASKED)
    find.add_argument("--import", dest="roster_import", type=int, metavar="ID")
    find.add_argument("--decided", action="store_true", help="what was decided instead")
    decide = _json(_as(_command(inbox, "decide", "inbox:decide", "answer one, or several alike")))
    decide.add_argument("ids", nargs="+", metavar="ID", help="as inbox list shows it")
    decide.add_argument("act", choices=DECISIONS)
    decide.add_argument("--child", metavar="REF", help="with connect: whom the key meant")
    again = _json(_as(_command(inbox, "ask-again", "inbox:ask_again", "take an answer back")))
    again.add_argument("id", metavar="ID")
    for act in (decide, again):
        act.add_argument("--reason", default="", metavar="TEXT")


def _credentials(commands: Commands) -> None:
    credentials = _group(commands, "credentials", "letters and mails with a way in")
    issue = _json(_as(_command(credentials, "issue", "credentials:issue", "make and hand out")))
    issue.add_argument("--person", action="append", default=[], metavar="REF")
    issue.add_argument("--organisation", metavar="PATH")
    issue.add_argument("--not-signed-in", action="store_true")
    how = issue.add_mutually_exclusive_group(required=True)
    how.add_argument("--letters", metavar="OUT.pdf")
    how.add_argument("--email", action="store_true")
    issue.add_argument("--layout", choices=("page", "list"), default="page")
    go_on = _command(credentials, "go-on", "credentials:go_on", "send what a batch has not sent")
    _json(_as(go_on)).add_argument("batch", type=int)
    _json(_as(_command(credentials, "list", "credentials:list_states", "states, never a code")))


def _group(commands: Commands, name: str, text: str) -> Commands:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run="", alone=parser, json=False)
    return parser.add_subparsers(title="commands", metavar="COMMAND")


def _command(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=f"{HERE}.{run}", json=False, acting=None, bare=False)
    return parser


def _json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def _as(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--as", dest="acting", metavar="REF", help="act with this person's reach")
    return parser
