"""What can be typed: the commands, their options, and which function answers each."""

import argparse

from kinkeeper.cli.option_help import fill
from kinkeeper.cli.reading_options import PROFILES, reading_options
from kinkeeper.roster.vocabulary import Basis, BlockBasis, Preset, Standing

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # typeshed's
ASKED = (
    "proposed", "held-back", "likely-key", "trashed-child", "wrong-key", "rows-disagree",
    "other-person", "key-led-elsewhere", "release", "block-review", "block-lift",
)  # fmt: skip
DECISIONS = (
    "keep", "cancel", "connect", "grant", "decline", "same", "other", "move",
    "release", "refuse",
)  # fmt: skip
PRESETS = tuple(map(str, Preset))
STANDINGS = tuple(map(str, Standing))
BASES = tuple(map(str, Basis))
BLOCK_BASES = tuple(map(str, BlockBasis))
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
    _rights(commands)
    _protection(commands)
    _inbox(commands)
    _credentials(commands)
    fill(parser)
    return parser


def _running(commands: Commands) -> None:
    serve = _command(commands, "serve", "serve:serve", "serve the pages and run a worker")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    serve.add_argument("--workers", type=int, default=2)
    serve.add_argument("--no-worker", action="store_true")
    _command(commands, "worker", "serve:worker", "run background work: imports, letters, e-mails")
    demo = _command(commands, "demo", "demo:demo", "serve a small sample school to try out")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--no-serve", action="store_true")
    completion = _command(
        commands, "completion", "completion:completion", "print a tab-completion script"
    )
    completion.set_defaults(bare=True)
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    admin = _group(commands, "admin", "accounts for the people who run the site")
    create = _command(admin, "create", "people:create_admin", "create an account")
    create.add_argument("username")
    create.add_argument("--profile", choices=PROFILES, required=True)
    create.add_argument("--organisation", action="append", default=[], metavar="PATH")
    create.add_argument("--password-stdin", action="store_true")
    _as(create)


def _site(commands: Commands) -> None:
    settings = _group(commands, "settings", "the site's settings, and a school's own")
    shown = _json(
        _as(_command(settings, "show", "site_settings:show_settings", "show the settings"))
    )
    change = _as(_command(settings, "set", "site_settings:set_settings", "change settings"))
    change.add_argument("values", nargs="+", metavar="NAME=VALUE")
    for act in (shown, change):
        act.add_argument("--organisation", metavar="PATH")
    journal = _group(commands, "journal", "who did what to whom")
    lines = _json(
        _as(_command(journal, "list", "journal:list_lines", "list entries, newest first"))
    )
    lines.add_argument("--about", metavar="REF")
    lines.add_argument("--by", metavar="REF")
    lines.add_argument("--act", metavar="A")
    lines.add_argument("--since", metavar="DATE")
    lines.add_argument("--until", metavar="DATE")
    lines.add_argument("--organisation", metavar="PATH")
    lines.add_argument("--most", type=int, default=1000, metavar="N")
    restored = _command(
        commands, "after-restore", "after_restore:after_restore", "close what a restore has opened"
    )
    _json(_as(restored)).add_argument("--dump-made-at", metavar="TIME")
    restored.add_argument("--done", action="store_true")
    restored.add_argument("--reason", default="", metavar="TEXT")
    database = _group(commands, "database", "the roles that pages and workers connect as")
    _command(database, "roles", "database:roles", "print the SQL that makes the roles")
    url = _command(database, "url", "database:url", "print a role's address")
    url.add_argument("--role", choices=("web", "work", "migrate"), required=True)
    organisations = _group(commands, "organisations", "districts, schools and classes")
    add = _command(
        organisations, "add", "organisations:add_organisation", "add one, and any missing above"
    )
    add.add_argument("path")
    _as(add)
    _json(_as(_command(organisations, "list", "organisations:list_organisations", "list them")))


