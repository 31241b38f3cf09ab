"""Parents and children: relationships, blocks, rights, and what is to be decided."""

import argparse

from kinkeeper.cli.parsers.command import Commands, command, group, with_as, with_json
from kinkeeper.roster.vocabulary import Basis, BlockBasis, Preset, Standing

ASKED = (
    "proposed", "held-back", "likely-key", "trashed-child", "wrong-key", "rows-disagree",
    "other-person", "key-led-elsewhere", "release", "block-review", "block-lift", "another-child",
    "unclear-cell",
)  # fmt: skip
DECISIONS = (
    "keep", "cancel", "connect", "grant", "decline", "same", "other", "move",
    "read", "release", "refuse",
)  # fmt: skip
PRESETS = tuple(map(str, Preset))
STANDINGS = tuple(map(str, Standing))
BASES = tuple(map(str, Basis))
BLOCK_BASES = tuple(map(str, BlockBasis))


def add_relationships(commands: Commands) -> None:
    relationships = group(commands, "relationships", "relationships of parents and children")
    find = with_json(
        with_as(command(relationships, "list", "relationships:list_relationships", "list them"))
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
    cancel = with_json(
        with_as(command(relationships, "cancel", "relationships:cancel", "cancel a pending one"))
    )
    cancel.add_argument("parent", metavar="PARENT")
    cancel.add_argument("pending", metavar="MATCH:VALUE")
    _relationship(commands, "explain", "say why a parent can, or cannot, see a child")


def _relationship(relationships: Commands, name: str, text: str) -> argparse.ArgumentParser:
    act = with_json(
        with_as(command(relationships, name, f"relationships:{name}_relationship", text))
    )
    act.add_argument("parent", metavar="PARENT")
    act.add_argument("child", metavar="CHILD")
    return act


def add_rights(commands: Commands) -> None:
    rights = group(commands, "rights", "what a parent may see of a child, by area")
    show = with_json(with_as(command(rights, "show", "rights:show_rights", "show it, and why")))
    change = with_json(with_as(command(rights, "set", "rights:change_rights", "set it by hand")))
    after = with_json(
        with_as(command(rights, "continue", "rights:continue_rights", "after 18, by law"))
    )
    lift = with_json(with_as(command(rights, "lift", "rights:lift_rights", "end what a file said")))
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


def add_inbox(commands: Commands) -> None:
    inbox = group(commands, "inbox", "questions from imports, for a person to decide")
    find = with_json(
        with_as(command(inbox, "list", "inbox:list_asked", "list open or decided questions"))
    )
    find.add_argument("--kind", choices=ASKED)
    find.add_argument("--import", dest="roster_import", type=int, metavar="ID")
    find.add_argument("--decided", action="store_true")
    decide = with_json(
        with_as(command(inbox, "decide", "inbox:decide", "answer one, or several alike"))
    )
    decide.add_argument("ids", nargs="+", metavar="ID")
    decide.add_argument("act", choices=DECISIONS)
    decide.add_argument("--child", metavar="REF")
    decide.add_argument("--as-text", dest="said", default="", metavar="TEXT")
    again = with_json(with_as(command(inbox, "ask-again", "inbox:ask_again", "undo an answer")))
    again.add_argument("id", metavar="ID")
    for act in (decide, again):
        act.add_argument("--reason", default="", metavar="TEXT")


def add_shown(commands: Commands) -> None:
    shown = with_json(
        with_as(command(commands, "shown", "shown:show", "exactly what a parent is shown"))
    )
    shown.add_argument("parent", metavar="PARENT")
    shown.add_argument("--child", metavar="REF")
    shown.add_argument("--at", metavar="MOMENT")
