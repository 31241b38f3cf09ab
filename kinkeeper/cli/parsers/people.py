"""Everyone with an account, and whose identity is protected."""

from kinkeeper.cli.parsers.command import Commands, command, group, with_as, with_json
from kinkeeper.cli.reading_options import PROFILES


def add_people(commands: Commands) -> None:
    people = group(commands, "people", "everyone with an account")
    find = with_json(with_as(command(people, "list", "people:list_people", "list people")))
    find.add_argument("--profile", choices=PROFILES)
    find.add_argument("--organisation", metavar="PATH")
    show = with_json(with_as(command(people, "show", "people:show_person", "show one person")))
    show.add_argument("ref", metavar="REF")
    for name, text in (("add", "add a person"), ("edit", "change a person")):
        change = with_json(with_as(command(people, name, f"people:{name}_person", text)))
        change.add_argument("ref", metavar="REF")
        change.add_argument("values", nargs="*", metavar="FIELD=VALUE")
        change.add_argument("--move-key", metavar="REASON", default="")
        if name == "edit":
            change.add_argument("--same-person", metavar="REASON", nargs="?", const="")
            change.add_argument("--reason", metavar="TEXT", default="")
    one = with_as(
        command(people, "one-person", "people:is_one_person", "confirm a name as one person's")
    )
    one.add_argument("ref", metavar="REF")
    moves = (("trash", "move a person to the trash"), ("restore", "restore one from the trash"))
    for name, text in moves:
        move = with_as(command(people, name, f"people:{name}_person", text))
        move.add_argument("ref", metavar="REF")
    copy = with_as(
        command(people, "export-own", "own_copy:export", "write a copy of a person's data")
    )
    copy.add_argument("ref", metavar="REF")
    copy.add_argument("file", metavar="OUT.zip")
    copy.add_argument("--reason", required=True, metavar="TEXT")
    _add_erasure(people)
    wake = with_as(command(people, "wake", "people:wake_person", "wake an account that rests"))
    wake.add_argument("ref", metavar="REF")
    end = with_json(
        with_as(command(people, "end-sessions", "sessions:end", "sign a person out everywhere"))
    )
    end.add_argument("ref", metavar="REF", nargs="?")
    end.add_argument("--everyone", action="store_true")
    end.add_argument("--reason", metavar="TEXT", default="")
    over = with_as(
        command(
            people, "start-over", "people:start_over_with", "remove the password for a new code"
        )
    )
    over.add_argument("ref", metavar="REF")
    over.add_argument("--reason", required=True)
    allow = with_as(
        command(
            people,
            "allow-second-step",
            "people:allow_second_step_of",
            "let someone set up a second step of sign-in",
        )
    )
    allow.add_argument("ref", metavar="REF")
    allow.add_argument("--reason", required=True)
    with_json(
        with_as(command(people, "duplicates", "merging:list_duplicates", "list likely duplicates"))
    )
    merge = with_json(
        with_as(command(people, "merge", "merging:merge_people", "merge two accounts"))
    )
    merge.add_argument("keep", metavar="KEEP")
    merge.add_argument("gone", metavar="GONE")
    merge.add_argument("--same-person", metavar="REASON", nargs="?", const="")
    unmerge = with_json(
        with_as(command(people, "unmerge", "merging:unmerge_people", "undo a merge"))
    )
    unmerge.add_argument("ref", metavar="REF")
    for act in (merge, unmerge):
        act.add_argument("--reason", required=True, metavar="TEXT")
    template = with_as(command(people, "template", "people:template", "print a sample file"))
    template.add_argument("--profile", choices=PROFILES, default="parent")
    template.add_argument("--organisation", metavar="PATH")


def _add_erasure(people: Commands) -> None:
    erase = with_as(command(people, "erase", "erasure:erase_person", "erase a person's data"))
    erase.add_argument("ref", metavar="REF")
    erase.add_argument("--yes", action="store_true")
    again = with_as(
        command(people, "erase-noted", "erasure:erase_noted", "erase again after a restore")
    )
    again.add_argument("--yes", action="store_true")
    with_json(with_as(command(people, "erased", "erasure:list_erased", "list who was erased")))
    let_in = with_as(
        command(people, "let-in", "erasure:let_in", "let someone who was erased in again")
    )
    let_in.add_argument("erasure", metavar="ERASURE", type=int)
    for each in (erase, let_in):
        each.add_argument("--reason", required=True, metavar="TEXT")


def add_protection(commands: Commands) -> None:
    mark = with_as(
        command(commands, "protect", "protection:protect", "protect a person's identity")
    )
    mark.add_argument("ref", metavar="REF")
    mark.add_argument("--reason", required=True, metavar="TEXT")
    mark.add_argument("--staff", action="append", default=[], metavar="REF")
    mark.add_argument("--review", metavar="DATE")
    end = with_as(command(commands, "unprotect", "protection:unprotect", "end the protection"))
    end.add_argument("ref", metavar="REF")
    end.add_argument("--reason", required=True, metavar="TEXT")