def _people(commands: Commands) -> None:
    people = _group(commands, "people", "everyone with an account")
    find = _json(_as(_command(people, "list", "people:list_people", "list people")))
    find.add_argument("--profile", choices=PROFILES)
    find.add_argument("--organisation", metavar="PATH")
    show = _json(_as(_command(people, "show", "people:show_person", "show one person")))
    show.add_argument("ref", metavar="REF")
    for name, text in (("add", "add a person"), ("edit", "change a person")):
        change = _json(_as(_command(people, name, f"people:{name}_person", text)))
        change.add_argument("ref", metavar="REF")
        change.add_argument("values", nargs="*", metavar="FIELD=VALUE")
        change.add_argument("--move-key", metavar="REASON", default="")
        if name == "edit":
            change.add_argument("--same-person", metavar="REASON", nargs="?", const="")
            change.add_argument("--reason", metavar="TEXT", default="")
    one = _as(
        _command(people, "one-person", "people:is_one_person", "confirm a name as one person's")
    )
    one.add_argument("ref", metavar="REF")
    moves = (("trash", "move a person to the trash"), ("restore", "restore one from the trash"))
    for name, text in moves:
        move = _as(_command(people, name, f"people:{name}_person", text))
        move.add_argument("ref", metavar="REF")
    wake = _as(_command(people, "wake", "people:wake_person", "wake an account that rests"))
    wake.add_argument("ref", metavar="REF")
    over = _as(
        _command(
            people, "start-over", "people:start_over_with", "remove the password for a new code"
        )
    )
    over.add_argument("ref", metavar="REF")
    over.add_argument("--reason", required=True)
    _json(_as(_command(people, "duplicates", "merging:list_duplicates", "list likely duplicates")))
    merge = _json(_as(_command(people, "merge", "merging:merge_people", "merge two accounts")))
    merge.add_argument("keep", metavar="KEEP")
    merge.add_argument("gone", metavar="GONE")
    merge.add_argument("--same-person", metavar="REASON", nargs="?", const="")
    unmerge = _json(_as(_command(people, "unmerge", "merging:unmerge_people", "undo a merge")))
    unmerge.add_argument("ref", metavar="REF")
    for act in (merge, unmerge):
        act.add_argument("--reason", required=True, metavar="TEXT")
    template = _as(_command(people, "template", "people:template", "print a sample file"))
    template.add_argument("--profile", choices=PROFILES, default="parent")
    template.add_argument("--organisation", metavar="PATH")


def _imports(commands: Commands) -> None:
    imports = _group(commands, "import", "import files: plan, check, apply")
    for name, text in (("plan", "read files and store a plan"), ("run", "plan and apply")):
        plan = _json(_as(_command(imports, name, f"imports:{name}", text)))
        _plan_options(plan)
        if name == "run":
            _new_schools(plan)
    apply = _json(_as(_command(imports, "apply", "imports:apply_plan", "apply a stored plan")))
    apply.add_argument("id", type=int)
    _new_schools(apply)
    apply.add_argument("--accept-guard", metavar="REASON", default="")
    undo = _json(_as(_command(imports, "undo", "undo_import:undo_import", "undo an import")))
    undo.add_argument("id", type=int)
    discard = _json(_as(_command(imports, "discard", "imports:discard_plan", "discard a plan")))
    discard.add_argument("id", type=int)
    show = _json(_as(_command(imports, "show", "imports:show", "show one import")))
    show.add_argument("id", type=int)
    show.add_argument("--problems", action="store_true")
    show.add_argument("--rows", action="store_true")
    _json(_as(_command(imports, "list", "imports:list_imports", "list imports")))


def _new_schools(command: argparse.ArgumentParser) -> None:
    command.add_argument("--new-schools", action="store_true")


def _plan_options(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("files", nargs="+", metavar="FILE")
    plan.add_argument("--series", metavar="NAME", default="")
    reading_options(plan)


def _sources(commands: Commands) -> None:
    sources = _group(commands, "sources", "folders and servers to fetch files from on a schedule")
    _json(_as(_command(sources, "list", "sources:list_sources", "list sources and their state")))
    add = _json(_as(_command(sources, "add", "sources:add_source", "set up a source")))
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
    add.set_defaults(series="")
    reading_options(add)
    for name, text in (
        ("run", "fetch now, in this process"),
        ("pause", "stop fetching for now"),
        ("resume", "fetch on schedule again"),
        ("remove", "remove it; its imports stay"),
    ):
        act = _json(_as(_command(sources, name, f"sources:{name}_source", text)))
        act.add_argument("name", metavar="NAME")
        act.add_argument("--organisation", metavar="PATH", default="")


def _relationships(commands: Commands) -> None:
    relationships = _group(commands, "relationships", "relationships of parents and children")
    find = _json(
        _as(_command(relationships, "list", "relationships:list_relationships", "list them"))
    )
    find.add_argument("--parent", metavar="REF")
    find.add_argument("--child", metavar="REF")
    find.add_argument("--state", choices=("active", "pending", "proposed", "blocked", "ended"))
    connect = _relationship(relationships, "connect", "connect a parent and a child")
    connect.add_argument("--kind", default="unspecified")
    connect.add_argument("--reason", default="")
    remove = _relationship(relationships, "disconnect", "disconnect, and block unless --no-block")
    remove.add_argument("--reason", required=True)
    remove.add_argument("--no-block", action="store_true")
    keep = _relationship(relationships, "block", "keep imports from connecting the two")
    keep.add_argument("--reason", required=True)
    again = _relationship(relationships, "review", "keep a block, and say when to review it next")
    again.add_argument("--reason", default="")
    for act in (remove, keep):
        act.add_argument("--siblings", action="store_true")
    for act in (remove, keep, again):
        act.add_argument("--basis", choices=BLOCK_BASES)
        act.add_argument("--reference", metavar="TEXT")
        act.add_argument("--review", metavar="DATE")
    _relationship(relationships, "unblock", "lift a block").add_argument("--reason", required=True)
    cancel = _json(
        _as(_command(relationships, "cancel", "relationships:cancel", "cancel a pending one"))
    )
    cancel.add_argument("parent", metavar="PARENT")
    cancel.add_argument("pending", metavar="MATCH:VALUE")
    _relationship(commands, "explain", "say why a parent can, or cannot, see a child")


def _relationship(relationships: Commands, name: str, text: str) -> argparse.ArgumentParser:
    act = _json(_as(_command(relationships, name, f"relationships:{name}_relationship", text)))
    act.add_argument("parent", metavar="PARENT")
    act.add_argument("child", metavar="CHILD")
    return act


def _rights(commands: Commands) -> None:
    rights = _group(commands, "rights", "what a parent may see of a child, by area")
    show = _json(_as(_command(rights, "show", "rights:show_rights", "show it, and why")))
    change = _json(_as(_command(rights, "set", "rights:change_rights", "set it by hand")))
    after = _json(_as(_command(rights, "continue", "rights:continue_rights", "after 18, by law")))
    lift = _json(_as(_command(rights, "lift", "rights:lift_rights", "end what a file said")))
    for act in (show, change, after, lift):
        act.add_argument("parent", metavar="PARENT")
        act.add_argument("child", metavar="CHILD")
    either = after.add_mutually_exclusive_group(required=True)
    either.add_argument("--basis", choices=BASES)
    either.add_argument("--end", action="store_true")
    lift.add_argument("--import", dest="number", type=int, required=True, metavar="ID")
    for act in (after, lift):
        act.add_argument("--reason", required=True, metavar="TEXT")
    show.add_argument("--at", metavar="MOMENT")
    what = change.add_mutually_exclusive_group(required=True)
    what.add_argument("--preset", choices=PRESETS)
    what.add_argument("--areas", metavar="A[,A]")
    what.add_argument("--default", action="store_true")
    change.add_argument("--sees-only", metavar="A[,A]", default="")
    change.add_argument("--from", dest="first_day", metavar="DATE")
    change.add_argument("--until", metavar="DATE")
    change.add_argument("--other-days", choices=("nothing", "as-before"), default="nothing")
    change.add_argument("--standing", choices=STANDINGS, default="not-stated")
    change.add_argument("--reason", required=True, metavar="TEXT")


def _protection(commands: Commands) -> None:
    mark = _as(_command(commands, "protect", "protection:protect", "protect a person's identity"))
    mark.add_argument("ref", metavar="REF")
    mark.add_argument("--reason", required=True, metavar="TEXT")
    mark.add_argument("--staff", action="append", default=[], metavar="REF")
    mark.add_argument("--review", metavar="DATE")
    end = _as(_command(commands, "unprotect", "protection:unprotect", "end the protection"))
    end.add_argument("ref", metavar="REF")
    end.add_argument("--reason", required=True, metavar="TEXT")


def _inbox(commands: Commands) -> None:
    inbox = _group(commands, "inbox", "questions from imports, for a person to decide")
    find = _json(_as(_command(inbox, "list", "inbox:list_asked", "list open or decided questions")))
    find.add_argument("--kind", choices=ASKED)
    find.add_argument("--import", dest="roster_import", type=int, metavar="ID")
    find.add_argument("--decided", action="store_true")
    decide = _json(_as(_command(inbox, "decide", "inbox:decide", "answer one, or several alike")))
    decide.add_argument("ids", nargs="+", metavar="ID")
    decide.add_argument("act", choices=DECISIONS)
    decide.add_argument("--child", metavar="REF")
    again = _json(_as(_command(inbox, "ask-again", "inbox:ask_again", "undo an answer")))
    again.add_argument("id", metavar="ID")
    for act in (decide, again):
        act.add_argument("--reason", default="", metavar="TEXT")


def _credentials(commands: Commands) -> None:
    credentials = _group(commands, "credentials", "sign-in codes and links: letters and e-mails")
    issue = _json(
        _as(_command(credentials, "issue", "credentials:issue", "make letters or send e-mails"))
    )
    issue.add_argument("--person", action="append", default=[], metavar="REF")
    issue.add_argument("--organisation", metavar="PATH")
    issue.add_argument("--not-signed-in", action="store_true")
    how = issue.add_mutually_exclusive_group(required=True)
    how.add_argument("--letters", metavar="OUT.pdf")
    how.add_argument("--email", action="store_true")
    issue.add_argument("--layout", choices=("page", "list"), default="page")
    go_on = _command(credentials, "go-on", "credentials:go_on", "send the rest of a batch")
    _json(_as(go_on)).add_argument("batch", type=int)
    _json(_as(_command(credentials, "list", "credentials:list_states", "list codes and links")))


def _group(commands: Commands, name: str, text: str) -> Commands:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run="", alone=parser, json=False)
    return parser.add_subparsers(title="commands", metavar="COMMAND")


def _command(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=f"{HERE}.{run}", alone=parser, json=False, acting=None, bare=False)
    return parser


def _json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def _as(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--as", dest="acting", metavar="REF")
    return parser
